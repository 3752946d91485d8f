"""Sources are named as in the text; near spellings are offered as one, kinds never mixed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.sources import Source, kind_of, named, unite

KINDS = ["media", "official", "family", "witness", "partner", "document", "open source"]
NAMES = st.text(alphabet="abcdeX ’", min_size=1, max_size=12).filter(str.strip)
SOURCES = st.lists(st.builds(Source, NAMES, st.sampled_from(KINDS)), max_size=12)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("his mother, who works for a newspaper", "family"),
        ("an eyewitness who is a journalist", "witness"),
        ("a journalist who asked the police", "media"),
        ("a victim of the police", "victim"),
        ("the police report", "official"),
        ("the verdict of the court", "document"),
        ("two unnamed police officers", "anonymous official"),
        ("an official who did not give his name", "anonymous official"),
        ("a minister on condition of anonymity", "anonymous official"),
        ("an anonymous caller", "open source"),
        ("an anonymous journalist", "media"),
        ("the presser", "open source"),
        ("", "open source"),
    ],
)
def test_the_more_telling_word_gives_the_kind(words: str, kind: str) -> None:
    assert kind_of(words) == kind
    assert kind_of(words.upper()) == kind


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("the newspaper “Tide”", ["Tide"]),
        ('the daily "Lau Herald"', ["Lau Herald"]),
        ("“Tide”, “Lau  Herald” and several other newspapers", ["Tide", "Lau Herald", "several "]),
        ("the harbour police", ["harbour police"]),
        ("some neighbours of hers ;", ["neighbours of hers"]),
        ("our journalists", ["journalists"]),
        ("  ", []),
        (" ,.;:", []),
    ],
)
def test_names_are_taken_without_what_stands_around_them(words: str, names: list[str]) -> None:
    found = [source.name for source in named(words)]
    assert len(found) == len(names)
    assert all(one.startswith(name) for one, name in zip(found, names, strict=True))


def test_quotation_marks_with_nothing_between_name_nobody() -> None:
    assert [source.name for source in named("“  ” and “El Faro”")] == ["El Faro"]


@given(st.text(alphabet='aB “”",.;the newspaper', max_size=80))
def test_no_name_has_a_letter_that_was_not_there(words: str) -> None:
    there = "".join(words.split())
    for source in named(words):
        assert source.name.strip()
        assert "".join(source.name.split()) in there
        assert len(source.name) <= 120


@given(st.text(max_size=2_000))
def test_a_name_is_never_longer_than_its_column(words: str) -> None:
    assert all(len(source.name) <= 120 for source in named(words))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Urdiin Sonin", "Udriin sonin"),
        ("Unuudur", "UNUUDUR"),
        ("El Faro del Lago", "El Faro del Lago’s"),
        ("Lau-Herald", "Lau Herald"),
    ],
)
def test_near_spellings_are_one_source(one: str, other: str) -> None:
    table, _pairs = unite([Source(one, "media"), Source(other, "media")])
    assert (
        table[one] == table[other] == Source(one, "media", (other,)[: one.lower() != other.lower()])
    )


@pytest.mark.parametrize(
    ("one", "other"), [("Tide", "Time"), ("Radio One", "Radio Two"), ("Asahi", "Sahara")]
)
def test_names_that_only_sound_alike_stay_apart(one: str, other: str) -> None:
    table, pairs = unite([Source(one, "media"), Source(other, "media")])
    assert (table[one].name, table[other].name, pairs) == (one, other, [])


def test_three_spellings_become_one_with_two_variants() -> None:
    names = ["Urdiin Sonin", "Udriin Sonin", "Urdin Sonin"]
    table, pairs = unite([Source(name, "media") for name in names])
    assert set(table.values()) == {Source("Urdiin Sonin", "media", ("Udriin Sonin", "Urdin Sonin"))}
    assert pairs == [("Urdiin Sonin", "Udriin Sonin"), ("Urdiin Sonin", "Urdin Sonin")]


@given(SOURCES)
def test_every_name_finds_a_source_of_its_kind_and_the_first_name_wins(
    given_: list[Source],
) -> None:
    table, pairs = unite(given_)
    assert set(table) == {source.name for source in given_}
    first = {source.name: source for source in reversed(given_)}
    for name, source in table.items():
        assert source.kind == first[name].kind
        assert source.name in table
    assert all(one != other for one, other in pairs)


@given(SOURCES)
def test_uniting_what_is_united_joins_nothing_more(given_: list[Source]) -> None:
    united = list(dict.fromkeys(unite(given_)[0].values()))
    again, pairs = unite(united)
    assert (set(again.values()), pairs) == (set(united), [])
