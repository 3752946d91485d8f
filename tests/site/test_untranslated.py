"""A language in which we have no words yet: the text is in it, and our words are not said to be."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from tests import cast
from tests.tongues import told
from tocsin.kernel.speaking import in_words, written
from tocsin.mailing.letters import letter
from tocsin.publishing import stopping
from tocsin.publishing.models import Revision

pytestmark = pytest.mark.django_db

HEADLINE = "اقتيد سبعة بحّارة"


@pytest.fixture
def arabic(settings: Any) -> Revision:
    """A published appeal in English and Arabic, on a site that offers Arabic."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    cast.signing_key()
    revision = cast.published()
    texts = revision.content["texts"] | {"ar": {"headline": HEADLINE, "summary": HEADLINE}}
    content = revision.content | {"texts": texts, "languages": ["en", "fr", "ar"]}
    Revision.objects.update(content=content | {"deadline": "2099-10-03"})
    return revision


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_our_words_are_in_ours_and_the_text_in_its_own(client: Client, arabic: Revision) -> None:
    said = page(client, "/ar/FA-01-2026/")
    assert '<html lang="en" dir="ltr">' in said
    assert '<article lang="ar" dir="rtl">' in said
    assert set(told(said, "Received: ")) == {("en", False)}  # numbers stand where they belong
    assert set(told(said, HEADLINE)) >= {("ar", True)}


def test_our_words_within_a_text_are_not_of_its_language(client: Client, arabic: Revision) -> None:
    said = page(client, "/FA-01-2026/?text=ar")
    for words in ("What is known", "What is asked", "Of whom", "Sign until", "reported", "Source:"):
        assert {spoken for spoken, _own in told(said, words)} == {"en"}, words


def test_why_it_is_stopped_stands_in_order_within_a_text(client: Client, arabic: Revision) -> None:
    stopping.stop(cast.olga(), arabic.appeal, "released")
    assert 'lang="en" dir="auto">This appeal was stopped' in page(client, "/FA-01-2026/?text=ar")


def test_a_day_among_our_words_is_in_their_language(client: Client, arabic: Revision) -> None:
    assert "Sign until 3 October 2099" in page(client, "/ar/FA-01-2026/")


def test_a_stop_is_told_with_a_day_in_the_language_of_its_sentence(
    client: Client, arabic: Revision
) -> None:
    stopping.stop(cast.olga(), arabic.appeal, "released")
    said = page(client, "/ar/FA-01-2026/")
    assert f"This appeal was stopped on {in_words(timezone.localdate())}." in said


def test_in_a_language_that_we_speak_all_is_as_it_was(client: Client, arabic: Revision) -> None:
    assert '<html lang="fr" dir="ltr">' in page(client, "/fr/FA-01-2026/")
    assert "3 octobre 2099" in page(client, "/fr/FA-01-2026/")


def test_a_mail_says_so_too(arabic: Revision) -> None:
    with translation.override("ar"):
        said = letter(Revision.objects.get(), "ar").html
    assert '<html lang="en" dir="ltr">' in said
    assert told(said, HEADLINE) == [("ar", True), ("ar", True)]
    assert told(said, "Seven ferry workers were arrested on 3 March.") == [("en", True)]
    assert told(said, "Read it all and sign") == [("en", False)]


@pytest.mark.parametrize(
    ("language", "ours"), [("en", "en"), ("fr", "fr"), ("fr-ca", "fr-ca"), ("ar", "en")]
)
def test_a_language_is_ours_once_it_is_translated(language: str, ours: str) -> None:
    assert written(language) == ours
