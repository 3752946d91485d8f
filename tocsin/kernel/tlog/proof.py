"""Receipts (c2sp.org/tlog-proof): all that is needed to check an entry, in one small file."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from tocsin.kernel.tlog.verify import PROOF, Entry, Receipt, commitment

__all__ = ["Receipt", "extra_of_signature", "write"]


def write(index: int, hashes: Sequence[bytes], checkpoint: str, extra: bytes = b"") -> str:
    """The receipt's text; `checkpoint` is the cosigned note, verbatim."""
    lines = [PROOF]
    if extra:
        lines.append(f"extra {base64.b64encode(extra).decode()}")
    lines.append(f"index {index}")
    lines += [base64.b64encode(one).decode() for one in hashes]
    return "\n".join([*lines, "", checkpoint])


def extra_of_signature(secret: bytes, digest: bytes, entry: Entry) -> bytes:
    """What opens a signature's entry: secret(32) ‖ digest(32) ‖ the entry but its commitment(38).

    Without kind, subject and hour nobody could rebuild the entry from the receipt alone.
    """
    if commitment(secret, digest) != entry.commitment:
        raise ValueError("this secret does not open this entry")
    return secret + digest + entry.to_bytes()[:38]
