"""Names are made alike, and lines of them are split without losing a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.vocabulary.names import Split, load, nearest, plain, split

KEYS = {
    "fish": "f",
    "boats": "b",
    "boats and nets": "bn",
    "boats nets and ropes": "bnr",
    "lighthouse": "l",
}
NAMES = {
    "f": "Fish",
    "b": "Boats",
    "bn": "Boats & nets",
    "bnr": "Boats, nets & ropes",
    "l": "Light",
}


@pytest.mark.parametrize(
    ("written", "alike"),
    [
        ("PERU", "peru"),
        ("  Côte   d’Ivoire ", "cote d ivoire"),
        ("Arrest & detention", "arrest and detention"),
        ("Arrest&detention", "arrest and detention"),
        ("Burma/Myanmar", "burma myanmar"),
        ("Straße", "strasse"),
        ("ﬁsh", "fish"),
        ("Ελλάδα", "ελλαδα"),
        ("ສ.ປ.ປ.ລາວ", "ສ ປ ປ ລາວ"),
        ("–,;", ""),
        ("", ""),
    ],
)
def test_a_name_is_made_alike(written: str, alike: str) -> None:
    assert plain(written) == alike


@given(st.text())
def test_making_alike_twice_is_making_alike_once(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert once == once.strip()
    assert "  " not in once


def test_a_line_is_split_at_commas_and_semicolons() -> None:
    assert split("Fish, boats; LIGHTHOUSE", KEYS, NAMES) == Split(["f", "b", "l"])


def test_the_longest_known_name_is_taken_first() -> None:
    assert split("Boats, nets & ropes, fish", KEYS, NAMES).known == ["bnr", "f"]
    assert split("Boats & nets, fish", KEYS, NAMES).known == ["bn", "f"]


def test_a_name_that_stands_twice_is_taken_once_and_order_stays() -> None:
    assert split("lighthouse, fish, FISH, Lighthouse", KEYS, NAMES).known == ["l", "f"]


def test_an_unknown_name_is_kept_as_it_was_written() -> None:
    found = split("Fish,  Sea Monsters ,", KEYS, NAMES)
    assert found == Split(["f"], ["Sea Monsters"])


def test_a_near_name_is_offered_and_not_taken() -> None:
    found = split("Lighthose", KEYS, NAMES)
    assert found == Split([], ["Lighthose"], {"Lighthose": "Light"})


@pytest.mark.parametrize("line", ["", " ", ",", " ; , ;"])
def test_a_line_without_names_gives_none(line: str) -> None:
    assert split(line, KEYS, NAMES) == Split()


def test_a_name_that_is_not_near_is_not_offered() -> None:
    assert nearest("lighthuose", KEYS) == "l"
    assert nearest("submarine", KEYS) is None
    assert nearest("", KEYS) is None


@given(st.lists(st.sampled_from(["fish", "Boats", "Krill", "nets & ropes", "x" * 200]), max_size=8))
def test_every_name_of_a_line_is_known_or_kept(parts: list[str]) -> None:
    found = split(", ".join(parts), KEYS, NAMES)
    strange = {"Krill", "x" * 200}
    kept = [part for part in found.unknown if part in strange]
    assert kept == [part for part in parts if part in strange]
    assert ("f" in found.known) == ("fish" in parts)
    assert len(found.known) == len(set(found.known))
    assert set(found.near) <= set(found.unknown)


@given(st.text(max_size=300))
def test_any_line_is_split_without_an_error(line: str) -> None:
    found = split(line, KEYS, NAMES)
    for part in found.unknown:
        assert part in line
    assert set(found.known) <= set(NAMES)


def test_a_list_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        load("weather.toml")
