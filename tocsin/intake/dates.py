"""Dates as documents write them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

MONTHS = tuple(month.lower() for month in calendar.month_name[1:])
# As French texts write them, where they do so otherwise; none begins as another one here.
FRENCH = {
    "janvier": 1,
    "février": 2,
    "fevrier": 2,
    "mars": 3,
    "avril": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7,
    "août": 8,
    "aout": 8,
    "septembre": 9,
    "octobre": 10,
    "novembre": 11,
    "décembre": 12,
    "decembre": 12,
}
_MONTH = "|".join([*FRENCH, *(f"{month}|{month[:3]}" for month in MONTHS), "sept"])
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:\s?(?:st|nd|rd|th|er))?", r"(?P<year>\d{4})\b"
MONTH_FIRST = re.compile(rf"\b(?P<month>{_MONTH})\.?\s+{_DAY},?\s+{_YEAR}", re.IGNORECASE)
DAY_FIRST = re.compile(rf"\b{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})\.?,?\s+{_YEAR}", re.IGNORECASE)
LETTERHEAD = 60
# What may stand beside a date that is alone in its line: a day, a time, a place, what it dates.
BESIDE = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|at|on|by|am|pm"
    r"|hrs|issued|posted|published|released|updated|last|dated?|of|issue|publication|release"
    r"|for|immediate|gmt|utc|\d{1,2}[:.]\d\d(?:[:.]\d\d)?)\b|[+-]\d{4}|[|,:;.()–—-]",
    re.IGNORECASE,
)
NUMERIC = re.compile(
    r"(?P<one>\d{1,2})\s?[/.-]\s?(?P<other>\d{1,2})\s?[/.-]\s?(?P<year>(?:19|20)\d\d)"
)
# “14/03/04”: a date, and nobody can tell which part is the year.
SHORT = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2}")
PLACE = re.compile(r"(?:[A-ZÀ-Þ][\w’'.-]*(?:[ ,]+|$)){1,4}")
ISO = re.compile(r"\b(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})\b")
# “March 2”, “2 March”, “2 mars”, whatever year stands behind it.
YEARLESS = (
    re.compile(rf"\b(?P<month>{_MONTH})\.?\s+{_DAY}\b", re.IGNORECASE),
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})\b", re.IGNORECASE),
    ISO,
)
LEAP = 2000


def find(text: str) -> date | None:
    """The first date in a text; None where there is none, or none that exists."""
    return next((day for day, _raw in _each(text)), None)


def find_all(text: str) -> list[tuple[date, str]]:
    """All dates of a text with how they are written, in order."""
    return list(_each(text))


def _each(text: str) -> Iterator[tuple[date, str]]:
    matches = [found for shape in (MONTH_FIRST, DAY_FIRST, ISO) for found in shape.finditer(text)]
    end = 0
    for match in sorted(matches, key=lambda one: one.start()):
        # “3 May 12, 2004”: what was taken already is no part of a second date.
        if match.start() < end:
            continue
        try:
            day = date(int(match["year"]), _month(match), int(match["day"]))
        except ValueError:
            continue
        end = match.end()
        yield day, match.group()


def days_of_year(text: str) -> Iterator[tuple[int, int]]:
    """Month and day of each date of a text, also of those without a year."""
    matches = [found for shape in YEARLESS for found in shape.finditer(text)]
    end = 0
    for match in sorted(matches, key=lambda one: one.start()):
        word = match.groupdict().get("month", "")
        # “20 may be held”: small letters make a month in French alone.
        small = word.islower() and word not in FRENCH
        if match.start() < end or small:
            continue
        with suppress(ValueError):
            day = date(LEAP, _month(match), int(match["day"]))
            end = match.end()
            yield day.month, day.day


def numeric(line: str) -> date | None:
    """“21/06/2008” of a line about nothing else; None where it could be two days."""
    match = NUMERIC.fullmatch(line.strip())
    if match is None or int(match["one"]) <= 12:
        return None
    with suppress(ValueError):
        return date(int(match["year"]), int(match["other"]), int(match["one"]))
    return None


def is_numeric(line: str) -> bool:
    """Whether a line is a date in numbers alone, readable or not."""
    return bool(NUMERIC.fullmatch(line.strip()) or SHORT.fullmatch(line.strip()))


def is_alone(line: str) -> bool:
    """Whether a line is a date and nothing that could be an event: a place, a time at most."""
    if len(line) > LETTERHEAD or line.endswith(".") or not (day := find_all(line)):
        return False
    rest = " ".join(BESIDE.sub(" ", line.replace(day[0][1], " , ", 1)).split())
    return not rest or bool(PLACE.fullmatch(rest))


def alone(lines: list[str]) -> date | None:
    """The date of the first line that is about nothing else; one told in a sentence is an event."""
    return next((find(line) for line in lines if is_alone(line)), None)


def contradictions(text: str) -> list[tuple[str, str]]:
    """Dates that differ in nothing but the month: one of the two is likely a slip."""
    days: dict[tuple[int, int], dict[int, str]] = {}
    for day, raw in _each(text):
        days.setdefault((day.year, day.day), {}).setdefault(day.month, raw)
    pairs = [list(months.values())[:2] for months in days.values() if len(months) > 1]
    return [(one, other) for one, other in pairs]


def _month(match: re.Match[str]) -> int:
    parts = match.groupdict()
    if parts.get("number"):
        return int(parts["number"])
    word = parts["month"].lower()
    if word in FRENCH:
        return FRENCH[word]
    return next(at for at, month in enumerate(MONTHS, 1) if month[:3] == word[:3])
