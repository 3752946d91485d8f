"""The archive as a reader meets it: narrowing, turning pages, and questions that make no sense."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests import cast
from tocsin.archive import work
from tocsin.archive.reads import PER_PAGE
from tocsin.publishing.models import Revision
from tocsin.site.archive import LONGEST

pytestmark = pytest.mark.django_db


def published(document_id: str, **content: Any) -> Revision:
    """A published appeal with another content, in the archive."""
    revision = cast.published(document_id)
    Revision.objects.filter(pk=revision.pk).update(content=revision.content | content)
    work.turn()
    return revision


def ask(client: Client, prefix: str = "", **asked: str) -> str:
    response = client.get(f"{prefix}/appeals/?{urlencode(asked)}")
    assert response.status_code == 200
    assert not response.cookies
    assert len(response.content) < 30_000
    assert b"<script" not in response.content
    return unescape(response.content.decode())


def ids(said: str) -> list[str]:
    """The appeals of a list, in its order."""
    return re.findall(r'<a href="(?:/fr)?/([A-Z]+-\d+-\d{4})/"', said)


def options(said: str, name: str) -> list[str]:
    """What can be chosen in one of the boxes."""
    box = re.search(rf'name="{name}">(.*?)</select>', said, re.DOTALL)
    assert box is not None
    return re.findall(r"<option[^>]*>([^<]*)</option>", box.group(1))


@pytest.fixture
def three() -> None:
    """Three appeals about different things."""
    published("FA-34-2003", countries=["MN"], issues=["torture"])
    published("FA-01-2026")
    types = {"code": "UA", "names": {"en": "Urgent Appeal", "fr": "Appel urgent"}}
    published("UA-02-2026", countries=["EG", "BO"], issues=["child-rights"], document_type=types)


def test_an_empty_archive_says_so(client: Client) -> None:
    said = ask(client)
    assert "No appeal has been published yet." in said
    assert "0 appeals" in said


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["UA-02-2026", "FA-01-2026", "FA-34-2003"]),
        ({"country": "MN"}, ["FA-34-2003"]),
        ({"country": "BO"}, ["UA-02-2026", "FA-01-2026"]),
        ({"issue": "child-rights"}, ["UA-02-2026"]),
        ({"type": "UA"}, ["UA-02-2026"]),
        ({"year": "2003"}, ["FA-34-2003"]),
        ({"country": "BO", "type": "FA"}, ["FA-01-2026"]),
        ({"words": "mongolia"}, ["FA-34-2003"]),
        ({"words": "Mongolie"}, ["FA-34-2003"]),
        ({"words": "EGYPTE  enfant"}, ["UA-02-2026"]),
        ({"words": "𝑴𝒐𝒏𝒈𝒐𝒍𝒊𝒂"}, ["FA-34-2003"]),
        ({"words": "fa-34-2003"}, ["FA-34-2003"]),
    ],
)
def test_a_list_is_narrowed_by_what_is_asked(
    client: Client, three: None, asked: dict[str, str], found: list[str]
) -> None:
    said = ask(client, **asked)
    assert ids(said) == found
    number = len(found)
    assert f"<h2>{number} appeal{'' if number == 1 else 's'}</h2>" in said


def test_what_was_asked_stays_in_the_form(client: Client, three: None) -> None:
    said = ask(client, words="ferry", country="BO", issue="child-rights", type="UA", year="2026")
    assert 'value="ferry"' in said
    for chosen in ("BO", "child-rights", "UA", "2026"):
        assert f'<option value="{chosen}" selected>' in said
    assert '<a href="/appeals/">Show all</a>' in said


def test_nothing_found_says_what_to_do(client: Client, three: None) -> None:
    said = ask(client, words="pelican")
    assert "Nothing was found. Try fewer words, or show all." in said
    assert "Show all</a>" in said
    assert ids(said) == []


def test_only_what_occurs_is_offered(client: Client, three: None) -> None:
    said = ask(client)
    assert options(said, "country") == ["all", "Bolivia", "Egypt", "Mongolia"]
    assert options(said, "year") == ["all", "2026", "2003"]
    assert "Torture" in options(said, "issue")
    assert "Military" not in options(said, "issue")


def test_french_names_are_sorted_without_regard_to_accents(client: Client, three: None) -> None:
    said = ask(client, "/fr")
    assert options(said, "country")[1:] == ["Bolivie", "Égypte", "Mongolie"]


@pytest.mark.parametrize(
    "asked",
    [
        {"country": "Atlantis"},
        {"country": "%"},
        {"country": ","},
        {"issue": "x" * 100_000},
        {"type": "'; DROP TABLE archive_archiveentry; --"},
        {"words": "%_%"},
        {"words": "\\"},
        {"words": "<script>alert(1)</script>"},
        {"words": "w" * 5000},
    ],
)
def test_a_question_that_makes_no_sense_finds_nothing(
    client: Client, three: None, asked: dict[str, str]
) -> None:
    assert "Nothing was found. Try fewer words, or show all." in ask(client, **asked)
    assert len(ids(ask(client))) == 3


@pytest.mark.parametrize(
    "asked",
    [
        {"year": "20"},
        {"year": "20x6"},
        {"year": "²²²²"},
        {"year": "-100"},
        {"year": "99999"},
        {"words": "\0"},
        {"words": "   "},
        {"page": "x"},
        {"page": "-1"},
        {"page": "0"},
        {"page": "²"},
        {"page": "9" * 400},
        {"unknown": "field"},
    ],
)
def test_what_cannot_be_meant_is_passed_over(
    client: Client, three: None, asked: dict[str, str]
) -> None:
    assert len(ids(ask(client, **asked))) == 3


def test_a_question_in_a_wrong_encoding_is_no_breakdown(client: Client, three: None) -> None:
    response = client.get("/appeals/?words=%E9t%E9&country=%FF")
    assert response.status_code == 200
    assert "Nothing was found" in response.content.decode()


def test_a_search_is_cut_where_the_box_ends(client: Client, three: None) -> None:
    said = ask(client, words="w" * 5000)
    assert f'value="{"w" * LONGEST}"' in said
    assert "w" * (LONGEST + 1) not in said.split("<h2>")[0]


def test_a_search_is_shown_as_text(client: Client, three: None) -> None:
    response = client.get("/appeals/", {"words": '"><img src=x onerror=alert(1)>'})
    said = response.content.decode()
    assert "<img" not in said
    assert "&quot;&gt;&lt;img" in said


def test_a_search_from_right_to_left_stays_as_it_was_typed(client: Client, three: None) -> None:
    assert 'value="مناشدة عاجلة"' in ask(client, words="مناشدة عاجلة")


def test_pages_are_turned_and_keep_the_question(client: Client) -> None:
    for number in range(1, PER_PAGE + 2):
        one = cast.published(f"FA-{number:02d}-2026")
        published_at = one.published_at + timedelta(hours=number)
        Revision.objects.filter(pk=one.pk).update(published_at=published_at)
    work.turn()
    first = ask(client, country="BO", words="ferry")
    assert len(ids(first)) == PER_PAGE
    assert ids(first)[0] == f"FA-{PER_PAGE + 1:02d}-2026"
    assert "Page 1 of 2" in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    last = unescape(client.get("/appeals/" + following.group(1)).content.decode())
    assert ids(last) == ["FA-01-2026"]
    assert 'value="ferry"' in last
    assert "Page 2 of 2" in last
    assert 'rel="next"' not in last
    assert ids(ask(client, country="BO", page="77")) == ["FA-01-2026"]


def test_a_list_speaks_the_language_of_the_page(client: Client, three: None) -> None:
    said = ask(client, "/fr", words="ferry")
    assert cast.TEXTS["fr"]["headline"] in said
    assert 'href="/fr/FA-01-2026/"' in said
    assert "Bolivie" in said


def test_an_appeal_without_the_pages_language_says_which_it_speaks(client: Client) -> None:
    arabic = {"ar": cast.TEXTS["en"] | {"headline": "مناشدة عاجلة"}}
    published("FA-05-2026", texts=arabic, original_language="ar", languages=["ar"])
    said = ask(client)
    assert '<h2 lang="ar" dir="rtl"><a href="/FA-05-2026/">مناشدة عاجلة</a></h2>' in said
