"""Mails that came back for good: only the mark that we gave them is kept, and no address.

A mail that may be forgotten when it bounces carries a random mark in a header of ours. A report on
it (RFC 3464) holds the head of what came back; rooms look for their marks here and forget.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message

from django.db import models

HEADER = "X-Tocsin-Mark"
MARK = re.compile(rf"^{HEADER}:[ \t]*([0-9a-f]{{64}})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
# Only what failed for good: “delayed”, “relayed”, “expanded” and “delivered” are other reports.
FAILED = re.compile(r"^Action:[ \t]*failed\b", re.IGNORECASE | re.MULTILINE)
LATER = re.compile(r"^Status:[ \t]*4\.", re.IGNORECASE | re.MULTILINE)


class Bounced(models.Model):
    """A mail with this mark came back for good."""

    mark = models.BinaryField(max_length=32, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return bytes(self.mark).hex()[:16]


def mark_in(whole: Message) -> bytes | None:
    """Our mark in a report; None where it is about no mail of ours that bears one."""
    found = MARK.search("\n".join(_texts(whole)))
    return bytes.fromhex(found.group(1)) if found else None


def note(whole: Message) -> bool:
    """Notes a report on a mail of ours; False where it is none, so that somebody else reads it."""
    mark = mark_in(whole)
    if mark is None:
        return False
    if is_final(whole):
        Bounced.objects.get_or_create(mark=mark)
    return True


def is_final(whole: Message) -> bool:
    """Whether the report says that the mail will never arrive."""
    said = "\n".join(_texts(whole))
    return bool(FAILED.search(said)) and not LATER.search(said)


def _texts(whole: Message) -> Iterator[str]:
    """Heads and texts of a report's parts, and of the mail that lies within it."""
    for part in whole.walk():
        yield "\n".join(f"{name}: {value}" for name, value in part.items())
        if not part.is_multipart():
            body = part.get_payload(decode=True)
            yield body.decode("utf-8", "replace") if isinstance(body, bytes) else ""
