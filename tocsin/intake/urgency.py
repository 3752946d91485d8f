"""How soon: the days that feared things are told for, and how grave an alert seems.

Everything here is a proposal. An officer says which day it is, and how grave.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tocsin.intake.dates import find

LIFE = {"extrajudicial-killings", "right-to-life"}
LIBERTY = {
    "arbitrary-arrest-detention",
    "enforced-disappearances-abductions",
    "inhuman-degrading-treatment",
    "police-violence",
    "refugees-idps-asylum-seekers",
    "torture",
}
MORTAL = re.compile(
    r"\b(?:execut(?:ed|ion|ions)|kill(?:ed|ing|ings)?|murder\w*|hanged|"
    r"death (?:penalty|sentence|row)|sentenced to death|put to death|die|dying|starv\w+|"
    r"exécut\w+|tué\w*|peine de mort)\b",
    re.IGNORECASE,
)
# How long an alert may wait that names no day.
PATIENCE = {"life": 1, "liberty": 2, "other": 7}  # days

NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "",
            "a an one un une",
            "two deux",
            "three trois",
            "four quatre",
            "five cinq",
            "six",
            "seven sept",
            "eight huit",
            "nine neuf",
            "ten dix",
        )
    )
    for word in words.split()
}
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()  # noqa: SIM905
JOURS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()  # noqa: SIM905
_NUMBER = r"(?P<number>\d{1,3}|" + "|".join(NUMBERS) + ")"
SPAN = re.compile(
    rf"\b(?:within|in|over|for|dans|d’ici|sous)\s+(?:the\s+|les\s+)?"
    rf"(?:next\s+|coming\s+|prochain(?:e|s|es)?\s+)?{_NUMBER}\s+(?:prochain(?:e|s|es)\s+)?"
    r"(?P<unit>hours?|days?|weeks?|heures?|jours?|semaines?)\b",
    re.IGNORECASE,
)
WEEKDAY = re.compile(
    r"\b(?P<how>on|by|next|this|before|until|coming|ce|avant|d’ici|le)?\s*\b(?P<day>"
    + "|".join(DAYS + JOURS)
    + r")\b(?!s\b)",
    re.IGNORECASE,
)
NEAR = (
    (re.compile(r"\b(?:the day after tomorrow|après-demain)\b", re.IGNORECASE), 2),
    (re.compile(r"(?<!after )\btomorrow\b|(?<!après-)\bdemain\b", re.IGNORECASE), 1),
    (re.compile(r"\b(?:today|tonight|this evening|aujourd’hui|ce soir)\b", re.IGNORECASE), 0),
    (re.compile(r"\b(?:next week|la semaine prochaine)\b", re.IGNORECASE), 7),
)
MONTHS = tuple(month.lower() for month in calendar.month_name[1:])
_MONTH = "|".join(f"{month}|{month[:3]}" for month in MONTHS)
YEARLESS = re.compile(
    rf"\b(?:(?P<first>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m1>{_MONTH})|"
    rf"(?P<m2>{_MONTH})\.?\s+(?P<second>\d{{1,2}})(?:st|nd|rd|th)?)\b(?!,?\s*\d{{4}})",
    re.IGNORECASE,
)
FARTHEST = 366  # days; what is farther off is no alarm


@dataclass(frozen=True)
class Proposed:
    """A day as the words of a claim give it; no day where they give none."""

    text: str
    words: str = ""
    day: date | None = None


def fears(claims: Iterable[dict[str, Any]], written_on: date) -> list[Proposed]:
    """Each feared claim with the first day that its words name, counted from the document's day."""
    feared = (str(one["text"]) for one in claims if one["status"] == "feared")
    return [day_of(text, written_on) for text in dict.fromkeys(feared)]


def day_of(text: str, written_on: date) -> Proposed:
    """The earliest day in a sentence that is not over when it was written."""
    same = text.replace("'", "’")
    last = _after(written_on, FARTHEST) or date.max
    found = [
        (day, words) for words, day in _days(same, written_on) if day and written_on <= day <= last
    ]
    if not found:
        return Proposed(text)
    day, words = min(found)
    return Proposed(text, " ".join(words.split())[:120], day)


def _days(text: str, start: date) -> Iterator[tuple[str, date | None]]:
    yield find_words(text), find(text)
    for match in SPAN.finditer(text):
        yield match.group(), _span(match, start)
    for match in WEEKDAY.finditer(text):
        yield match.group().strip(), _weekday(match, start)
    for pattern, days in NEAR:
        if near := pattern.search(text):
            yield near.group(), _after(start, days)
    for match in YEARLESS.finditer(text):
        yield match.group(), _yearless(match, start)


def find_words(text: str) -> str:
    """The words of the first whole date."""
    day = find(text)
    match = re.search(r"[A-Za-z0-9,. -]{0,12}\b\d{4}\b[-\d]*", text) if day else None
    return match.group().strip(" ,.") if match else ""


def _after(start: date, days: int) -> date | None:
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return None


def _span(match: re.Match[str], start: date) -> date | None:
    told = match["number"].lower()
    number = int(told) if told.isdecimal() else NUMBERS[told]
    unit = match["unit"].lower()
    if unit.startswith(("hour", "heure")):
        return _after(start, -(-number // 24))
    return _after(start, number * 7 if unit.startswith(("week", "semaine")) else number)


def _weekday(match: re.Match[str], start: date) -> date | None:
    name = match["day"].lower()
    wanted = DAYS.index(name) if name in DAYS else JOURS.index(name)
    ahead = (wanted - start.weekday()) % 7
    today_counts = (match["how"] or "").lower() in {"this", "ce"}
    return _after(start, ahead if ahead or today_counts else 7)


def _yearless(match: re.Match[str], start: date) -> date | None:
    told = match["m1"] or match["m2"]
    if told == "may":
        return None  # “they may 3 …” is a verb
    word = told[:3].lower()
    month = next(at for at, name in enumerate(MONTHS, 1) if name[:3] == word)
    day = int(match["first"] or match["second"])
    for year in (start.year, start.year + 1):
        try:
            if (found := date(year, month, day)) >= start:
                return found
        except ValueError:
            continue
    return None


def severity(issues: Iterable[str], feared: Iterable[str] = ()) -> str:
    """How grave it seems, by its issues and by what is feared: `life`, `liberty` or `other`."""
    told = set(issues)
    if told & LIFE or any(MORTAL.search(text) for text in feared):
        return "life"
    return "liberty" if told & LIBERTY else "other"


def written_on(day: str | None, arrived: date) -> date:
    """The day from which “tomorrow” counts: the document's own, else the day that it arrived."""
    return date.fromisoformat(day) if day else arrived
