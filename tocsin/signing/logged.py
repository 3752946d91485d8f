"""What the public log is told of signatures: that one more counts, or one less, and why."""

from __future__ import annotations

import hashlib
import json

from tocsin.kernel.tlog.entry import void_commitment
from tocsin.kernel.transparency import ledger
from tocsin.kernel.transparency.ledger import LedgerEntry
from tocsin.publishing import logged
from tocsin.signing.models import Sheet, Signature

WEB = ledger.declare(1, "signature confirmed by e-mail")
WEB_VOID = ledger.declare(2, "confirmed signature voided by the desk")
SHEET = ledger.declare(6, "sheet of paper entered")
PAPER = ledger.declare(8, "signature on paper")
WEB_WITHDRAWN = ledger.declare(9, "confirmed signature withdrawn")
PAPER_VOID = ledger.declare(10, "signature on paper voided by the desk")
PAPER_WITHDRAWN = ledger.declare(11, "signature on paper withdrawn")

SIGNED = {"web": WEB, "paper": PAPER}
WITHDRAWN = {"web": WEB_WITHDRAWN, "paper": PAPER_WITHDRAWN}
VOIDED = {"web": WEB_VOID, "paper": PAPER_VOID}
# Why a voice is taken back; one byte in the commitment. From 16 on they are the desk's reasons.
BY_ITS_OWNER, BY_A_BETTER_PROOF = 1, 2


def counted(signature: Signature, into: list[LedgerEntry] | None = None) -> LedgerEntry:
    """One voice more, in the transaction that counts it; `into` is for `ledger.enter_many`."""
    kind, commitment = SIGNED[signature.channel], bytes(signature.commitment or b"")
    return logged.enter(kind, signature.appeal, commitment, into=into)


def taken_back(signature: Signature, kind: ledger.Kind, reason: int) -> None:
    """One voice less; it names the entry that it takes back to whoever knows that entry."""
    entry = ledger.entry_of(bytes(signature.commitment or b""))
    if entry is None:
        return  # it was counted before there was a log
    mark = void_commitment(ledger.leaf(entry), reason)
    logged.enter(kind, signature.appeal, mark, after=entry)


def withdrawn(signature: Signature, reason: int = BY_ITS_OWNER) -> None:
    """The same by its owner, or because the owner confirmed a mailbox that a line had named."""
    taken_back(signature, WITHDRAWN[signature.channel], reason)


def sheet_entered(sheet: Sheet) -> None:
    """Which lines of a sheet were taken and which were not, by their numbers."""
    lines = list(sheet.entries.values_list("number", "rejected"))
    told = {
        "sheet": sheet.number,
        "revision": sheet.revision.sha256,
        "accepted": sorted(number for number, rejected in lines if not rejected),
        "rejected": sorted(number for number, rejected in lines if rejected),
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    logged.note(SHEET, sheet.appeal, hashlib.sha256(text.encode()).digest())
