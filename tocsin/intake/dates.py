"""Dates as documents write them."""

from __future__ import annotations

import calendar
import re
from datetime import date

MONTHS = tuple(month.lower() for month in calendar.month_name[1:])
_MONTH = "|".join(f"{month}|{month[:3]}" for month in MONTHS)
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})\b"
MONTH_FIRST = re.compile(rf"\b(?P<month>{_MONTH})\.?\s+{_DAY},?\s+{_YEAR}", re.IGNORECASE)
DAY_FIRST = re.compile(rf"\b{_DAY}\s+(?P<month>{_MONTH})\.?,?\s+{_YEAR}", re.IGNORECASE)
LETTERHEAD = 60
ISO = re.compile(r"\b(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})\b")


def find(text: str) -> date | None:
    """The first date in a text; None where there is none, or none that exists."""
    matches = [found for shape in (MONTH_FIRST, DAY_FIRST, ISO) if (found := shape.search(text))]
    for match in sorted(matches, key=lambda one: one.start()):
        try:
            return date(int(match["year"]), _month(match), int(match["day"]))
        except ValueError:
            continue
    return None


def alone(lines: list[str]) -> date | None:
    """The date of the first line that is about nothing else; one told in a sentence is an event."""
    for line in lines:
        if len(line) <= LETTERHEAD and not line.endswith(".") and (found := find(line)):
            return found
    return None


def _month(match: re.Match[str]) -> int:
    parts = match.groupdict()
    if parts.get("number"):
        return int(parts["number"])
    return next(at for at, month in enumerate(MONTHS, 1) if month[:3] == parts["month"][:3].lower())
