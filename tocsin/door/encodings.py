"""A page made small, and who takes it so (RFC 9110 §12.5.3).

Who can have a page's length measured while it names what stands on it could guess a secret there
(BREACH). There is none: a kept page is the same for everybody who asks in that second, nobody's
cookie or question goes into it, and the form's token tells a time and no person. What is one
person's own (answers to forms, the desk) is never made small, here or by a proxy.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

import brotli

PLAIN = b""
# The first of these where a reader takes both as gladly.
SMALL = (b"br", b"gzip")
QUALITY = 5  # of 11: a page is made small every second, and the rest would take forty times as long


def shortened(body: bytes, encoding: bytes) -> bytes:
    """The body in one of SMALL."""
    if encoding == b"br":
        return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=QUALITY))
    return gzip.compress(body, 6, mtime=0)


@lru_cache(maxsize=512)
def best(accepted: bytes) -> bytes:
    """The encoding that suits `Accept-Encoding` best; PLAIN where the reader takes no other."""
    told = _weights(accepted)
    any_other = told.get(b"*", 0.0)
    weights = {one: told.get(one, any_other) for one in SMALL}
    found = max(SMALL, key=lambda one: weights[one])
    takes = weights[found] > 0 and weights[found] >= told.get(b"identity", 0.0)
    return found if takes else PLAIN


def _weights(accepted: bytes) -> dict[bytes, float]:
    told: dict[bytes, float] = {}
    for one in accepted.lower().split(b","):
        name, _semicolon, more = one.partition(b";")
        name = name.strip().removeprefix(b"x-")  # x-gzip is gzip (RFC 9110 §8.4.1.3)
        told[name] = max(_weight(more), told.get(name, 0.0))
    return told


def _weight(more: bytes) -> float:
    """`q=0.5`; 1 where nothing is said, 0 where it is nonsense."""
    name, _equals, value = more.partition(b"=")
    if not more.strip():
        return 1.0
    digits = value.strip().replace(b".", b"", 1)
    fits = name.strip() == b"q" and digits.isdigit() and len(digits) <= 4
    return min(float(value), 1.0) if fits else 0.0
