"""Days that are known roughly are read, written and compared."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.cases.when import is_over, parse
from tocsin.kernel.refusal import Refusal

SENTENCE = "Write a day as 2026-03-31, a month as 2026-03 or a year as 2026; add ~ for about."


@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "is_about"),
    [
        ("2026-03-31", date(2026, 3, 31), date(2026, 3, 31), "day", False),
        (" 2024-02 ", date(2024, 2, 1), date(2024, 2, 29), "month", False),
        ("2026~", date(2026, 1, 1), date(2026, 12, 31), "year", True),
        ("9999-12-31~", date(9999, 12, 31), date(9999, 12, 31), "day", True),
    ],
)
def test_a_day_a_month_or_a_year(
    text: str, first: date, last: date, precision: str, is_about: bool
) -> None:
    found = parse(text)
    assert found
    assert (found.first, found.last, found.precision) == (first, last, precision)
    assert found.is_about == is_about
    assert str(found) == text.strip()


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_is_no_day(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2026-13",
        "2026-02-30",
        "0000",
        "31.3.2026",
        "2026-3-1",
        "~2026",
        "٢٠٢٦",
        "2026~~",
    ],
)
def test_what_is_no_day_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse(text)
    assert (refusal.value.sentence, refusal.value.field) == (SENTENCE, "happened")


@given(st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from(["", "~"]))
def test_what_is_written_is_read_again(day: date, length: int, about: str) -> None:
    text = day.isoformat()[:length] + about
    found = parse(text)
    assert found
    assert str(found) == text
    assert found.first <= day <= found.last


@given(st.text(max_size=14))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Refusal):
        found = parse(text)
        assert found is None or str(found) == text.strip()


@given(st.dates(max_value=date(9999, 12, 30)))
def test_a_day_is_over_on_the_next_one(day: date) -> None:
    assert not is_over(day.isoformat(), day)
    assert is_over(day.isoformat(), day + timedelta(days=1))


def test_no_day_is_never_over() -> None:
    assert not is_over("", date(9999, 12, 31))
