"""The small parts of reading: IDs, dates, sentences, sources, addressees."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake import addressees, dates, identifiers
from tocsin.intake.sources import Source, kind_of, named, unite
from tocsin.intake.structure import sentences


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("FA-34-2003", "FA-34-2003"),
        ("fa-34-2003", "FA-34-2003"),
        ("FA-36A-2005", "FA-36A-2005"),
        ("UA-001-2006", "UA-001-2006"),
        ("AHRC-UAC-152-2008", "AHRC-UAC-152-2008"),
        ("UP-4-2001", "UP-04-2001"),
    ],
)
def test_an_id_is_kept_in_one_form(written: str, kept: str) -> None:
    assert str(identifiers.parse(written)) == kept


@pytest.mark.parametrize("text", ["", "FA", "FA-34", "XX-34-2003", "FA-34-1803", "FA-34-2003 b"])
def test_what_is_no_id_is_none(text: str) -> None:
    assert identifiers.parse(text) is None


def test_ids_that_run_together_are_told_apart() -> None:
    found = identifiers.find_all("RE: FA-06-2004UP-14-2004, UP-26-2004; FA-06-2004")
    assert [str(one) for one in found] == ["FA-06-2004", "UP-14-2004", "UP-26-2004"]


@given(
    st.sampled_from(["FA", "UA", "UAC", "UP", "HA"]),
    st.integers(1, 999),
    st.sampled_from(["", "A", "B"]),
    st.integers(1997, 2099),
)
def test_an_id_is_read_back_as_it_is_written(
    code: str, number: int, suffix: str, year: int
) -> None:
    written = f"{code}-{number:02d}{suffix}-{year}"
    assert str(identifiers.parse(written)) == written


@pytest.mark.parametrize(
    "text",
    [
        "Date: September 16, 2003",
        "16 September 2003",
        "16th September, 2003",
        "Sep 16, 2003",
        "on 2003-09-16 at noon",
    ],
)
def test_a_date_is_read_in_each_of_its_shapes(text: str) -> None:
    assert dates.find(text) == date(2003, 9, 16)


@pytest.mark.parametrize("text", ["", "no date", "September 31, 2003", "2003-13-40"])
def test_a_date_that_does_not_exist_is_none(text: str) -> None:
    assert dates.find(text) is None


def test_the_first_date_of_a_text_is_taken() -> None:
    assert dates.find("5 May 2004, after 1 May 2004") == date(2004, 5, 5)


def test_sentences_end_where_they_end() -> None:
    text = "Mr. Lund came. “He left. Then he slept.” said Ms. Holm. Nobody knows."
    assert sentences(text) == [
        "Mr. Lund came.",
        "“He left. Then he slept.” said Ms. Holm.",
        "Nobody knows.",
    ]


@given(st.text(alphabet="ab .“”!?A", max_size=60))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("the daily “Tide”", "media"),
        ("an anonymous source of the Border Authority", "anonymous official"),
        ("a spokesman of the ministry", "official"),
        ("his family", "family"),
        ("two eyewitnesses", "witness"),
        ("a court order", "document"),
        ("somebody", "open source"),
    ],
)
def test_a_source_is_of_the_kind_its_words_say(words: str, kind: str) -> None:
    assert kind_of(words) == kind


def test_a_list_of_newspapers_is_several_sources() -> None:
    found = named("“Tide”, “Lau Herald” and several other newspapers")
    assert [one.name for one in found] == ["Tide", "Lau Herald", "several other newspapers"]


def test_near_spellings_become_one_source_with_variants() -> None:
    table, pairs = unite([Source("Urdiin Sonin", "media"), Source("Udriin sonin", "media")])
    assert table["Udriin sonin"] == Source("Urdiin Sonin", "media", ("Udriin sonin",))
    assert pairs == [("Urdiin Sonin", "Udriin sonin")]


def test_sources_of_two_kinds_are_never_one() -> None:
    table, pairs = unite([Source("Lund", "media"), Source("Lund.", "family")])
    assert table["Lund."].kind == "family"
    assert pairs == []


def test_addressees_are_read_from_a_sentence() -> None:
    text = ["We will convey your voice to the Ministry of Boats and the Office of the Mayor."]
    assert addressees.find(text) == ["Ministry of Boats", "Office of the Mayor"]


def test_an_office_with_and_in_its_name_stays_whole() -> None:
    text = ["We will deliver the signatures to the Ministry of Law and Order."]
    assert addressees.find(text) == ["Ministry of Law and Order"]


def test_addressees_are_read_from_a_numbered_list() -> None:
    text = ["PLEASE SEND YOUR LETTERS TO:", "1. Minister of Boats", "2) Chief of Police", "Thanks"]
    assert addressees.find(text) == ["Minister of Boats", "Chief of Police"]
