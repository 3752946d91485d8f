"""IDs are found wherever they stand, kept in one form, and never made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.identifiers import CODES, SESSIONS, Identifier, code, cut, find_all, parse
from tocsin.intake.reading import read

identifiers = st.builds(
    lambda org, code, number, suffix, year: f"{org}{code}-{number:02}{suffix}-{year}",
    st.sampled_from(["", "AHRC-", "ALRC-"]),
    st.sampled_from(CODES.split("|")),
    st.integers(0, 999),
    st.sampled_from(["", "A", "C"]),
    st.integers(1900, 2099),
)


@given(identifiers)
def test_every_id_is_read_back_as_it_is_kept(written: str) -> None:
    assert str(parse(written)) == written
    assert str(parse(f"  {written.lower()}\n")) == written


@given(
    st.lists(identifiers, max_size=6, unique=True), st.sampled_from(["", ", ", "; ", " x ", "\n"])
)
def test_every_id_of_a_list_is_found_in_its_order(written: list[str], between: str) -> None:
    told = [str(one) for one in find_all(between.join(written))]
    assert told == written


@given(identifiers, identifiers)
def test_an_id_that_stands_twice_is_found_once(one: str, other: str) -> None:
    found = [str(each) for each in find_all(f"{one} {other} {one.lower()}")]
    assert found == list(dict.fromkeys([one, other]))


@given(st.text(max_size=200))
def test_no_id_is_made_up(text: str) -> None:
    for one in find_all(text):
        assert one.raw in text


@given(st.text(max_size=30))
def test_a_text_is_one_id_whole_or_none(text: str) -> None:
    one = parse(text)
    assert one is None or one.raw == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "ALFA-34-2003",
        "FA-34-20031",
        "FA-1234-2003",
        "FA-34AB-2003",
        "FA 34 2003",
        "FA-34-2103",
        "AHRC-34-2003",
    ],
)
def test_what_only_looks_like_an_id_is_none(text: str) -> None:
    assert find_all(text) == []


def test_the_parts_of_an_id_are_told() -> None:
    assert parse("ahrc-uac-052b-2008") == Identifier(
        "AHRC", "UAC", 52, "B", 2008, "ahrc-uac-052b-2008", 3
    )


def test_the_digits_of_an_id_stay_as_many_as_they_were() -> None:
    assert [str(parse(text)) for text in ("UA-7-2001", "UA-07-2001", "UA-007-2001")] == [
        "UA-07-2001",
        "UA-07-2001",
        "UA-007-2001",
    ]


def test_digits_of_another_script_become_those_of_an_id() -> None:
    """An ID becomes an address on the web; it is kept in plain letters or not at all."""
    for one in find_all("FA-٣٤-2003 FA-34-２００３"):
        assert str(one).isascii()


@given(identifiers)
def test_the_footers_own_id_is_not_a_related_one(written: str) -> None:
    text = f"Title\n\nSee UP-61-1904, and {written}.\n\nDocument ID : {written}"
    reading = read(text.encode())
    assert reading.document_id == written
    assert reading.related == [one for one in ["UP-61-1904"] if one != written]


@pytest.mark.parametrize("value", ["", "none", "34", "FA-34", "FA-34-2003 and FA-35-2003"])
def test_a_footer_without_a_whole_id_is_said_to_have_none(value: str) -> None:
    reading = read(f"Title\n\nText of it.\n\nDocument ID : {value}".encode())
    assert reading.document_id is None
    assert "No document ID was found; the system gives a number." in reading.warnings


sessions = st.builds(
    lambda org, code, session, number, year: f"{org}{code}-{session:02}-{number:02}-{year}",
    st.sampled_from(["", "ALRC-"]),
    st.sampled_from(SESSIONS.split("|")),
    st.integers(1, 99),
    st.integers(0, 999),
    st.integers(1990, 2099),
)


@given(sessions)
def test_a_submission_is_read_with_its_session(written: str) -> None:
    assert str(parse(written.lower())) == written
    assert [str(one) for one in find_all(f"See {written}, {written.lower()}.")] == [written]


@pytest.mark.parametrize("written", ["UA0817", "UA1231", "UA0101"])
def test_the_first_ids_had_no_year(written: str) -> None:
    one = parse(written)
    assert one is not None
    assert (str(one), one.year) == (written, 0)
    assert find_all(f"See {written}.") == [one]


@pytest.mark.parametrize("text", ["UA2004", "UA1399", "UA08177", "XUA0817", "UA0817-2"])
def test_four_digits_that_are_no_day_are_no_id(text: str) -> None:
    assert find_all(text) == []


@pytest.mark.parametrize("dash", "-‐‑‒–—−")
def test_a_dash_of_any_kind_joins_an_id(dash: str) -> None:
    assert str(parse(f"AHRC{dash}UAC{dash}152{dash}2008")) == "AHRC-UAC-152-2008"


@given(identifiers, identifiers)
def test_only_one_document_has_a_key(one: str, other: str) -> None:
    first, second = parse(one), parse(other)
    assert first is not None
    assert second is not None
    alike = one.removeprefix("AHRC-") == other.removeprefix("AHRC-")
    assert (first.key == second.key) == alike


@given(st.lists(st.one_of(identifiers, sessions), max_size=5))
def test_a_whole_id_is_never_taken_for_a_cut_one(written: list[str]) -> None:
    assert cut(" ".join(written)) == []


@pytest.mark.parametrize(
    ("text", "letters"),
    [("AHRC-UAC-090-201", "UAC"), ("UP-14", "UP"), ("alrc-cos-37", "COS"), ("Boats", "")],
)
def test_the_letters_of_a_cut_id_are_still_told(text: str, letters: str) -> None:
    assert code(text) == letters
