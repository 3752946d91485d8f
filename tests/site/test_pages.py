"""The front page, the page that says who rings here, and the one address of an appeal."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.signing.people import entry, sign_and_confirm
from tocsin.appeals.models import Appeal
from tocsin.archive import work
from tocsin.kernel import keys
from tocsin.kernel.keys import SealingKey
from tocsin.people.roles import System
from tocsin.publishing.models import Revision
from tocsin.signing import moves
from tocsin.site.pages import MEANINGS, ON_FRONT

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_an_empty_desk_says_that_nothing_is_published(client: Client) -> None:
    said = page(client, "/")
    assert "No appeal has been published yet." in said
    assert 'href="/join/"' in said


def test_the_front_page_shows_an_appeal_with_all_that_helps_to_choose(client: Client) -> None:
    cast.published()
    work.turn()
    said = page(client, "/")
    for text in ("headline", "summary"):
        assert cast.TEXTS["en"][text] in said
    assert "FA-01-2026 · Bolivia · " in said
    assert 'href="/FA-01-2026/"' in said
    assert "No appeal has been published yet." not in said


def test_a_draft_stands_nowhere(client: Client) -> None:
    cast.draft()
    work.turn()
    assert "ferry" not in page(client, "/")
    assert "ferry" not in page(client, "/appeals/")


def test_the_front_page_has_the_newest_ten_and_the_newest_first(client: Client) -> None:
    for number in range(ON_FRONT + 1):
        one = cast.published(f"FA-{number:02d}-2026")
        published_at = one.published_at + timedelta(hours=number)
        Revision.objects.filter(pk=one.pk).update(published_at=published_at)
    work.turn()
    said = page(client, "/")
    assert 'href="/FA-00-2026/"' not in said
    assert said.index('href="/FA-10-2026/"') < said.index('href="/FA-09-2026/"')
    assert said.count('<a href="/FA-') == ON_FRONT


def test_a_closed_appeal_stays_and_says_so(client: Client) -> None:
    cast.published()
    work.turn()
    assert "· open for signing" in page(client, "/")
    Appeal.objects.update(state="closed")
    assert "· closed" in page(client, "/")


def test_the_words_of_certainty_are_all_explained(client: Client) -> None:
    said = page(client, "/about/")
    for status, meaning in MEANINGS:
        assert f'data-status="{status}"' in said
        assert str(meaning) in said


def test_every_status_of_a_claim_has_its_meaning() -> None:
    from tocsin.cases.models import Claim

    choices = Claim._meta.get_field("status").choices
    assert {status for status, _meaning in MEANINGS} == {code for code, _word in choices or []}


def test_the_key_is_told_by_its_fingerprint(client: Client) -> None:
    cast.signing_key()
    row = SealingKey.objects.get()
    assert f"<code>{row.fingerprint}</code>" in page(client, "/about/")


def test_without_a_key_the_page_says_that_signing_is_closed(client: Client) -> None:
    sentence = "No key is in use at the moment, so signing is closed."
    assert sentence in page(client, "/about/")
    cast.signing_key()
    assert sentence not in page(client, "/about/")
    keys.retire(System(), SealingKey.objects.get())
    assert sentence in page(client, "/about/")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("/fa-34-2003", "/FA-34-2003/"),
        ("/FA-34-2003", "/FA-34-2003/"),
        ("/Fa-34-2003/", "/FA-34-2003/"),
        ("/fr/fa-34-2003", "/fr/FA-34-2003/"),
        ("/fr/FA-34-2003", "/fr/FA-34-2003/"),
        ("/fa-34-2003?text=fr", "/FA-34-2003/?text=fr"),
        ("/fa-34-2003/?text=fr", "/FA-34-2003/?text=fr"),
        ("/fa-34-2003/r1/", "/FA-34-2003/r1/"),
        ("/fr/fa-34-2003/r1/?text=fr", "/fr/FA-34-2003/r1/?text=fr"),
    ],
)
def test_any_spelling_is_one_permanent_redirect_from_the_address(
    client: Client, typed: str, address: str
) -> None:
    cast.published("FA-34-2003")
    response = client.get(typed, follow=True)
    assert response.redirect_chain == [(address, 301)]
    assert response.status_code == 200


@pytest.mark.parametrize("word", ["about", "appeals", "join"])
def test_another_page_without_its_slash_is_found_too(client: Client, word: str) -> None:
    response = client.get(f"/{word}?page=2", follow=True)
    assert response.redirect_chain == [(f"/{word}/?page=2", 301)]
    assert response.status_code == 200


def test_an_unknown_word_without_a_slash_ends_on_the_page_that_helps(client: Client) -> None:
    response = client.get("/FA-99-2026", follow=True)
    assert response.redirect_chain == [("/FA-99-2026/", 301)]
    assert response.status_code == 404


@pytest.mark.parametrize("path", ["//evil", "//evil/", "///evil", "/\\evil", "//evil.example"])
def test_a_redirect_never_leads_to_another_site(client: Client, path: str) -> None:
    response = client.generic("GET", "/", PATH_INFO=path)
    assert response.status_code in {301, 404}
    leads_to = response.headers.get("Location", "/")
    assert leads_to.startswith("/")
    assert not leads_to.startswith(("//", "/\\"))


def test_only_names_of_those_who_agreed_to_it_are_shown(client: Client) -> None:
    cast.signing_key()
    revision = cast.published()
    sign_and_confirm(revision, "Ada Public", "ada@example.org", choice="public")
    sign_and_confirm(revision, "Bo Addressee", "bo@example.org", choice="addressee")
    sign_and_confirm(revision, "Cy Counted", "cy@example.org", choice="counted")
    moves.sign(revision, entry("Di Unconfirmed", "di@example.org", choice="public"))
    for address in ("/FA-01-2026/", "/fr/FA-01-2026/"):
        said = page(client, address)
        assert said.count("<bdi>Ada Public</bdi>") == 1
        assert "<bdi></bdi>" not in said
        for name in ("Bo Addressee", "Cy Counted", "Di Unconfirmed"):
            assert name not in said
    for address in ("/", "/FA-01-2026/r1/", "/FA-01-2026/signed/", "/appeals/?words=Ada"):
        assert "Ada Public" not in page(client, address)


def test_a_name_that_was_withdrawn_is_shown_no_more(client: Client) -> None:
    from tests.signing.people import newest_token

    cast.signing_key()
    revision = cast.published()
    sign_and_confirm(revision, "Ada Public", "ada@example.org", choice="public")
    assert "Ada Public" in page(client, "/FA-01-2026/")
    moves.not_me(newest_token())
    assert "Ada Public" not in page(client, "/FA-01-2026/")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<b>Ada</b> & “Co”", "&lt;b&gt;Ada&lt;/b&gt; &amp; “Co”"),
        ("مريم حداد", "<bdi>مريم حداد</bdi>"),
    ],
)
def test_a_public_name_is_shown_as_text_and_keeps_its_direction(
    client: Client, name: str, shown: str
) -> None:
    cast.signing_key()
    sign_and_confirm(cast.published(), name, "ada@example.org", choice="public")
    said: Any = client.get("/FA-01-2026/").content.decode()
    assert shown in said
    assert "<script" not in said
