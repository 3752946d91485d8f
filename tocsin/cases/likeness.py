"""Records that may be one: offered to a person, never merged by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from tocsin.cases.models import Case, Match, Person, Source
from tocsin.kernel.texts.alike import ALIKE, likeness

MOST = 20  # offers on a page

Record = TypeVar("Record", Source, Person)


@dataclass(frozen=True)
class Offer:
    """Two records that may be one; `kind` is source or person, the older stands first."""

    kind: str
    kept: Source | Person
    gone: Source | Person
    likeness: int


def offers(case: Case) -> list[Offer]:
    """The likeliest pairs first; those on which somebody decided are left out."""
    decided = {(one.kind, frozenset({one.kept, one.gone})) for one in case.matches.all()}
    found = [
        *_pairs("source", case.sources.filter(merged_into=None)),
        *_pairs("person", case.persons.filter(merged_into=None)),
    ]
    open_ = [one for one in found if (one.kind, _keys(one)) not in decided]
    return sorted(open_, key=lambda one: (-one.likeness, one.kind, one.kept.pk))[:MOST]


def _keys(offer: Offer) -> frozenset[int]:
    return frozenset({offer.kept.pk, offer.gone.pk})


def _pairs(kind: str, records: Iterable[Record]) -> list[Offer]:
    rows = sorted(records, key=lambda one: one.pk)
    found = []
    for one, other in combinations(rows, 2):
        if isinstance(one, Source) and isinstance(other, Source) and one.kind != other.kind:
            continue
        near = likeness(names_of(one), names_of(other))
        if near >= ALIKE:
            found.append(Offer(kind, one, other, near))
    return found


def names_of(record: Source | Person) -> list[str]:
    """Every way a record is written."""
    return [record.name, *record.variants] if isinstance(record, Source) else list(record.names)


def merged(case: Case) -> list[tuple[Match, Source | Person, Source | Person]]:
    """What was merged and can be undone, newest first, with the kept and the gone record."""
    rows = list(case.matches.filter(state="merged"))
    sources = {one.pk: one for one in case.sources.all()}
    persons = {one.pk: one for one in case.persons.all()}
    tables: dict[str, dict[int, Source] | dict[int, Person]] = {
        "source": sources,
        "person": persons,
    }
    return [(row, tables[row.kind][row.kept], tables[row.kind][row.gone]) for row in rows]
