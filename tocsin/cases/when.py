"""Days that are known roughly: a day, a month or a year, each perhaps “about” (ISO 8601-2)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tocsin.kernel.refusal import Refusal

FORM = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?(?P<about>~?)"
)


@dataclass(frozen=True)
class When:
    """The first and the last day it may have been; `precision` is day, month or year."""

    first: date
    last: date
    precision: str
    is_about: bool = False

    def __str__(self) -> str:
        cut = {"day": 10, "month": 7, "year": 4}[self.precision]
        return self.first.isoformat()[:cut] + ("~" if self.is_about else "")


def parse(text: str) -> When | None:
    """2026-03-03, 2026-03 or 2026, with ~ behind it for “about”; None for nothing.

    Raises Refusal (field "happened") for anything else, and for days that do not exist.
    """
    text = text.strip()
    if not text:
        return None
    found = FORM.fullmatch(text)
    try:
        if found:
            return _span(found)
    except ValueError:
        pass
    sentence = _(
        "Write a day as 2026-03-31, a month as 2026-03 or a year as 2026; add ~ for about."
    )
    raise Refusal(sentence, "happened")


def _span(found: re.Match[str]) -> When:
    year, about = int(found["year"]), bool(found["about"])
    if not found["month"]:
        return When(date(year, 1, 1), date(year, 12, 31), "year", about)
    month = int(found["month"])
    if not found["day"]:
        first = date(year, month, 1)
        return When(first, first.replace(day=calendar.monthrange(year, month)[1]), "month", about)
    day = date(year, month, int(found["day"]))
    return When(day, day, "day", about)


def is_over(text: str, today: date) -> bool:
    """Whether its last day is past; what has no day is not over."""
    moment = parse(text)
    return moment is not None and moment.last < today
