"""What stands in the log: 70 bytes that tell nothing to whoever lacks the receipt."""

from __future__ import annotations

import hashlib

from tocsin.kernel.tlog.verify import Entry, commitment, leaf_hash, subject_of

__all__ = ["Entry", "commitment", "entry", "leaf_hash", "subject_of", "void_commitment"]

NOBODY = bytes(32)  # the subject of what is about no appeal: a key of the server


def entry(kind: int, subject: bytes, hour: int, commitment: bytes) -> Entry:
    """An entry whose parts have the right size. Raises ValueError."""
    if not (0 < kind < 256 and len(subject) == len(commitment) == 32 and 0 <= hour < 2**32):
        raise ValueError("an entry has a kind, 32 bytes of subject, an hour and 32 bytes")
    return Entry(kind, subject, hour, commitment)


def void_commitment(leaf: bytes, reason: int) -> bytes:
    """Names the entry that is taken back (by its leaf hash) and why (0–255)."""
    return hashlib.sha256(b"tocsin void 1\n" + leaf + bytes([reason])).digest()
