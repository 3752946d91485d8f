"""What binds a signature to the public log without saying whose it is.

`r` are 32 bytes that the server does not keep: on the web they are derived from the link, on
paper drawn at random; they lie in the sealed record and in the receipt. Without r nobody can try
whether a name fits a commitment; with it, and the record, anybody can.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping

from tocsin.kernel import links
from tocsin.kernel.tlog.entry import commitment

__all__ = ["commitment", "digest", "mark_of", "mark_of_link", "of_link", "of_paper"]

SIZE = 32
PURPOSE = "tocsin commitment 1"


def of_link(token: str) -> bytes:
    """The r of a link: HKDF-SHA256 over its letters, as they stand in the address."""
    return links.derived(token.encode(), PURPOSE)


def of_paper() -> bytes:
    """A fresh r, for a line of paper."""
    return secrets.token_bytes(SIZE)


def digest(record: Mapping[str, str]) -> bytes:
    """SHA-256 of the record without r: JSON with sorted keys, no spaces, UTF-8."""
    told = {name: value for name, value in record.items() if name != "r"}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def mark_of(r: bytes) -> bytes:
    """All that is kept of r, to find the signature again when its holder comes."""
    return hashlib.sha256(b"tocsin receipt 1\n" + r).digest()


def mark_of_link(token: str) -> bytes:
    """All that is kept of a link."""
    return mark_of(of_link(token))
