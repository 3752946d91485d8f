"""The way a statement took: from whoever said it first, from hand to hand, to the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.cases.models import Assertion

MOST = 12  # ways that are written out; more would not be read

Links = Mapping[int, Iterable[int]]


def closes_a_circle(links: Links, start: int) -> bool:
    """Whether somebody would have heard from themselves; `links` lead back to who told it."""
    open_, seen = list(links.get(start, ())), set()
    while open_:
        here = open_.pop()
        if here == start:
            return True
        if here not in seen:
            seen.add(here)
            open_ += links.get(here, ())
    return False


def ways(assertions: Iterable[Assertion]) -> list[list[Assertion]]:
    """Each way to the desk, who said it first at its beginning; those told only once are left out.

    The assertions are the standing ones of one claim, in their order.
    """
    known = {one.pk: one for one in assertions}
    back = {pk: [o.pk for o in one.heard_from.all() if o.pk in known] for pk, one in known.items()}
    passed = {told for before in back.values() for told in before}
    found: list[list[Assertion]] = []
    for pk in known:
        if pk not in passed and back[pk]:
            _walk(pk, [], back, known, found)
    return found


def _walk(
    pk: int,
    after: list[Assertion],
    back: Mapping[int, list[int]],
    known: Mapping[int, Assertion],
    found: list[list[Assertion]],
) -> None:
    way = [known[pk], *after]
    if len(found) >= MOST:
        return
    if not back[pk]:
        found.append(way)
    for before in back[pk]:
        if known[before] not in way:
            _walk(before, way, back, known, found)
