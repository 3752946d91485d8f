"""Words that the desk wrote in a language we do not know are told in no other, and stand alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from tests import cast
from tests.publishing import corrected
from tests.publishing.test_related import update_of
from tests.signing.people import entry, newest_token
from tests.tongues import ARABIC, UNKNOWN, told
from tocsin.publishing import stopping
from tocsin.publishing.models import Revision
from tocsin.replies.models import News
from tocsin.signing import moves

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def key() -> None:
    """So that appeals may be signed."""
    cast.signing_key()


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_words_of_a_stop_are_told_in_no_language(client: Client) -> None:
    revision = cast.published()
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    stopping.stop(cast.olga(), revision.appeal, "harm", ARABIC)
    # In the notice on top, and where the form was.
    assert told(page(client, "/fr/FA-01-2026/")) == [UNKNOWN, UNKNOWN]
    assert told(page(client, "/FA-01-2026/sign/")) == [UNKNOWN]
    assert told(page(client, f"/FA-01-2026/confirm/{newest_token()}/")) == [UNKNOWN]


def test_what_a_revision_puts_right_is_told_in_no_language(client: Client) -> None:
    appeal = corrected.first().appeal
    corrected.set_right(appeal)
    corrected.refuted(appeal)
    corrected.revised(appeal, ARABIC, corrected=["c1"], wrong=ARABIC)
    # The correction, and the note of the revision.
    assert told(page(client, "/FA-01-2026/")) == [UNKNOWN, UNKNOWN]
    assert told(page(client, "/fr/FA-01-2026/r2/")) == [UNKNOWN, UNKNOWN]


def test_a_claim_without_the_pages_language_is_told_in_none(
    client: Client,
) -> None:
    appeal = corrected.first().appeal
    text = appeal.claims.get(number=1).text
    corrected.correction(appeal)
    assert ("en", True) in told(page(client, "/FA-01-2026/"), text)
    assert [one for one in told(page(client, "/fr/FA-01-2026/"), text) if one[1]] == [UNKNOWN]


def test_why_a_sentence_stands_although_it_was_objected_to_is_told_in_no_language(
    client: Client,
) -> None:
    cast.published()
    Revision.objects.update(overrides=[{"sentence": "They are held.", "reason": ARABIC}])
    assert told(page(client, "/FA-01-2026/")) == [UNKNOWN]


def test_what_came_of_it_is_told_in_the_language_it_was_written_in(client: Client) -> None:
    revision = cast.published()
    News.objects.create(
        appeal=revision.appeal,
        kind="update",
        on=dt.date(2026, 5, 1),
        texts={"ar": {"title": ARABIC, "text": ARABIC}},
        source=ARABIC,
    )
    assert told(page(client, "/FA-01-2026/")) == [("ar", True), ("ar", True), UNKNOWN]


def test_the_headline_of_a_related_appeal_is_told_in_its_language(client: Client) -> None:
    update_of("FA-01-2026")
    Revision.objects.filter(appeal__document_id="UP-14-2026").update(
        content=cast.frozen(cast.draft("FA-09-2026")) | {"texts": {"en": {"headline": "Ferrymen"}}}
    )
    assert told(page(client, "/fr/FA-01-2026/"), "Ferrymen") == [("en", True)]
