"""Mails that came back for good: only which mail it was is kept, and no address.

A mail is known by its return path (`return_paths`), where one is set, or by a random mark in
a header of ours that the report holds. Rooms look for their mails here and forget.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.message import Message

from django.db import models

from tocsin.kernel.mail import foreign, return_paths
from tocsin.kernel.mail.outbox import Mail, fingerprint
from tocsin.kernel.mail.reports import Verdict, is_report, verdict

HEADER = "X-Tocsin-Mark"
MARK = re.compile(rf"^{HEADER}:[ \t]*([0-9a-f]{{64}})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
# Where a server writes the recipient that its own tables have turned into another.
TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


class Bounced(models.Model):
    """A mail came back for good, the one with this mark or this key.

    `gone` where nobody is there; else it was refused.
    """

    mark = models.BinaryField(max_length=32, unique=True, null=True)
    key = models.CharField(max_length=120, unique=True, null=True)
    gone = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return self.key or bytes(self.mark or b"").hex()[:16]


def note(whole: Message, raw: bytes, envelope: str | None = None, to: str = "") -> bool:
    """Notes a mail about one of ours, and whatever came `to` the mailbox for these.

    False where it is neither, so that somebody else reads it; else nothing of it is to be kept.
    Raises Locked where it bears a return path that cannot be read now.
    """
    named = next(filter(None, map(return_paths.read, _addresses(whole, to))), None)
    mark = mark_in(whole) if is_report(whole, envelope) else None
    if named is None and mark is None:
        return return_paths.is_for_us(to)
    told = verdict(whole, raw, envelope)
    if told is not Verdict.NOTHING:
        known = {"key": _key(named)} if named else {"mark": mark}
        if any(known.values()):
            Bounced.objects.get_or_create(**known, defaults={"gone": told is Verdict.GONE})
    return True


def _addresses(whole: Message, to: str) -> list[str]:
    told = [str(value) for name in TO for value in whole.get_all(name, [])]
    return [to, *foreign.addresses(told)]


def _key(named: return_paths.Named) -> str | None:
    """The key of that mail; None where it is forgotten, or its number is another's by now."""
    row = Mail.objects.filter(pk=named.number).only("key").first()
    is_same = row is not None and fingerprint(row.key).startswith(named.piece)
    return row.key if row is not None and is_same else None


def came_back(*beginnings: str, limit: int) -> list[Bounced]:
    """The oldest notes on mails whose key begins so."""
    chosen = models.Q(pk=None)
    for one in beginnings:
        chosen |= models.Q(key__startswith=one)
    return list(Bounced.objects.filter(chosen).order_by("pk")[:limit])


def forget(notes: Iterable[Bounced]) -> int:
    """Deletes notes that were looked at; how many."""
    return Bounced.objects.filter(pk__in=[one.pk for one in notes]).delete()[0]


def mark_in(whole: Message) -> bytes | None:
    """Our mark in a report; None where it is about no mail of ours that bears one."""
    found = MARK.search("\n".join(_texts(whole)))
    return bytes.fromhex(found.group(1)) if found else None


def _texts(whole: Message) -> Iterator[str]:
    """Heads and texts of a report's parts, and of the mail that lies within it."""
    for part in whole.walk():
        yield "\n".join(f"{name}: {value}" for name, value in part.items())
        if not part.is_multipart():
            body = part.get_payload(decode=True)
            yield body.decode("utf-8", "replace") if isinstance(body, bytes) else ""
