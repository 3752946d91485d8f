"""Whether two alerts may be about one case: a hint for a person, never more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from tocsin.intake.models import Alert, Likeness
from tocsin.intake.sameness import comparable

READ = 20_000  # characters of each text that are compared; an alert is a few pages
LOOKED_AT = 300  # the newest alerts that a new one is compared with
TWIN = 90  # from here on (of 100) two texts are called nearly the same
OFFERED = 60
MOST = 8  # pairs that are offered; more would not be looked at
PARTICLE = "de|del|da|do|dos|di|du|la|le|el|al|ul|van|von|der|bin|ibn|bint|ben|ap"
NAME = re.compile(rf"\b[A-ZÀ-Þ][\w’'-]+(?:[ \n]+(?:(?:{PARTICLE})[ \n]+){{0,2}}[A-ZÀ-Þ][\w’'-]+)+")
DAY = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}\b|\b[A-Z][a-z]{2,8}\s+\d{1,2}\b|\b\d{4}-\d\d-\d\d\b"
)


@dataclass(frozen=True)
class Traits:
    """What two alerts are compared by."""

    words: str
    countries: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Measure:
    """How alike, 0 to 100, and on what grounds; `is_twin` where the texts are nearly the same."""

    score: int
    grounds: dict[str, Any] = field(default_factory=dict)

    @property
    def is_twin(self) -> bool:
        """Nearly the same text."""
        return int(self.grounds.get("text", 0)) >= TWIN


def traits(text: str, countries: Iterable[str], kept: Iterable[str] = ()) -> Traits:
    """The traits of a text; `kept` are names that everybody writes (the partner, the offices)."""
    part = text[:READ]
    usual = {name.casefold() for name in kept}
    names = {" ".join(name.split()).casefold() for name in NAME.findall(part)}
    return Traits(
        comparable(part),
        frozenset(countries),
        frozenset(name for name in names if not any(name in one for one in usual)),
        frozenset(_day(day) for day in DAY.findall(part)),
    )


def _day(words: str) -> str:
    number = re.search(r"\d{1,2}", words)
    month = re.search(r"[A-Z][a-z]{2}", words)
    return f"{month.group()} {int(number.group())}" if number and month else words


def of_alert(alert: Alert) -> Traits:
    """The traits of an alert."""
    read = alert.reading
    usual = [*read.get("addressees", []), str(read.get("partner") or "")]
    return traits(alert.text, read.get("countries", []), [one for one in usual if one])


def compare(one: Traits, other: Traits) -> Measure:
    """Names, days and words of two alerts that may be of one country."""
    lands = one.countries & other.countries
    if one.countries and other.countries and not lands:
        return Measure(0)
    text = int(fuzz.ratio(one.words, other.words))
    contained = int(fuzz.token_set_ratio(one.words[:4000], other.words[:4000]))
    names, days = sorted(_shared(one.names, other.names)), sorted(one.days & other.days)
    grounds = {"countries": sorted(lands), "names": names[:6], "days": days[:6], "text": text}
    if text >= TWIN:
        return Measure(text, grounds)
    points = 25 * bool(lands) + min(20 * len(names), 40) + min(10 * len(days), 20)
    points += max(0, contained - 50) // 2
    return Measure(min(points, TWIN - 1) if names or days else 0, grounds)


def _shared(one: frozenset[str], other: frozenset[str]) -> set[str]:
    """Names of both, also where a letter differs."""
    found = set(one & other)
    for name in one - found:
        if any(fuzz.ratio(name, near) >= 88 for near in other):
            found.add(name)
    return found


def note(alert: Alert) -> list[Likeness]:
    """Writes down which older alerts a new one is like; called in the transaction that made it."""
    mine = of_alert(alert)
    found: list[tuple[Measure, Alert]] = []
    for other in Alert.objects.exclude(pk=alert.pk).order_by("-pk")[:LOOKED_AT]:
        measure = compare(mine, of_alert(other))
        if measure.score >= OFFERED:
            found.append((measure, other))
    found.sort(key=lambda pair: (-pair[0].score, -pair[1].pk))
    return [
        Likeness.objects.create(
            alert=alert, other=other, score=measure.score, grounds=measure.grounds
        )
        for measure, other in found[:MOST]
    ]
