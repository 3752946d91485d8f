"""Who of a mailbox counts: two people at most, told apart by their names, each of them once.

Decided when the mailbox is proved, never before: who merely types an address learns nothing, and
nothing that the server does then depends on who signed before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.appeals.models import Appeal
from tocsin.kernel.storage import rows
from tocsin.signing.models import PLACED, Signature


@dataclass(frozen=True)
class Place:
    """The tag under which a voice counts, the paper that gives way to it; or who it repeats."""

    tag: bytes
    gives_way: Signature | None = None
    repeats: Signature | None = None


def of_one_mailbox(appeal_id: int, places: Iterable[bytes]) -> list[Signature]:
    """All rows of a mailbox, locked in one order, so that of two links one waits for the other."""
    return of_mailboxes((appeal_id, mark) for mark in places)


def of_mailboxes(places: Iterable[tuple[int, bytes]]) -> list[Signature]:
    """The same for many, by the appeal's key and a tag under it."""
    wanted = set(places)
    # Looked up by tag first: in the order of keys SQLite would read through the whole appeal. Who
    # comes in between breaks the constraint that counts a mailbox once, and is asked again.
    appeals = {appeal for appeal, _mark in wanted}
    keys = rows.find(Signature, ("id",), appeal_id=appeals, tag={mark for _appeal, mark in wanted})
    found = fetched(rows.read(Signature, locked=True, id=[key for (key,) in keys]))
    return [one for one in found if (one.appeal_id, bytes(one.tag or b"")) in wanted]


def fetched(signatures: list[Signature]) -> list[Signature]:
    """Many signatures with their appeals, which are few."""
    appeals = {one.pk: one for one in rows.read(Appeal, id={s.appeal_id for s in signatures})}
    for one in signatures:
        one.appeal = appeals[one.appeal_id]
    return signatures


def find(
    rows: Iterable[Signature],
    places: tuple[bytes, ...],
    likeness: bytes | None,
    *,
    proved: bool = True,
) -> Place:
    """The place for a person of the mailbox, who has `proved` it or only stands on paper.

    A line of paper gives way to its own person's proof, and where both places are taken to
    anybody's: a confirmed mailbox is better proof than paper.
    """
    taken = {bytes(one.tag or b""): one for one in rows if one.state in PLACED}
    weak = {mark: one for mark, one in taken.items() if proved and _is_weak(one)}
    for mark, one in taken.items():
        if is_like(one, likeness):
            return _taken(mark, one, weak)
    for mark in places:
        if mark not in taken:
            return Place(mark)
    mark = next((one for one in reversed(places) if one in weak), places[0])
    return _taken(mark, taken[mark], weak)


def is_like(one: Signature, likeness: bytes | None) -> bool:
    """Whether it is the same person; who signed before names were told apart is."""
    return likeness is None or one.likeness is None or bytes(one.likeness) == likeness


def _taken(mark: bytes, one: Signature, weak: dict[bytes, Signature]) -> Place:
    return Place(mark, gives_way=one) if mark in weak else Place(mark, repeats=one)


def _is_weak(one: Signature) -> bool:
    return one.channel == "paper" and one.state != "voided"
