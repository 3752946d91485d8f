"""Dates are read in the shapes of the field; the date of an event is not that of the document."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake import dates
from tocsin.intake.dates import MONTHS
from tocsin.intake.reading import read

DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))


def shapes(day: date) -> list[str]:
    month = MONTHS[day.month - 1].capitalize()
    year, short = f"{day.year:04}", month[:3]
    return [
        f"{month} {day.day}, {year}",
        f"{month} {day.day:02} {year}",
        f"{month} {day.day}th, {year}",
        f"{short} {day.day}, {year}",
        f"{short}. {day.day}, {year}",
        f"{day.day} {month} {year}",
        f"{day.day}th {month}, {year}",
        f"{day.day:02} {short} {year}",
        f"{day.day} {month.upper()} {year}",
        day.isoformat(),
    ]


@given(DAYS)
def test_every_day_is_read_back_from_every_shape(day: date) -> None:
    assert {dates.find(shape) for shape in shapes(day)} == {day}


@given(DAYS, st.text(alphabet="abc ,.\n", max_size=30))
def test_a_date_is_found_in_the_middle_of_words(day: date, words: str) -> None:
    for shape in shapes(day):
        assert dates.find(f"{words} {shape} {words}") == day


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1000, 2999))
def test_numbers_are_a_date_only_where_that_day_exists(day: int, month: int, year: int) -> None:
    found = dates.find(f"{year}-{month:02}-{day:02}")
    assert (found is not None) == is_day(day, month, year)


def is_day(day: int, month: int, year: int) -> bool:
    start = date(year, 1, 1)
    all_days = {start + timedelta(days=n) for n in range(366)}
    return any((one.year, one.month, one.day) == (year, month, day) for one in all_days)


@pytest.mark.parametrize(
    "text",
    [
        "February 30, 2004",
        "29 February 2003",
        "31st of September 2003",
        "March 2004",
        "16/09/2003",
        "2003-9-16",
        "September 16, 03",
        "the 16th",
        "FA-34-2003",
        "12003-09-161",
        "0000-01-01",
    ],
)
def test_what_is_no_day_or_could_be_two_is_not_guessed(text: str) -> None:
    assert dates.find(text) is None


@given(st.text(max_size=200))
def test_any_text_has_one_date_or_none(text: str) -> None:
    assert dates.find(text) == dates.find(text)


@pytest.mark.parametrize(
    "line",
    ["October 17, 2005", "Ulaanbaatar, 16 September 2003", "2003-09-16", "Geneva: 1 May 2004"],
)
def test_a_line_of_its_own_dates_the_document(line: str) -> None:
    assert dates.alone(["Some words came first.", line]) == dates.find(line)


@pytest.mark.parametrize(
    "line",
    [
        "They were caught on September 3, 2003.",
        "They were caught on September 3, 2003, and nobody has told their families where",
    ],
)
def test_a_date_in_a_sentence_is_an_event(line: str) -> None:
    assert dates.alone([line]) is None


def dated(text: str) -> date | None:
    return read(text.encode()).date


def test_the_date_line_wins_over_every_other_date() -> None:
    text = "Title\n\nMay 1, 2004\n\nCasa\nDate: May 3, 2004\n\nOn May 2, 2004 he was held."
    assert dated(text) == date(2004, 5, 3)


def test_the_time_in_a_date_line_does_no_harm() -> None:
    assert dated("Title\n\nCasa\nDate: 2004-12-23 14:05\n\nText.") == date(2004, 12, 23)


def test_the_date_of_an_event_is_never_taken_for_the_documents() -> None:
    reading = read(b"Title\n\nThey were caught by officers on September 3, 2003.")
    assert reading.date is None
    assert "No date was found." in reading.warnings


def test_a_date_in_the_title_is_an_event_too() -> None:
    assert dated("NEPAL: Ten students held on 3 March 2005\n\nText of the alert.") is None


def test_a_date_line_that_is_no_date_does_not_hide_the_letterhead() -> None:
    assert dated("Title\n\n1 May 2004\n\nCasa\nDate: soon\n\nText.") == date(2004, 5, 1)


@pytest.mark.parametrize(
    "text",
    [
        "May 20th, 2005",
        "20th of May 2005",
        "20 th May 2005",
        "20th May, 2005",
        "Friday, 20 May 2005",
        "20 May 2005, 14:30",
        "20 May 2005 at 2:30 pm",
        "Posted on 20 May 2005",
        "Suva, Fiji, 20 May 2005",
    ],
)
def test_a_date_alone_in_its_line_may_have_a_day_a_time_and_a_place(text: str) -> None:
    assert dates.is_alone(text)
    assert dates.find(text) == date(2005, 5, 20)


def test_september_has_four_letters_too() -> None:
    assert dates.find("16 Sept. 2003") == dates.find("Sept 16, 2003") == date(2003, 9, 16)


@pytest.mark.parametrize(
    "line",
    [
        "Date of incident: 20 May 2005",
        "1. Sefa Lund, taken on 20 May 2005",
        "He was born 20 May 2005",
        "Case lodged against him on 20 May 2005",
        "20 May 2005: he is taken from the school",
    ],
)
def test_a_line_that_tells_an_event_is_no_date_of_a_document(line: str) -> None:
    assert not dates.is_alone(line)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from("/.-"))
def test_numbers_are_a_day_only_where_they_cannot_be_two(day: date, sign: str) -> None:
    line = f"{day.day:02}{sign}{day.month:02}{sign}{day.year}"
    assert dates.is_numeric(line)
    assert dates.numeric(line) == (day if day.day > 12 else None)


@pytest.mark.parametrize("line", ["31/02/2004", "13/13/2004", "21/06/08", "on 21/06/2008"])
def test_numbers_that_are_no_day_are_none(line: str) -> None:
    assert dates.numeric(line) is None


@pytest.mark.parametrize("line", ["date: 14/03/04", "14.03.04"])
def test_a_date_with_a_short_year_is_named_and_not_guessed(line: str) -> None:
    text = f"UA-33-2004: FIJI: Nine teachers are held\n\n{line}\n\nDear friends,\n\nThey are held."
    made = read(text.encode())
    assert made.date is None
    short = line.removeprefix("date: ")
    assert f"Several dates could be meant by “{short}”; none was taken." in made.warnings


@given(st.lists(DAYS, min_size=1, max_size=5))
def test_all_dates_are_found_in_their_order(days: list[date]) -> None:
    text = ", ".join(day.isoformat() for day in days)
    assert [day for day, _raw in dates.find_all(text)] == days


def test_dates_that_differ_in_more_than_the_month_contradict_nothing() -> None:
    assert dates.contradictions("3 May 2004, 4 June 2004, 3 May 2005, 3 May 2004") == []
    assert dates.contradictions("3 May 2004, June 3, 2004") == [("3 May 2004", "June 3, 2004")]


@given(st.text(alphabet="May 12,/.-thofSept", max_size=60))
def test_any_line_is_alone_or_not_without_an_error(line: str) -> None:
    assert dates.is_alone(line) in {True, False}
    assert dates.numeric(line) is None or dates.is_numeric(line)
