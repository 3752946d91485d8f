"""The token that comes with a form: which appeal it is of, and when the page was made.

The page is kept by caches and is the same for everybody, so the token is too. It tells a program
that fetched the page lately from one that did not, and one that answers within three seconds; it
does not make one form one signature.
"""

from __future__ import annotations

import re

from django.utils import timezone

from tocsin.kernel.crypto.home import vault
from tocsin.kernel.refusal import Refusal

FIELD = "since"
EARLIEST, LATEST = 3, 12 * 3600  # seconds: nobody fills a form so fast, or reads for so long
AHEAD = -60  # clocks of two machines may differ by so much
SHAPE = re.compile(r"([0-9a-f]{8,10})-[0-9a-f]{20}")
IN_PAGE = re.compile(rb'(name="since" value=")[0-9a-f-]*"')


def make(document_id: str) -> str:
    """For a form of that appeal, made now; empty while the server is locked, or has no room."""
    return _of(document_id, int(timezone.now().timestamp()))


def _of(document_id: str, second: int) -> str:
    """Empty where there is no key: a page is shown, and signed with, without a token too."""
    try:
        mark = vault().tag("forms", f"{document_id} {second}")
    except (Refusal, OSError):
        return ""
    return f"{second:x}-{mark.hex()[:20]}"


def wrong(document_id: str, token: str) -> str:
    """What is wrong with it: "token" (none of ours), "early" or "late"; empty when nothing is."""
    found = SHAPE.fullmatch(token)
    if found is None:
        return "token"
    second = int(found[1], 16)
    if _of(document_id, second) != token:
        return "token"
    age = timezone.now().timestamp() - second
    if age < EARLIEST:
        return "early" if age >= AHEAD else "token"
    return "late" if age > LATEST else ""


def kept(document_id: str, token: str) -> str:
    """For a form that is shown again: the token that was sent, if it is still of use, or one."""
    return token if wrong(document_id, token) in ("", "early") else make(document_id)


def without(page: bytes) -> bytes:
    """A page as it is for everybody at any time, to compare."""
    return IN_PAGE.sub(rb'\1"', page)
