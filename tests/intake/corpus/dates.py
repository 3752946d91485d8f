"""Dates in the shapes that documents have."""

from __future__ import annotations

import calendar
from datetime import date

SHAPES = (
    "month_first",
    "day_first",
    "ordinal",
    "ordinal_month",
    "comma",
    "short",
    "iso",
    "weekday",
    "capitals",
)


def _ending(day: int) -> str:
    if 10 < day < 14:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def written(day: date, shape: str, padded: bool = False) -> str:
    """A day in one of SHAPES, or `numeric` (day/month/year)."""
    month = calendar.month_name[day.month]
    number = f"{day.day:02d}" if padded else str(day.day)
    shapes = {
        "month_first": f"{month} {number}, {day.year}",
        "day_first": f"{number} {month} {day.year}",
        "ordinal": f"{day.day}{_ending(day.day)} {month} {day.year}",
        "ordinal_month": f"{month} {day.day}{_ending(day.day)}, {day.year}",
        "comma": f"{number} {month}, {day.year}",
        "short": f"{number} {month[:3]} {day.year}",
        "iso": day.isoformat(),
        "weekday": f"{calendar.day_name[day.weekday()]}, {number} {month} {day.year}",
        "capitals": f"{month.upper()} {number}, {day.year}",
        "numeric": f"{day.day:02d}/{day.month:02d}/{day.year}",
    }
    return shapes[shape]
