"""Issues: known by each of their names, kept by a slug for ever."""

from __future__ import annotations

import re

import pytest

from tocsin.vocabulary import issues
from tocsin.vocabulary.names import load, plain

LISTED = load("issues.toml")["issue"]


@pytest.mark.parametrize("one", LISTED, ids=lambda one: str(one["slug"]))
def test_an_issue_is_known_by_every_name_it_has(one: dict[str, str]) -> None:
    for written in (one["en"], one["fr"], one["slug"], *one.get("aliases", ())):
        assert issues.by_name(written) == one["slug"]
        assert issues.by_name(written.upper()) == one["slug"]


def test_slugs_are_plain_and_stand_once() -> None:
    slugs = issues.slugs()
    assert len(slugs) == len(set(slugs)) == len(LISTED)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", slug) for slug in slugs)
    assert all(len(slug) <= 60 for slug in slugs), "the archive looks at sixty characters"


def test_an_issue_is_called_in_a_language_else_in_english_else_by_its_slug() -> None:
    assert issues.name("land-rights", "fr") != issues.name("land-rights", "en")
    assert issues.name("torture", "de") == "Torture"
    assert issues.name("weather", "fr") == "weather"


@pytest.mark.parametrize("written", ["", "Weather", "&", "tort"])
def test_what_is_no_issue_is_not_taken_for_one(written: str) -> None:
    assert issues.by_name(written) is None


def test_a_name_that_holds_a_comma_is_one_issue() -> None:
    found = issues.split_names("Torture, Refugees, IDPs & Asylum seekers, Child rights")
    assert found.known == ["torture", "refugees-idps-asylum-seekers", "child-rights"]
    assert found.unknown == []


def test_a_misspelt_issue_is_offered_by_its_english_name() -> None:
    found = issues.split_names("Tortur, Weather")
    assert found.known == []
    assert found.unknown == ["Tortur", "Weather"]
    assert found.near == {"Tortur": "Torture"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_form_offers_every_issue_sorted_without_regard_to_accents(language: str) -> None:
    offered = issues.choices(language)
    assert {slug for slug, _name in offered} == set(issues.slugs())
    names = [plain(name) for _slug, name in offered]
    assert names == sorted(names)


@pytest.mark.parametrize("one", LISTED, ids=lambda one: str(one["slug"]))
def test_an_issue_is_known_in_the_singular_and_with_an_and(one: dict[str, str]) -> None:
    name = one["en"]
    for written in (
        name.replace("&", "and"),
        name.replace(" and ", " & "),
        f"{name}.",
        f"the {name}",
    ):
        assert issues.by_name(written) == one["slug"]
    words = [word.removesuffix("s") if len(word) > 4 else word for word in name.split()]
    assert issues.by_name(" ".join(words)) == one["slug"]


@pytest.mark.parametrize(
    ("line", "slugs"),
    [
        ("Extrajudicial killing(s); Land right,", ["extrajudicial-killings", "land-rights"]),
        ("Refugees, IDPs and asylum seeker, Torture,", ["refugees-idps-asylum-seekers", "torture"]),
        ("Arbitrary arrests and detentions", ["arbitrary-arrest-detention"]),
    ],
)
def test_a_line_in_either_number_is_read(line: str, slugs: list[str]) -> None:
    found = issues.split_names(line)
    assert (found.known, found.unknown) == (slugs, [])


@pytest.mark.parametrize(
    ("name", "one"),
    [("killing s", "killing"), ("bodies", "body"), ("class", "class"), ("gas", "gas"), ("", "")],
)
def test_plurals_lose_their_endings_and_other_words_keep_theirs(name: str, one: str) -> None:
    assert issues.singular(name) == one
