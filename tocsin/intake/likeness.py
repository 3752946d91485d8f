"""Whether two alerts may be about one case: a hint for a person, never more."""

from __future__ import annotations

import re
from calendar import month_abbr
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import dateformat
from rapidfuzz import fuzz

from tocsin.intake import dates, footer, marks, networks
from tocsin.intake.models import Alert, Likeness
from tocsin.intake.sameness import comparable

READ = 10_000  # characters of each text that are compared; an alert is a few pages
LOOKED_AT = 300  # the newest alerts that a new one is compared with
SHARED = 0.5  # of the words of both; with fewer in common two texts are not measured further
TWIN = 90  # from here on (of 100) two texts are called nearly the same
NAMESAKE = 88  # from here on two names are one, with a letter mistyped
OFFERED = 60
MOST = 8  # pairs that are offered; more would not be looked at
PARTICLE = "de|del|da|do|dos|di|du|la|le|el|al|ul|van|von|der|bin|ibn|bint|ben|ap"
# A name may be broken over two lines, not over two paragraphs.
GAP = r"(?: +| *\n(?! *\n) *)"
CAPITAL = r"[A-ZÀ-Þ][\w’'-]+"
# Lines and words that stand in everybody's documents; as a name, two would seem to share it.
FORM = (marks.RELEASE, marks.ACTION, marks.GREETING, marks.DEAR, marks.YOURS, footer.LABEL)
ARTICLE = re.compile(r"^\s*(?:this|the|an?|our)\s+", re.IGNORECASE)
NAME = re.compile(rf"\b{CAPITAL}(?:{GAP}(?:(?:{PARTICLE}){GAP}){{0,2}}{CAPITAL})+")


@dataclass(frozen=True)
class Traits:
    """What two alerts are compared by; `names` as compared, and as written."""

    text: str
    words: frozenset[str]
    countries: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    days: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Measure:
    """How alike, 0 to 100, and on what grounds."""

    score: int
    grounds: dict[str, Any] = field(default_factory=dict)


def traits(text: str, countries: Iterable[str], kept: Iterable[str] = ()) -> Traits:
    """The traits of a text; `kept` are names that everybody writes (the partner, the offices)."""
    part = text[:READ]
    usual = {name.casefold() for name in kept}
    lines = "\n".join("" if _is_form(line) else line for line in part.splitlines())
    found = [" ".join(name.split()) for name in NAME.findall(lines)]
    names = {name.casefold(): name for name in reversed(found) if not _is_form(name)}
    plain = comparable(part)
    return Traits(
        plain,
        frozenset(plain.split()),
        frozenset(countries),
        {key: name for key, name in names.items() if not any(key in one for one in usual)},
        frozenset(f"{month_abbr[month]} {day}" for month, day in dates.days_of_year(part)),
    )


def _is_form(words: str) -> bool:
    """Whether they belong to a form or a letter, as “URGENT APPEAL” does, and name nobody."""
    words = ARTICLE.sub("", words)
    if marks.is_banner(words) or networks.is_form(words) or any(one.match(words) for one in FORM):
        return True
    heading = marks.heading(words)
    return heading is not None and not heading[1]


def in_words(days: Iterable[str]) -> list[str]:
    """Days that are kept as “Mar 2”, in the reader's language and the order of the year."""
    told = sorted({one for kept in days for one in dates.days_of_year(kept)})
    return [dateformat.format(date(dates.LEAP, *one), "j F") for one in told]


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
    common = len(one.words & other.words) / max(1, min(len(one.words), len(other.words)))
    text = int(fuzz.ratio(one.text, other.text)) if common >= SHARED else int(common * 50)
    names, days = sorted(_shared(one.names, other.names)), sorted(one.days & other.days)
    grounds = {"countries": sorted(lands), "names": names[:6], "days": days[:6], "text": text}
    if text >= TWIN:
        return Measure(text, grounds)
    points = 25 * bool(lands) + min(20 * len(names), 40) + min(10 * len(days), 20)
    points += int(max(0.0, common - 0.3) * 30)
    return Measure(min(points, TWIN - 1) if names or days else 0, grounds)


def _shared(one: Mapping[str, str], other: Mapping[str, str]) -> set[str]:
    """Names of both as the first writes them, also where a letter differs."""
    return {
        name
        for key, name in one.items()
        if key in other or any(fuzz.ratio(key, near) >= NAMESAKE for near in other)
    }


def note(alert: Alert) -> int:
    """Writes down which older alerts an alert is like; the number of pairs. Repeating is harmless.

    The measuring is done before the write begins, so that nobody waits for it.
    """
    mine = of_alert(alert)
    found: list[tuple[Measure, Alert]] = []
    for other in Alert.objects.filter(pk__lt=alert.pk).order_by("-pk")[:LOOKED_AT]:
        lands = set(other.reading.get("countries", []))
        if mine.countries and lands and not mine.countries & lands:
            continue
        measure = compare(mine, of_alert(other))
        if measure.score >= OFFERED:
            found.append((measure, other))
    found.sort(key=lambda pair: (-pair[0].score, -pair[1].pk))
    with transaction.atomic():
        for measure, other in found[:MOST]:
            told = {"score": measure.score, "grounds": measure.grounds}
            Likeness.objects.get_or_create(alert=alert, other=other, defaults=told)
        Alert.objects.filter(pk=alert.pk).update(compared=True)
    return len(found[:MOST])


def turn() -> int:
    """Compares what nobody compared: alerts of an older version, and what a crash left."""
    rows = list(Alert.objects.filter(compared=False).order_by("pk")[:20])
    for alert in rows:
        note(alert)
    return len(rows)
