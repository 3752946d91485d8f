"""Readers find an update from the appeal, and the appeal from its update."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests import cast
from tocsin.appeals import related as moves
from tocsin.appeals.models import Appeal
from tocsin.publishing.models import Revision
from tocsin.publishing.related import related

pytestmark = pytest.mark.django_db


def update_of(*ids: str, document_id: str = "UP-14-2026", published: bool = True) -> Appeal:
    """A published update (or a draft) that names published appeals."""
    appeals = [cast.published(one).appeal for one in ids]
    made = cast.published(document_id).appeal if published else cast.draft(document_id)
    Appeal.objects.filter(pk=made.pk).update(document_type=cast.document_type("UP"))
    made.refresh_from_db()
    moves.link(cast.olga(), made, appeals)
    return made


def test_both_pages_lead_to_each_other(client: Client) -> None:
    update_of("FA-01-2026")
    page = client.get("/FA-01-2026/").content.decode()
    assert "Updates and earlier appeals" in page
    assert '<a href="/UP-14-2026/">' in page
    page = client.get("/UP-14-2026/").content.decode()
    assert '<a href="/FA-01-2026/">' in page
    assert cast.TEXTS["en"]["headline"] in page


def test_both_are_told_as_data(client: Client) -> None:
    update_of("FA-01-2026")
    there = json.loads(client.get("/UP-14-2026.json").content)["related"]
    back = json.loads(client.get("/FA-01-2026.json").content)["related"]
    assert [(one["relation"], one["document_id"]) for one in there] == [("updates", "FA-01-2026")]
    assert [(one["relation"], one["document_id"]) for one in back] == [("updated by", "UP-14-2026")]
    assert there[0]["url"].endswith("/FA-01-2026/")
    assert there[0]["published_at"]


def test_an_update_of_twenty_lists_them_all(client: Client) -> None:
    ids = [f"FA-{number:02d}-2026" for number in range(1, 21)]
    update_of(*ids)
    page = client.get("/UP-14-2026/").content.decode()
    assert all(f'<a href="/{one}/">' in page for one in ids)
    told = json.loads(client.get("/UP-14-2026.json").content)["related"]
    assert [one["document_id"] for one in told] == ids
    for one in ids:
        assert '<a href="/UP-14-2026/">' in client.get(f"/{one}/").content.decode()


def test_a_draft_is_not_told_to_anybody(client: Client) -> None:
    draft = update_of("FA-01-2026", published=False)
    assert "UP-14-2026" not in client.get("/FA-01-2026/").content.decode()
    assert related(draft)[0].relation == "updates"
    assert json.loads(client.get("/FA-01-2026.json").content)["related"] == []


def test_an_appeal_without_relations_says_nothing_of_them(client: Client) -> None:
    cast.published()
    assert "Updates and earlier appeals" not in client.get("/FA-01-2026/").content.decode()


def test_another_document_names_and_is_named() -> None:
    first = cast.published("FA-01-2026").appeal
    second = cast.published("FA-02-2026").appeal
    moves.link(cast.olga(), second, [first])
    assert [one.relation for one in related(second)] == ["names"]
    assert [one.relation for one in related(first)] == ["named by"]


def test_the_newest_revision_is_told() -> None:
    update = update_of("FA-01-2026")
    old = Revision.objects.get(appeal__document_id="FA-01-2026")
    newer = Revision.objects.create(
        appeal=old.appeal,
        number=2,
        content=old.content,
        sha256="2" * 64,
        published_at=old.published_at,
        published_by="olga",
        approved_by="amir",
    )
    assert [one.revision for one in related(update)] == [newer]


def test_a_headline_is_read_in_the_readers_language() -> None:
    update = update_of("FA-01-2026")
    one = related(update)[0]
    assert one.headline("fr") == ("fr", cast.TEXTS["fr"]["headline"])
    assert one.headline("sv") == ("en", cast.TEXTS["en"]["headline"])
