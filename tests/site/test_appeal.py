"""The public page of an appeal: what it says, to whom, and how little it weighs."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.signing.people import entry, sign_and_confirm
from tocsin.appeals.models import Appeal
from tocsin.conveyance.models import Conveyance
from tocsin.kernel import keys
from tocsin.publishing.models import Revision
from tocsin.replies.models import News
from tocsin.signing import moves

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


def page(client: Client, address: str = "/FA-01-2026/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def change(revision: Revision, **content: Any) -> None:
    """Another frozen content, where a test needs one."""
    Revision.objects.filter(pk=revision.pk).update(content=revision.content | content)


def test_the_page_says_everything_that_was_published(client: Client, revision: Revision) -> None:
    said = re.sub(r'<span id="says-c\d"></span>', "", page(client))
    for text in ["headline", "summary", "body", "ask"]:
        assert cast.TEXTS["en"][text] in said
    assert "Forwarded Urgent Appeal · FA-01-2026 · Bolivia" in said
    assert "Ministry of the Interior" in said
    assert "River House" in said


def test_each_claim_has_its_status_in_words_and_as_a_shape(
    client: Client, revision: Revision
) -> None:
    said = page(client)
    assert re.findall(r'data-status="(\w+)"', said) == ["reported", "unconfirmed", "feared"]
    assert len(re.findall(r'<span class="status"[^>]*><svg', said)) == 3
    assert "Seven ferry workers were arrested on 3 March." in said


def test_a_protected_source_is_shown_as_its_kind_only(client: Client, revision: Revision) -> None:
    change(
        revision,
        claims=[
            {
                **revision.content["claims"][0],
                "sources": [
                    {"name": "Ramón the guard", "kind": "anonymous official", "protected": True},
                    {"name": "El Faro del Lago", "kind": "media", "protected": False},
                ],
            }
        ],
    )
    said = page(client)
    assert "an official who asked not to be named" in said
    assert "El Faro del Lago (media)" in said
    assert "Ramón" not in said


def test_the_tally_stands_by_class(client: Client, revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    moves.sign(revision, entry("Bo Berg", "bo@example.org"))
    tally = re.findall(r"<b>(\d+)</b> <span>([^<]+)<", page(client))
    assert tally == [
        ("1", "confirmed by e-mail"),
        ("0", "paper"),
        ("1", "unconfirmed "),
    ]


def test_who_denies_a_claim_and_what_tells_it_otherwise_stand_beside_it(
    client: Client, revision: Revision
) -> None:
    first, second, third = revision.content["claims"]
    officer = {"name": "Colonel Prado", "kind": "official", "protected": False}
    hidden = {"name": "a guard", "kind": "witness", "protected": True}
    first |= {"denied_by": [officer, hidden], "rivals": ["c2"]}
    change(revision, claims=[first, second | {"rivals": ["c1"]}, third])
    said = page(client)
    denied = "Denied by: Colonel Prado (official) · a witness who asked not to be named"
    assert denied in " ".join(said.split())
    assert "a guard" not in said
    assert f'Told otherwise: <a href="#c2" lang="en">{second["texts"]["en"]}</a>' in said
    assert f'Told otherwise: <a href="#c1" lang="en">{first["texts"]["en"]}</a>' in said


def test_a_claim_that_nobody_denies_says_nothing_of_it(client: Client, revision: Revision) -> None:
    assert "Denied by" not in page(client)
    assert "Told otherwise" not in page(client)


def test_names_stand_there_by_choice_only(client: Client, revision: Revision) -> None:
    sign_and_confirm(revision, "Ada <b>Lind", "ada@example.org", choice="public")
    sign_and_confirm(revision, "Bo Berg", "bo@example.org", choice="addressee")
    said = page(client)
    assert "Ada &lt;b&gt;Lind" in said
    assert "Bo Berg" not in said
    assert "ada@example.org" not in said


def test_many_names_are_told_as_a_number(client: Client, revision: Revision) -> None:
    for number in range(14):
        sign_and_confirm(revision, f"Name {number:02d}", f"n{number}@example.org", choice="public")
    said = page(client)
    assert "Name 13" in said
    assert "Name 00" not in said
    assert "and 2 others who agreed to be named" in said


def test_the_page_is_small_and_needs_nothing_else(client: Client, revision: Revision) -> None:
    for address in ["/FA-01-2026/", "/fr/FA-01-2026/"]:
        response = client.get(address)
        said = response.content.decode()
        assert len(response.content) < 30_000
        assert "<script" not in said
        assert not response.cookies
        assert set(re.findall(r'(?:src|href)="(https?://[^/"]+)', said)) <= {
            "http://127.0.0.1:8000"
        }
        assert said.count('rel="stylesheet"') == 1


def test_a_cache_may_keep_it_for_a_moment_and_ask_again(client: Client, revision: Revision) -> None:
    response = client.get("/FA-01-2026/")
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=10"
    again = client.get("/FA-01-2026/", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    changed = client.get("/FA-01-2026/", headers={"If-None-Match": response["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize("address", ["/fa-01-2026/", "/Fa-01-2026", "/FA-01-2026"])
def test_other_spellings_lead_to_the_one_address(
    client: Client, revision: Revision, address: str
) -> None:
    response = client.get(address, follow=True)
    assert response.redirect_chain[-1] == ("/FA-01-2026/", 301)


def test_a_french_spelling_stays_french(client: Client, revision: Revision) -> None:
    response = client.get("/fr/fa-01-2026", follow=True)
    assert response.redirect_chain[-1] == ("/fr/FA-01-2026/", 301)


@pytest.mark.parametrize("address", ["/FA-99-2026/", "/FA-99-2026/r1/", "/FA-01-2026/r9/"])
def test_an_unknown_address_offers_the_archive(
    client: Client, revision: Revision, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert 'href="/appeals/"' in response.content.decode()


def test_a_draft_is_not_shown(client: Client) -> None:
    cast.draft()
    assert client.get("/FA-01-2026/").status_code == 404


def test_each_language_has_its_page(client: Client, revision: Revision) -> None:
    said = page(client, "/fr/FA-01-2026/")
    assert cast.TEXTS["fr"]["headline"] in said
    assert '<html lang="fr" dir="ltr">' in said
    assert 'hreflang="en" href="/FA-01-2026/"' in said
    assert 'hreflang="fr" href="/fr/FA-01-2026/"' in said


def test_a_text_from_right_to_left_runs_so(client: Client, revision: Revision) -> None:
    arabic = {**cast.TEXTS["en"], "headline": "سبعة من عمال العبّارات محتجزون"}
    texts = {**cast.TEXTS, "ar": arabic}
    change(revision, texts=texts, languages=["en", "fr", "ar"])
    said = page(client, "/FA-01-2026/?text=ar")
    assert '<article lang="ar" dir="rtl">' in said
    assert arabic["headline"] in said
    assert 'hreflang="ar" href="/FA-01-2026/?text=ar"' in page(client)


def test_an_appeal_without_the_pages_language_is_shown_in_its_own(
    client: Client, revision: Revision
) -> None:
    change(revision, texts={"en": cast.TEXTS["en"]}, languages=["en"])
    said = page(client, "/fr/FA-01-2026/")
    assert '<article lang="en" dir="ltr">' in said
    assert cast.TEXTS["en"]["headline"] in said


def test_html_in_a_text_is_shown_and_not_obeyed(client: Client, revision: Revision) -> None:
    wicked = {**cast.TEXTS["en"], "headline": "<script>x</script>", "body": "<img src=x onerror=y>"}
    change(revision, texts={"en": wicked}, languages=["en"])
    said = page(client)
    assert "<script>" not in said
    assert "<img" not in said


def test_every_revision_keeps_its_address(client: Client, revision: Revision) -> None:
    newer = {**cast.TEXTS["en"], "headline": "A corrected headline"}
    content = revision.content | {"texts": {**cast.TEXTS, "en": newer}}
    Revision.objects.create(
        appeal=revision.appeal,
        number=2,
        content=content,
        sha256=hashlib.sha256(b"2").hexdigest(),
        note="The date was corrected.",
        published_at=timezone.now(),
        published_by="olga",
        approved_by="amir",
    )
    assert "A corrected headline" in page(client)
    assert "The date was corrected." in page(client)
    old = page(client, "/FA-01-2026/r1/")
    assert cast.TEXTS["en"]["headline"] in old
    assert "It is no longer the newest" in old
    assert "<form" not in old
    assert client.get("/fa-01-2026/r1/")["Location"] == "/FA-01-2026/r1/"


def test_a_closed_appeal_has_a_sentence_and_no_form(client: Client, revision: Revision) -> None:
    Appeal.objects.update(state="closed")
    said = page(client)
    assert "This appeal is closed. It can no longer be signed." in said
    assert "<form" not in said


def test_after_the_deadline_there_is_a_sentence_and_no_form(
    client: Client, revision: Revision
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    change(revision, deadline=yesterday.isoformat())
    said = page(client)
    assert "The deadline of this appeal has passed." in said
    assert "<form" not in said
    assert "Sign until" not in said


def test_without_a_key_the_page_says_that_signing_is_closed(client: Client) -> None:
    cast.published()
    assert keys.active() is None
    said = page(client)
    assert "names cannot be sealed safely" in said
    assert "<form" not in said


def test_the_page_says_how_it_is_cited(client: Client, revision: Revision) -> None:
    said = page(client)
    assert "http://127.0.0.1:8000/FA-01-2026/r1/" in said
    assert 'href="/FA-01-2026.json"' in said


def test_countries_are_sorted_in_the_pages_language(client: Client, revision: Revision) -> None:
    said = page(client, "/fr/FA-01-2026/")
    names = re.findall(r'<option value="[A-Z]{2}">([^<]+)<', said)
    assert len(names) > 200
    assert names.index("Allemagne") < names.index("Égypte") < names.index("Zimbabwe")


def test_a_claim_that_is_not_translated_says_its_language(
    client: Client, revision: Revision
) -> None:
    said = page(client, "/fr/FA-01-2026/")
    assert '<p lang="en" dir="ltr">Seven ferry workers were arrested on 3 March.</p>' in said


def test_what_came_of_it_stands_on_the_page(client: Client, revision: Revision) -> None:
    News.objects.create(
        appeal=revision.appeal,
        kind="outcome",
        on=timezone.localdate(),
        texts={"en": {"title": "All seven are free", "text": "They came home."}},
        recorded_by="olga",
    )
    said = page(client)
    assert "What came of it" in said
    assert said.index("All seven are free") > said.index('id="sign"')
    Appeal.objects.update(state="closed")
    said = page(client)
    assert said.index("All seven are free") < said.index("What is known")
    assert said.count("All seven are free") == 1


def test_what_was_handed_over_stands_on_the_page(client: Client, revision: Revision) -> None:
    authority = revision.appeal.addressees.first()
    assert authority is not None
    assert "Handed over" not in page(client)
    Conveyance.objects.create(
        appeal=revision.appeal,
        authority=authority,
        revision=revision,
        number=1,
        tally={"confirmed": 412, "paper": 30, "unconfirmed": 5},
        bundle_sha256="0" * 64,
        prepared_by="olga",
    )
    said = page(client)
    assert "Handed over" in said
    assert "412 confirmed by e-mail, 30 on paper" in said
