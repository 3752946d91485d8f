"""`/ID.json`: what was published, the tally by class, what came back; nothing that is sealed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.paths import ROOT
from tests.signing.people import sign_and_confirm
from tocsin.publishing.models import Revision
from tocsin.replies import moves as replies

pytestmark = pytest.mark.django_db

ADDRESS = "/FA-01-2026.json"


@pytest.fixture
def revision() -> Revision:
    """A published appeal, open for signing."""
    cast.signing_key()
    return cast.published()


def told(client: Client) -> dict[str, Any]:
    """What a program reads."""
    answer: dict[str, Any] = json.loads(client.get(ADDRESS).content)
    return answer


def test_the_keys_are_those_of_the_reference(client: Client, revision: Revision) -> None:
    page = (ROOT / Path("docs/reference/json.md")).read_text("utf-8")
    found = told(client)
    for key in [*found, *found["content"], *found["revision"], *found["tally"]]:
        assert f"`{key}`" in page, key


def test_the_content_is_what_was_frozen(client: Client, revision: Revision) -> None:
    found = told(client)
    assert found["content"] == revision.content
    assert found["revision"]["sha256"] == revision.sha256


def test_the_tally_stands_by_class_and_has_no_total(client: Client, revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    assert told(client)["tally"] == {"confirmed": 1, "paper": 0, "unconfirmed": 0, "held": 0}


def test_no_signatory_and_no_protected_source_stands_in_it(
    client: Client, revision: Revision
) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org", comment="for the lake")
    raw = client.get(ADDRESS).content.decode()
    for secret in ("Ada Lind", "ada@example.org", "for the lake", "a guard"):
        assert secret not in raw


def test_a_reply_is_told(client: Client, revision: Revision) -> None:
    from datetime import date

    texts = {"en": {"title": "The ministry answered", "text": "It says that it will look."}}
    replies.record(
        cast.olga(),
        revision.appeal,
        kind="update",
        on=date(2026, 1, 2),
        texts=texts,
    )
    assert "The ministry answered" in json.dumps(told(client)["news"])


@pytest.mark.parametrize("address", ["/FA-99-2026.json", "/nothing.json", "/fa.json"])
def test_an_appeal_that_is_not_there_is_told_as_json(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "No published appeal is called" in json.loads(answer.content)["error"]


def test_a_draft_is_not_there(client: Client) -> None:
    cast.draft()
    assert client.get(ADDRESS).status_code == 404


def test_programs_of_other_sites_may_read_it_and_no_cookie_is_set(
    client: Client, revision: Revision
) -> None:
    answer = client.get(ADDRESS)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies


def test_small_letters_find_the_same_appeal(client: Client, revision: Revision) -> None:
    assert json.loads(client.get("/fa-01-2026.json").content)["content"] == revision.content
