"""Voices that a backup brought back as they were, although the log knows more of them since.

Whoever withdrew must not stand there again because a disk broke. The log names each voice that was
taken back to whoever has it: its hash is made of the leaf and the reason. And whoever had signed
before the backup and confirmed after it is counted in the log, by a value that stands in the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from tocsin.kernel import audit, coarse
from tocsin.kernel.progress import counted
from tocsin.kernel.tlog.entry import void_commitment
from tocsin.kernel.transparency import ledger
from tocsin.kernel.transparency.ledger import LedgerEntry
from tocsin.signing import logged, receipts
from tocsin.signing.models import PLACED, Signature
from tocsin.signing.reasons import REASONS

REASONS_OF_OWNERS = (logged.BY_ITS_OWNER, logged.BY_A_BETTER_PROOF)
ALL_REASONS = (*REASONS_OF_OWNERS, *(number for number, _words in REASONS))
AT_ONCE = 500


@dataclass(frozen=True)
class TakenBack:
    """How many voices were erased again, and how many voided again."""

    erased: int
    voided: int

    def __add__(self, other: TakenBack) -> TakenBack:
        return TakenBack(self.erased + other.erased, self.voided + other.voided)


def catch_up() -> tuple[int, TakenBack]:
    """How many count again, and what was taken back again; may be repeated.

    What was taken back goes first, since a line of paper may have given way to one that counts,
    and last, since what counts again may have been taken back after it.
    """
    gone = take_back()
    return count_again(), gone + take_back()


def count_again() -> int:
    """Counts what waits for its confirmation here and was confirmed in the log; how many.

    The name is not shown and no news are sent: what was chosen is locked with the link, which
    nobody here has. Of two that the backup has for one mailbox the second bears no tag.
    """
    waiting = Signature.objects.filter(state="unconfirmed", commitment__isnull=False)
    keys, done = list(waiting.values_list("pk", flat=True)), 0
    for at in range(0, len(keys), AT_ONCE):
        with transaction.atomic():
            some = waiting.select_for_update(of=["self"]).filter(pk__in=keys[at : at + AT_ONCE])
            done += _count(some.select_related("appeal").order_by("pk"))
    return done


def _count(rows: Iterable[Signature]) -> int:
    known = {bytes(one.commitment or b""): one for one in rows}
    entries = ledger.entries_of(known)
    mine = {mark: one for mark, one in entries.items() if one.kind == logged.WEB.number}
    for mark, entry in mine.items():
        one = known[mark]
        placed = Signature.objects.filter(appeal=one.appeal, tag=one.tag, state__in=PLACED)
        one.tag = None if placed.exists() else one.tag
        one.state, one.counted_at = "counted", coarse.minute(ledger.moment(entry.hour))
        one.held = one.inform = None
        one.save(update_fields=["tag", "state", "counted_at", "held", "inform"])
    _tell("count", [known[mark] for mark in mine])
    return len(mine)


def take_back() -> TakenBack:
    """Does again what the log says was done since the backup; may be repeated."""
    numbers = [kind.number for kind in (*logged.WITHDRAWN.values(), *logged.VOIDED.values())]
    rows = LedgerEntry.objects.filter(kind__in=numbers).values_list("commitment", "kind")
    gone = {bytes(commitment): kind for commitment, kind in rows.iterator()}
    withdrawn = {kind.number for kind in logged.WITHDRAWN.values()}
    found: dict[bool, list[Signature]] = {True: [], False: []}
    standing = Signature.objects.filter(state__in=("counted", "held")).select_related("appeal")
    for one in counted(standing.iterator(), "Voices compared", standing.count() if gone else 0):
        if kind := next((gone[mark] for mark in _marks(one) if mark in gone), None):
            found[kind in withdrawn].append(one)
    return TakenBack(_erase(found[True]), _void(found[False]))


def _marks(signature: Signature) -> Iterator[bytes]:
    """By what an entry would name this voice that takes it back."""
    entry = ledger.entry_of(bytes(signature.commitment or b""))
    if entry is not None:
        leaf = ledger.leaf(entry)
        yield from (void_commitment(leaf, reason) for reason in ALL_REASONS)


def _erase(rows: list[Signature]) -> int:
    for at in range(0, len(rows), AT_ONCE):
        with transaction.atomic():
            some = rows[at : at + AT_ONCE]
            receipts.forget(some)
            Signature.objects.filter(pk__in=[one.pk for one in some]).delete()
            _tell("withdraw", some)
    return len(rows)


def _void(rows: list[Signature]) -> int:
    for at in range(0, len(rows), AT_ONCE):
        with transaction.atomic():
            some = rows[at : at + AT_ONCE]
            keys = [one.pk for one in some]
            Signature.objects.filter(pk__in=keys).update(
                state="voided", public_name="", inform=None
            )
            _tell("void", some)
    return len(rows)


def _tell(verb: str, rows: list[Signature]) -> None:
    for appeal in {one.appeal for one in rows}:
        number = sum(one.appeal == appeal for one in rows)
        audit.record(audit.SYSTEM, verb, "appeal", appeal, signatures=number, again=True)
