"""Other documents are found by their IDs alone; what is not whole is said, not completed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.test_identifiers import identifiers as ids
from tocsin.intake import identifiers
from tocsin.intake.reading import read
from tocsin.intake.references import References, find

TITLES = st.text(alphabet="aB ;,:()[]’-", max_size=30).map(lambda text: f" {text} ")


def told(text: str, *lists: str) -> References:
    return find(text, list(lists), None, [])


@given(st.lists(st.tuples(ids, TITLES), min_size=1, max_size=6))
def test_a_list_is_parted_at_its_ids_whatever_its_titles_hold(
    listed: list[tuple[str, str]],
) -> None:
    line = "[RE: " + ";".join(f"{one}:{title}" for one, title in listed) + "]"
    keys = [one.key for text, _title in listed if (one := identifiers.parse(text))]
    assert told(line, line).related == [
        str(one)
        for at, one in enumerate(map(identifiers.parse, (text for text, _title in listed)))
        if one and one.key not in keys[:at]
    ]


def test_titles_with_semicolons_and_ids_that_run_together_are_told_apart() -> None:
    line = "[RE: FA-06-2004UP-14-2004UP-26-2004: FIJI: Ten held; one dies; UP-30-2004]"
    assert told(line, line).related == ["FA-06-2004", "UP-14-2004", "UP-26-2004", "UP-30-2004"]


def test_two_ways_to_cite_one_document_are_one_reference() -> None:
    text = "See AHRC-UAC-035-2010, then UAC-035-2010, UAC-35-2010 and ALRC-CWS-10-05-2009."
    assert told(text).related == ["AHRC-UAC-035-2010", "ALRC-CWS-10-05-2009"]


def test_the_own_id_is_no_reference_in_any_spelling() -> None:
    own = identifiers.parse("AHRC-UAC-035-2010")
    assert find("UAC-035-2010 UP-01-2004 FA-02-2004", [], own, ["FA-02-2004"]).related == [
        "UP-01-2004"
    ]


@pytest.mark.parametrize(
    "cut",
    ["AHRC-UAC-090-201", "UA-46", "FA-34-20031", "UP-014-20", "AHRC-HUNGER-ALERT-UPDATE-003-2018"],
)
def test_an_id_that_is_not_whole_is_said_and_never_completed(cut: str) -> None:
    reading = read(f"Title\n\nSee {cut} for more of it.".encode())
    assert reading.related == []
    sentence = f"“{cut}” looks like a document ID and is not whole; it was left out."
    assert sentence in reading.warnings


@pytest.mark.parametrize("line", ["[RE: All previous Urgent Appeals]", "RE: all earlier appeals"])
def test_a_reference_to_everything_is_said(line: str) -> None:
    reading = read(f"FIJI: Ten held\n\n{line}\n\nDear friends,\n\nThey are held.".encode())
    assert "It refers to all earlier appeals without their IDs; look for them." in reading.warnings


@pytest.mark.parametrize(
    "number", ["ASA 24/01/2004", "FJI 010604", "AL FJI 8/2019", "E/CN.4/2003/3"]
)
def test_the_number_of_a_document_inside_is_no_reference(number: str) -> None:
    reading = read(f"FIJI: Ten held\n\nHarbour Watch\nPublic Statement\n{number}\n\nText.".encode())
    assert (reading.document_id, reading.related) == (None, [])
    assert any(number in one and "inside this one" in one for one in reading.warnings)


@pytest.mark.parametrize("number", ["ASA 24/01/2004", "FJI 010604", "AL FJI 8/2019"])
@pytest.mark.parametrize("words", ["Further information on UA 278/03 ({})", "See {} for more."])
def test_a_number_that_the_text_points_to_is_a_reference(number: str, words: str) -> None:
    made = told(words.format(number))
    before = ["UA 278/03"] if "UA" in words else []
    assert (made.related, made.inner) == ([*before, number], [])


def test_an_address_of_an_old_site_is_said() -> None:
    reading = read(b"FIJI: Ten held\n\nSee http://example.org/ua/mainfile.php/2003/408/ for it.")
    assert any("leads to another document; its ID is not told" in one for one in reading.warnings)


@given(st.text(alphabet="AUHRCP-0123 /", max_size=80))
def test_nothing_is_told_that_is_not_in_the_text(text: str) -> None:
    for one in told(text).cut:
        assert one in text


@pytest.mark.parametrize("piece", ["UA-01-2004", "AHRC-UAC-", "http://a.org/", "ASA 24/01/2004 "])
def test_a_megabyte_of_references_is_read_in_one_go(piece: str) -> None:
    assert len(told(piece * (1_000_000 // len(piece))).related) <= 1
