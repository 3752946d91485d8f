"""`/feed.atom`: the newest appeals, for whoever follows without an address."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from tests import cast
from tocsin.archive import work

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client: Client) -> list[ET.Element]:
    """The entries, as a feed reader finds them."""
    answer = client.get("/feed.atom")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314 - our own


def text(entry: ET.Element, name: str) -> str:
    """The words of one element."""
    return str(entry.findtext(f"{ATOM}{name}"))


def test_before_the_first_appeal_the_feed_is_empty(client: Client) -> None:
    assert entries(client) == []


def test_an_appeal_stands_there_as_it_was_published(client: Client) -> None:
    cast.published()
    work.turn()
    (entry,) = entries(client)
    assert text(entry, "title") == cast.TEXTS["en"]["headline"]
    assert text(entry, "summary") == cast.TEXTS["en"]["summary"]
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.attrib["href"].endswith("/FA-01-2026/")
    assert text(entry, "id").endswith("/FA-01-2026/")


def test_the_newest_comes_first_and_thirty_at_most(client: Client) -> None:
    for number in range(1, 33):
        cast.published(f"FA-{number:02}-2026")
    work.turn()
    found = entries(client)
    assert len(found) == 30
    assert text(found[0], "id").endswith("/FA-32-2026/")


def test_a_draft_is_not_in_it(client: Client) -> None:
    cast.draft()
    work.turn()
    assert entries(client) == []


def test_it_may_be_kept_for_a_minute_and_sets_no_cookie(client: Client) -> None:
    answer = client.get("/feed.atom")
    assert "s-maxage=60" in answer["Cache-Control"]
    assert not answer.cookies
