"""Languages call themselves by their own names and run their own way."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from tocsin.kernel.templatetags.tocsin import RIGHT_TO_LEFT
from tocsin.kernel.templatetags.tocsin import direction as direction_on_pages
from tocsin.vocabulary import languages
from tocsin.vocabulary.names import load

LISTED = load("languages.toml")["language"]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en", "English"),
        ("fr", "Français"),
        ("es", "Español"),
        ("ar", "العربية"),
        ("pt-BR", "Português (Brasil)"),
        ("th", "ไทย"),
    ],
)
def test_a_language_calls_itself_by_its_own_name(code: str, name: str) -> None:
    assert languages.name(code) == name


@pytest.mark.parametrize(
    ("reader", "code", "name"),
    [
        ("en", "fr", "French"),
        ("fr", "en", "anglais"),
        ("fr", "fr", "français"),
        ("en", "pt-BR", "Portuguese (Brazil)"),
        ("en", "xx", "xx"),
    ],
)
def test_in_a_sentence_a_language_has_its_name_in_the_language_of_the_sentence(
    reader: str, code: str, name: str
) -> None:
    with override(reader):
        assert languages.named(code) == name


@pytest.mark.parametrize("code", ["xx", "", "../x", "english", "e\0"])
def test_what_is_no_language_is_its_own_code_and_runs_from_the_left(code: str) -> None:
    assert not languages.is_code(code)
    assert languages.name(code) == code
    assert languages.direction(code) == "ltr"


@pytest.mark.parametrize(
    ("code", "way"), [("ar", "rtl"), ("he", "rtl"), ("fa", "rtl"), ("ur", "rtl"), ("fr", "ltr")]
)
def test_a_language_runs_its_own_way(code: str, way: str) -> None:
    assert languages.is_code(code)
    assert languages.direction(code) == way


@pytest.mark.parametrize("code", sorted(RIGHT_TO_LEFT | {"en", "fr", "ru", "th", "my"}))
def test_pages_and_paper_run_the_same_way(code: str) -> None:
    if languages.is_code(code):
        assert direction_on_pages(code) == languages.direction(code)


@pytest.mark.parametrize("one", LISTED, ids=lambda one: str(one["code"]))
def test_the_list_says_what_cldr_says(one: dict[str, str]) -> None:
    assert one["code"] in languages.codes()
    assert one["name"] == languages.name(one["code"])
    assert one["direction"] == languages.direction(one["code"])
