"""Voices that came back with a backup although the log has taken them back since.

Whoever withdrew must not stand there again because a disk broke. The log names each voice that was
taken back to whoever has it: its hash is made of the leaf and the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from tocsin.kernel import audit, ledger
from tocsin.kernel.ledger import LedgerEntry
from tocsin.kernel.progress import counted
from tocsin.kernel.tlog.entry import void_commitment
from tocsin.signing import logged, receipts
from tocsin.signing.models import Signature
from tocsin.signing.reasons import REASONS

REASONS_OF_OWNERS = (logged.BY_ITS_OWNER, logged.BY_A_BETTER_PROOF)
ALL_REASONS = (*REASONS_OF_OWNERS, *(number for number, _words in REASONS))
AT_ONCE = 500


@dataclass(frozen=True)
class TakenBack:
    """How many voices were erased again, and how many voided again."""

    erased: int
    voided: int


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
