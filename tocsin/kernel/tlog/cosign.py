"""Cosignatures (c2sp.org/tlog-cosignature): a witness saw this tree, and none that contradicts."""

from __future__ import annotations

from tocsin.kernel.tlog.note import COSIGNER, Signer, line
from tocsin.kernel.tlog.verify import MOST_SIZE, key_id


def cosign(text: str, signer: Signer, seconds: int) -> str:
    """The line that cosigns a checkpoint's text at that time (seconds since 1970)."""
    if not 0 < seconds < MOST_SIZE:
        raise ValueError("a cosignature has a time after 1970")
    message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
    signature = seconds.to_bytes(8, "big") + signer.raw(message)
    return line(signer.name, key_id(signer.name, COSIGNER, signer.public), signature)
