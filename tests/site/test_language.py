"""The language stands in the address: the same address is the same page for everybody."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.signing.people import entry
from tocsin.archive import work
from tocsin.kernel.mail.outbox import Mail
from tocsin.mailing.models import Subscriber
from tocsin.publishing.models import Revision
from tocsin.signing import moves
from tocsin.signing.floods import tokens

pytestmark = pytest.mark.django_db

PAGES = ["/", "/about/", "/appeals/", "/join/", "/join/sent/", "/FA-01-2026/", "/FA-01-2026/r1/"]
PAGES += ["/FA-01-2026/sign/", "/FA-01-2026/signed/"]


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed, in the archive."""
    cast.signing_key()
    made = cast.published()
    work.turn()
    return made


def page(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    # The form's token tells the second, in which nothing else differs.
    return unescape(tokens.without(response.content).decode())


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_its_language_and_direction(
    client: Client, revision: Revision, address: str
) -> None:
    assert '<html lang="en" dir="ltr">' in page(client, address)
    assert '<html lang="fr" dir="ltr">' in page(client, f"/fr{address}")


@pytest.mark.parametrize("asked", ["fr", "fr-CA,fr;q=0.9", "ar", "xx", "", "*", ";;;", "é" * 500])
def test_the_browsers_language_does_not_change_the_page(
    client: Client, revision: Revision, asked: str
) -> None:
    for address in ("/", "/FA-01-2026/", "/fr/", "/fr/FA-01-2026/"):
        assert page(client, address, **{"Accept-Language": asked}) == page(client, address)


@pytest.mark.parametrize("address", PAGES)
def test_each_page_leads_to_itself_in_the_other_language(
    client: Client, revision: Revision, address: str
) -> None:
    english, french = page(client, address), page(client, f"/fr{address}")
    assert f'<a href="/fr{address}" lang="fr" hreflang="fr" dir="ltr">Français</a>' in english
    assert f'<a href="{address}" lang="en" hreflang="en" dir="ltr">English</a>' in french


@pytest.mark.parametrize("address", PAGES)
def test_french_pages_lead_to_french_pages(
    client: Client, revision: Revision, address: str
) -> None:
    said = page(client, f"/fr{address}")
    links = re.findall(r'<a [^>]*href="(/[^"]*)"([^>]*)>', said)
    assert links
    for link, rest in links:
        is_data = link.endswith((".json", ".atom"))
        assert link.startswith("/fr/") or is_data or 'hreflang="en"' in rest, link


@pytest.mark.parametrize(
    ("address", "english"),
    [
        ("/", "Urgent appeals"),
        ("/about/", "How appeals are made"),
        ("/appeals/", "All appeals"),
        ("/join/", "Get urgent appeals"),
        ("/FA-01-2026/", "Who has signed"),
        ("/FA-01-2026/sign/", "Who may see your name?"),
        ("/FA-01-2026/signed/", "Look into your mail"),
    ],
)
def test_nothing_on_a_french_page_stayed_english(
    client: Client, revision: Revision, address: str, english: str
) -> None:
    assert english in page(client, address)
    assert english not in page(client, f"/fr{address}")


def test_english_has_no_second_address(client: Client, revision: Revision) -> None:
    for address in ("/en/", "/en/FA-01-2026/", "/de/", "/xx/FA-01-2026/"):
        assert client.get(address).status_code == 404, address


def test_french_without_its_slash_is_the_front_page(client: Client) -> None:
    answer = client.get("/fr", follow=True)
    assert answer.redirect_chain == [("/fr/", 301)]


@pytest.mark.parametrize(
    ("code", "way"), [("ar", "rtl"), ("fa", "rtl"), ("ur", "rtl"), ("es", "ltr"), ("th", "ltr")]
)
def test_a_text_in_a_language_of_its_own_says_which_and_which_way(
    client: Client, revision: Revision, code: str, way: str
) -> None:
    texts = {code: cast.TEXTS["en"] | {"headline": "مناشدة عاجلة"}, "en": cast.TEXTS["en"]}
    content = revision.content | {"texts": texts, "languages": ["en", code]}
    Revision.objects.update(content=content)
    said = page(client, f"/FA-01-2026/?text={code}")
    assert '<html lang="en" dir="ltr">' in said
    assert f'<article lang="{code}" dir="{way}">' in said
    assert "<h1>مناشدة عاجلة</h1>" in said
    assert "Who has signed" in said
    plain = page(client, "/FA-01-2026/")
    assert "<article>" in plain
    assert f'href="/FA-01-2026/?text={code}" lang="{code}" hreflang="{code}" dir="{way}"' in plain


@pytest.mark.parametrize("asked", ["xx", "", "EN", "../en", "<script>", "a" * 5000, "%00"])
def test_a_text_that_is_not_there_is_shown_in_the_pages_language(
    client: Client, revision: Revision, asked: str
) -> None:
    said = page(client, f"/FA-01-2026/?text={asked}")
    assert cast.TEXTS["en"]["headline"] in said
    assert "<script>" not in said


def test_what_is_sent_from_a_french_page_is_french(client: Client, revision: Revision) -> None:
    answer = client.post("/fr/join/", {"email": "ada@example.org", "language": "en"})
    assert answer["Location"] == "/fr/join/sent/"
    typed = {"name": "Bo", "email": "bo@example.org", "country": "SE", "choice": "counted"}
    answer = client.post("/fr/FA-01-2026/sign/", typed)
    assert answer["Location"] == "/fr/FA-01-2026/signed/"
    assert Mail.objects.count() == 2
    assert Subscriber.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "typed", "english"),
    [
        ("/FA-01-2026/sign/", {}, "Write your name."),
        ("/FA-01-2026/sign/", {"email": "ada"}, "Write an e-mail address like name@example.org."),
        ("/FA-01-2026/sign/", {"country": "ZZ"}, "Choose your country from the list."),
        ("/join/", {}, "Write your e-mail address."),
        ("/join/", {"email": "ada"}, "Write an e-mail address like name@example.org."),
        ("/join/", {"language": "xx"}, "Choose a language from the list."),
        ("/join/", {"countries": ["ZZ"]}, "Choose countries from the list."),
    ],
)
def test_a_refusal_is_french_on_a_french_page(
    client: Client, revision: Revision, address: str, typed: dict[str, Any], english: str
) -> None:
    told, dit = client.post(address, typed), client.post(f"/fr{address}", typed)
    assert told.status_code == dit.status_code == 422
    assert english in unescape(told.content.decode())
    assert english not in unescape(dit.content.decode())


def test_a_closed_appeal_says_so_in_french(client: Client, revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    revision.appeal.state = "closed"
    revision.appeal.save()
    assert "This appeal is closed." in page(client, "/FA-01-2026/")
    french = page(client, "/fr/FA-01-2026/")
    assert "This appeal is closed." not in french
    assert "Cet appel est clos. Il ne peut plus être signé." in french


def test_a_citation_is_quoted_as_its_language_quotes(client: Client, revision: Revision) -> None:
    assert "“<bdi>" in page(client, "/FA-01-2026/")
    french = page(client, "/fr/FA-01-2026/")
    assert "« <bdi>" in french
    assert "“<bdi>" not in french


def test_a_french_form_sets_its_colons_as_french_does(client: Client, revision: Revision) -> None:
    shown = unescape(client.post("/fr/FA-01-2026/sign/", {"name": ""}).content.decode())
    assert "Nom : " in shown
    assert "Nom: " not in shown
