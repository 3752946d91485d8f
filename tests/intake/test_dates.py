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
