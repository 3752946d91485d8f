"""Everybody who agreed to be named has a line; nobody else has."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import cast
from tests.signing.people import entry, sign_and_confirm
from tocsin.publishing.models import Revision
from tocsin.signing import moves, reads
from tocsin.signing.models import Signature
from tocsin.site.names import A_PAGE

pytestmark = pytest.mark.django_db

ADDRESS = "/FA-01-2026/names/"


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


def page(answer: Any) -> str:
    """What a person reads."""
    return unescape(answer.content.decode())


def many(revision: Revision, number: int) -> None:
    """So many public names, as confirming would leave them."""
    Signature.objects.bulk_create(
        Signature(
            appeal=revision.appeal,
            revision=revision,
            channel="web",
            state="counted",
            tag=one.to_bytes(32, "big"),
            sealed=b"sealed",
            key_id="0" * 16,
            language="en",
            public_name=f"Somebody Withalong Surname {one:05}",
            counted_at=timezone.now(),
        )
        for one in range(number)
    )


def test_a_name_that_was_made_public_stands_there(client: Client, revision: Revision) -> None:
    sign_and_confirm(revision, "Ada <b>Lind", "ada@example.org", choice="public")
    answer = client.get(ADDRESS)
    assert "Ada &lt;b&gt;Lind" in answer.content.decode()
    assert "ada@example.org" not in page(answer)


@pytest.mark.parametrize("choice", ["addressee", "counted"])
def test_a_name_that_was_not_made_public_does_not(
    client: Client, revision: Revision, choice: str
) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org", choice=choice)
    shown = page(client.get(ADDRESS))
    assert "Ada Lind" not in shown
    assert "Nobody has asked to be named yet." in shown


def test_a_signature_that_is_not_confirmed_names_nobody(client: Client, revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org", choice="public"))
    assert "Ada Lind" not in page(client.get(ADDRESS))


def test_many_names_come_a_page_at_a_time_and_each_page_is_light(
    client: Client, revision: Revision
) -> None:
    many(revision, A_PAGE + 5)
    first, second = client.get(ADDRESS), client.get(f"{ADDRESS}?page=2")
    assert len(first.content) < 30_000
    assert "Page 1 of 2" in page(first)
    assert page(first).count("Somebody") == A_PAGE
    assert page(second).count("Somebody") == 5


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999", "²"])
def test_a_page_that_is_not_there_becomes_one_that_is(
    client: Client, revision: Revision, number: str
) -> None:
    many(revision, 3)
    assert page(client.get(ADDRESS, {"page": number})).count("Somebody") == 3


def test_the_appeal_leads_there_when_it_cannot_show_all(client: Client, revision: Revision) -> None:
    assert ADDRESS not in page(client.get("/FA-01-2026/"))
    many(revision, 14)
    assert f'href="{ADDRESS}"' in page(client.get("/FA-01-2026/"))


def test_it_speaks_the_readers_language(client: Client, revision: Revision) -> None:
    shown = page(client.get("/fr/FA-01-2026/names/"))
    assert "Qui a accepté d’être nommé" in shown


def test_small_letters_are_mended(client: Client, revision: Revision) -> None:
    assert client.get("/fa-01-2026/names/?page=2")["Location"] == f"{ADDRESS}?page=2"


def test_an_appeal_that_is_not_there_has_no_names(client: Client) -> None:
    assert client.get("/FA-99-2026/names/").status_code == 404


def test_it_sets_no_cookie_and_may_be_kept(client: Client, revision: Revision) -> None:
    answer = client.get(ADDRESS)
    assert not answer.cookies
    again = client.get(ADDRESS, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_all_pages_together_name_everybody_once_the_newest_first(revision: Revision) -> None:
    many(revision, 11)
    pages = reads.names_pages(revision.appeal, 4)
    told = [[name[-5:] for name in pages.page(number)] for number in (1, 2, 3)]
    assert told == [
        ["00010", "00009", "00008", "00007"],
        ["00006", "00005", "00004", "00003"],
        ["00002", "00001", "00000"],
    ]


@pytest.mark.parametrize("number", [1, 5, 20])
def test_a_page_near_either_end_passes_over_few_names(revision: Revision, number: int) -> None:
    many(revision, 100)
    pages = reads.names_pages(revision.appeal, 5)
    with CaptureQueriesContext(connection) as asked:
        assert len(list(pages.page(number))) == 5
    passed = [re.search(r"OFFSET (\d+)", one["sql"]) for one in asked.captured_queries]
    assert max(int(one[1]) if one else 0 for one in passed) <= 20


def test_pages_are_found_in_the_index_of_names_alone(revision: Revision) -> None:
    many(revision, 10)
    with CaptureQueriesContext(connection) as asked:
        list(reads.names_pages(revision.appeal, 3).page(2))
    [told] = [one["sql"] for one in asked.captured_queries if "ORDER BY" in one["sql"]]
    # What the index is told to hold must stand there in the same words, or each row is read.
    assert "state = 'counted' AND NOT (public_name = '')" in told
