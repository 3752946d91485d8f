"""What somebody is given for an entry: a promise before the log holds it, a proof afterwards."""

from __future__ import annotations

from collections.abc import Callable

from tocsin.kernel.tlog import proof
from tocsin.kernel.tlog.note import Signer
from tocsin.kernel.tlog.promise import Promise
from tocsin.kernel.tlog.verify import Checkpoint, split_note
from tocsin.kernel.transparency import ledger
from tocsin.kernel.transparency.ledger import LedgerEntry
from tocsin.kernel.transparency.sequencing import folder, signer

Prover = Callable[[LedgerEntry, bytes, bytes], str | None]


def promise(row: LedgerEntry, log: Signer | None = None) -> str:
    """A signed note that the entry will stand in the log by an hour; kept by whom it was given.

    A promise whose entry is not in the log by then proves that this server did not keep it. Who
    gives many hands in the `signer`.
    """
    log = log or signer()
    return Promise(log.name, ledger.leaf(row), ledger.deadline(row)).signed(log)


def receipt(row: LedgerEntry, secret: bytes = b"", digest: bytes = b"") -> str | None:
    """The receipt of an entry; None until the published log holds it.

    With secret and digest it opens the entry; without them it shows the entry alone.
    """
    return prover()(row, secret, digest)


def prover() -> Prover:
    """`receipt` for a few hundred at once, all of them by the checkpoint that is published now."""
    note = folder().note() or ""  # read once: the proof belongs to this tree and to no later one
    size = Checkpoint.parse(split_note(note)[0]).size if note else 0
    reader = folder().reader(size)

    def proved(row: LedgerEntry, secret: bytes, digest: bytes) -> str | None:
        if row.position is None or row.position >= size:
            return None
        said = ledger.said(row)
        extra = proof.extra_of_signature(secret, digest, said) if secret else said.to_bytes()
        return proof.write(row.position, reader.inclusion_proof(row.position, size), note, extra)

    return proved
