"""What binds a signature to the public log without saying whose it is.

`r` are 32 bytes that the server does not keep: on the web they are derived from the link, on
paper drawn at random; they lie in the sealed record and in the receipt. Without r nobody can try
whether a name fits a commitment; with it, and the record, anybody can.

A link begins with letters that tell the hour in which it was made, as its row does, and so do r
and its mark: marks of an hour lie beside each other, however many there are of other days. Links
that were made before they did so have fewer letters, and go on working.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from tocsin.kernel.crypto import links
from tocsin.kernel.tlog.entry import commitment

__all__ = [
    "commitment",
    "digest",
    "mark_of",
    "mark_of_link",
    "marks_of",
    "new_link",
    "of_link",
    "of_paper",
    "opened",
    "spot",
]

SIZE = 32
PURPOSE = "tocsin commitment 1"
HOUR, CHANCE = 3, 30  # bytes of a link
SPOT = 4  # letters that tell the hour
DAY = 24  # hours; what opens bundles without a server comes by here, so nothing asks for a model
LETTERS = (HOUR + CHANCE) // 3 * 4


def new_link(*, slow: bool = False) -> str:
    """The letters of a link for an address: its spot, then 240 bits of chance."""
    return spot(timezone.now(), slow=slow) + secrets.token_urlsafe(CHANCE)


def spot(moment: datetime, *, slow: bool = False) -> str:
    """The letters with which links of an hour begin: its number since 1970.

    Of slow ones, as entries of the log can be, it is the first hour of the day.
    """
    hour = int(moment.timestamp()) // 3600
    told = hour - hour % DAY if slow else hour
    return base64.urlsafe_b64encode(told.to_bytes(HOUR, "big")).decode()


def of_link(token: str) -> bytes:
    """The r of a link: its hour, then HKDF-SHA256 over its letters as they stand in the address."""
    derived = links.derived(token.encode(), PURPOSE)
    return _beside(token.encode(), derived) if _tells_hour(token) else derived


def of_paper() -> bytes:
    """A fresh r, for a line of paper."""
    return secrets.token_bytes(SIZE)


def digest(record: Mapping[str, str]) -> bytes:
    """SHA-256 of the record without r: JSON with sorted keys, no spaces, UTF-8."""
    told = {name: value for name, value in record.items() if name != "r"}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def mark_of(r: bytes) -> bytes:
    """All that is kept of the r of a link, to find the signature again when its holder comes."""
    return _beside(r, hashlib.sha256(b"tocsin receipt 2\n" + r).digest())


def marks_of(r: bytes) -> tuple[bytes, bytes]:
    """Its mark, and the one that it has if its link is older than links that tell their hour."""
    return mark_of(r), _older(r)


def opened(token: str) -> tuple[bytes, bytes]:
    """The r of a link, and the mark by which its signature is found."""
    r = of_link(token)
    return r, mark_of(r) if _tells_hour(token) else _older(r)


def mark_of_link(token: str) -> bytes:
    """All that is kept of a link."""
    return opened(token)[1]


def _older(r: bytes) -> bytes:
    return hashlib.sha256(b"tocsin receipt 1\n" + r).digest()


def _tells_hour(token: str) -> bool:
    return len(token) == LETTERS


def _beside(first: bytes, rest: bytes) -> bytes:
    """As long as `rest`, in the place of `first`."""
    return first[:SPOT] + rest[:-SPOT]
