"""What a case may be twice: another case, or an alert that waits; offered, never decided here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from tocsin.cases.models import Case, Twin
from tocsin.intake import likeness
from tocsin.intake.likeness import Measure, Traits
from tocsin.intake.models import Alert
from tocsin.kernel.texts.alike import bare

OFFERED = 50  # of 100: one country, one name, and some of the words
LOOKED_AT = 100  # the newest of each that are compared
MOST = 5
Thing = Case | Alert


@dataclass(frozen=True)
class Likely:
    """Another case, or an alert; `names` and `days`, in words, are in both."""

    thing: Thing
    score: int
    names: tuple[str, ...]
    days: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Which of the two it is."""
        return "case" if isinstance(self.thing, Case) else "alert"

    @property
    def key(self) -> str:
        """What tells it from all others, as in “case-7”."""
        return f"{self.kind}-{self.thing.pk}"


def of_words(title: str, summary: str, countries: Iterable[str]) -> list[Likely]:
    """What a case that is not opened yet may be already."""
    mine = likeness.traits(f"{title}.\n\n{summary}", countries)
    return _likely(mine, [*_cases(mine), *_alerts(mine)])


def of_case(case: Case) -> list[Likely]:
    """What a case may be too; what somebody decided about is left out."""
    mine = traits(case)
    decided = {(one.kind, one.kept, one.gone) for one in Twin.objects.all()}
    others = [
        one
        for one in _cases(mine)
        if one != case and not {("case", case.pk, one.pk), ("case", one.pk, case.pk)} & decided
    ]
    alerts = [one for one in _alerts(mine) if ("alert", case.pk, one.pk) not in decided]
    return _likely(mine, [*others, *alerts])


def of_alert(alert: Alert) -> list[Likely]:
    """Cases that an alert may tell of and that none began; for the others intake has pairs."""
    if alert.state != "new":
        return []
    mine = likeness.of_alert(alert)
    decided = set(Twin.objects.filter(kind="alert", gone=alert.pk).values_list("kept", flat=True))
    return _likely(mine, (c for c in _cases(mine) if c.alert_id is None and c.pk not in decided))


def merged(case: Case) -> list[tuple[Twin, Case]]:
    """The cases that are this one or that this one is, with what was decided."""
    rows = Twin.objects.filter(kind="case", state="merged")
    mine = [row for row in rows if case.pk in {row.kept, row.gone}]
    others = [row.gone if row.kept == case.pk else row.kept for row in mine]
    known = Case.objects.in_bulk(others)
    return [(row, known[key]) for row, key in zip(mine, others, strict=True)]


def traits(case: Case) -> Traits:
    """A case by its words, claims and alert; whom it concerns and where are names as well."""
    claims = list(case.claims.exclude(status="withdrawn"))
    parts = [f"{case.title}.", case.summary, *(claim.text for claim in claims)]
    parts += [case.alert.text] if case.alert else []
    usual = [case.partner.name] if case.partner else []
    told = likeness.traits("\n\n".join(parts), case.countries, usual)
    persons = [name for one in case.persons.filter(merged_into=None) for name in one.names]
    places = [claim.place for claim in claims if claim.place]
    return replace(told, names={**told.names, **{n.casefold(): n for n in [*persons, *places]}})


def _cases(mine: Traits) -> list[Case]:
    rows = Case.objects.select_related("alert", "partner").prefetch_related("claims", "persons")
    return [one for one in rows.order_by("-pk")[:LOOKED_AT] if _near(mine, one.countries)]


def _alerts(mine: Traits) -> list[Alert]:
    rows = Alert.objects.filter(state="new").order_by("-pk")[:LOOKED_AT]
    return [one for one in rows if _near(mine, one.reading.get("countries", []))]


def _near(mine: Traits, lands: Iterable[str]) -> bool:
    here = frozenset(lands)
    return not mine.countries or not here or bool(mine.countries & here)


def _likely(mine: Traits, things: Iterable[Thing]) -> list[Likely]:
    found = list(_measured(mine, things))
    return sorted(found, key=lambda one: (-one.score, one.key))[:MOST]


def _measured(mine: Traits, things: Iterable[Thing]) -> Iterator[Likely]:
    for thing in things:
        other = traits(thing) if isinstance(thing, Case) else likeness.of_alert(thing)
        measure = compare(mine, other)
        if measure.score >= OFFERED:
            told: dict[str, Any] = measure.grounds
            days = likeness.in_words(told["days"])
            yield Likely(thing, measure.score, tuple(told["names"]), tuple(days))


def compare(one: Traits, other: Traits) -> Measure:
    """As alerts are compared; a name of either that stands in the text of the other is in both."""
    both = _found(one.names, other.text) | _found(other.names, one.text)
    names = replace(one, names={**one.names, **both}), replace(other, names={**other.names, **both})
    return likeness.compare(*names)


def _found(names: Any, text: str) -> dict[str, str]:
    within = f" {bare(text)} "
    return {key: name for key, name in names.items() if bare(name) and f" {bare(name)} " in within}
