"""Outgoing mail: one sealed row each, sent by the worker, blanked once it has gone.

A row is safe to *repeat* after a crash (a confirmation) or it is not (a mailing): then what
was begun and not finished becomes `uncertain`, for a person to decide (RFC 1047, RFC 5321 §6.1).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.db import models
from django.db.models.functions import TruncHour
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel import coarse
from tocsin.kernel.crypto import fitting
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.mail import lanes, stencils
from tocsin.kernel.mail.composing import (
    AT_ONCE,
    MANY,
    SINGLE,
    Filled,
    Message,
    compose,
    fingerprint,
    fingerprints,
    message_id_of,
    prepare,
)
from tocsin.kernel.mail.prepared import ENCODED, PLAIN, Prepared
from tocsin.kernel.mail.stencils import Stencil
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.states import declare
from tocsin.kernel.storage import rows
from tocsin.kernel.work import Leased

__all__ = [
    "AT_ONCE",
    "MANY",
    "SINGLE",
    "Filled",
    "Mail",
    "Message",
    "Prepared",
    "Sealed",
    "clean_address",
    "compose",
    "decide",
    "enqueue",
    "fingerprint",
    "open_mail",
    "opener",
    "prepare",
    "progress",
    "queue",
    "seal",
    "try_again",
    "withdraw",
]

MAIL = declare(
    "mail",
    {
        "waiting": ("sending", "failed", "uncertain"),
        "sending": ("sent", "waiting", "failed", "uncertain"),
        "uncertain": ("waiting", "sent"),
        "failed": ("waiting",),
        "sent": (),
    },
    {
        "waiting": gettext_lazy("waiting"),
        "sending": gettext_lazy("being sent"),
        "uncertain": gettext_lazy("uncertain"),
        "failed": gettext_lazy("given up"),
        "sent": gettext_lazy("sent"),
    },
)


LONGEST = 254  # characters of an address (RFC 5321 §4.5.3.1.3, without its brackets)
# What a mail that went leaves behind: that it went, and in which hour. Its bytes, which tell when
# it was made, are not needed again.
GONE: dict[str, Any] = {
    "state": "sent",
    "payload": None,
    "stencil": None,
    "error": "",
    "created_at": TruncHour("created_at"),
}


class Mail(Leased):
    """One mail to one person. `key` makes it one: the same key twice is the same mail.

    `about` names the thing that it is about, so that all mails about one thing can be held back;
    `lane` is the slow lane that it was put into, if any (lanes).
    `payload` is the whole mail, or with a `stencil` only the address and what is filled in.
    """

    # Each index costs a write for each change of a row; `unique` and `db_index` make two for texts.
    key = models.CharField(max_length=120)
    batch = models.CharField(max_length=60)
    about = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField(null=True, default=timezone.now)
    repeatable = models.BooleanField(default=False)
    lane = models.BigIntegerField(null=True)
    rank = models.PositiveSmallIntegerField(default=SINGLE)
    stencil = models.ForeignKey(Stencil, models.PROTECT, null=True, db_index=False)
    state = models.CharField(max_length=10, choices=MAIL.choices, default=MAIL.first)
    payload = models.BinaryField(null=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "kernel"
        constraints = [models.UniqueConstraint(fields=["key"], name="one_mail_of_a_key")]
        indexes = [
            models.Index(fields=["about"], name="mail_about"),
            models.Index(fields=["batch", "state"]),
            models.Index(fields=["state", "rank", "due_at"]),
            models.Index(fields=["lane"], condition=models.Q(lane__isnull=False), name="in_a_lane"),
            models.Index(
                fields=["stencil"], condition=models.Q(stencil__isnull=False), name="mail_stencil"
            ),
        ]

    def __str__(self) -> str:
        return self.key


fitting.declare(Mail, "transit")


OTHERWISE = re.compile(r'[\x00-\x20"<>,;:\\()\[\]]')  # brackets name a machine, not a mailbox
JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))  # in names of domains of some scripts


def _is_plain(address: str) -> bool:
    """Whether all of it is seen, but the two joiners, and no header reads anything else in it."""
    return (
        ENCODED not in address
        and not OTHERWISE.search(address)
        and address.translate(JOINERS).isprintable()
    )


def clean_address(address: str) -> str:
    """The address if mail can be sent to it; else a Refusal (control characters, no domain)."""
    address = address.strip()
    if PLAIN.fullmatch(address) and len(address) <= LONGEST and ENCODED not in address:
        return address
    bad = len(address) > LONGEST or not _is_plain(address)
    name, found = ("", "") if bad else parseaddr(address)  # it is lost among many brackets
    local, _at, domain = found.rpartition("@")
    if bad or name or found != address or not local or "." not in domain:
        raise Refusal(_("Write an e-mail address like name@example.org."), "email")
    return address


@dataclass(frozen=True)
class Sealed:
    """A mail ready for the queue; made without the database, by any thread."""

    row: Mail
    to: str
    stencil: str = ""
    prepared: Prepared | None = None


def seal(message: Message | Filled) -> Sealed:
    """Encrypts a mail: all of it, or its address and words where it was prepared.

    Raises Locked, ValueError for what may not stand in a mail.
    """
    row = rows.new(
        Mail,
        key=message.key,
        batch=message.batch,
        about=message.about,
        repeatable=message.repeatable,
        rank=message.rank,
    )
    if isinstance(message, Message):
        told = {"to": message.to, "mail": compose(message).decode("utf-8", "surrogateescape")}
        row.payload = _encrypted(told, message.key)
        return Sealed(row, message.to)
    made = message.prepared
    made.check(message.to, message.words)
    row.payload = _encrypted({"to": message.to, "words": message.words}, message.key)
    row.stencil_id = stencils.name(made)
    return Sealed(row, message.to, row.stencil_id, made)


def _encrypted(told: dict[str, Any], key: str) -> bytes:
    plain = json.dumps(told, separators=(",", ":")).encode()
    return vault().encrypt("transit", plain, key.encode())


def enqueue(sealed: Iterable[Sealed]) -> None:
    """Puts mails in the queue; a key that is there is left alone."""
    mails = list(sealed)
    lanes.slow([one.row for one in mails], [one.to for one in mails])
    stencils.keep({one.stencil: one.prepared for one in mails if one.prepared})
    rows.insert([one.row for one in mails], unless_there=True)


def queue(messages: Iterable[Message | Filled]) -> int:
    """Puts mails in the queue, gives how many are new; a key that is there is left alone."""
    mails = [seal(one) for one in messages]
    keys = {one.row.key for one in mails}
    known = set(Mail.objects.filter(key__in=keys).values_list("key", flat=True))
    enqueue(mails)
    return len(keys - known)


def open_mail(row: Mail) -> tuple[str, bytes]:
    """Address and bytes of a mail that has not gone yet; the same bytes each time."""
    to, _name, mail = opener()(row)
    return to, mail


def opener() -> Callable[[Mail], tuple[str, str, bytes]]:
    """Opens a few hundred at once: whom it goes to, its fingerprint, its bytes. Raises Locked.

    What it gives raises Refusal for a mail that does not open.
    """
    decrypt, named = vault().opener("transit"), fingerprints()

    def opened(row: Mail) -> tuple[str, str, bytes]:
        told = json.loads(decrypt(bytes(row.payload or b""), row.key.encode()))
        name = named(row.key)
        if row.stencil_id is None:
            return told["to"], name, told["mail"].encode("utf-8", "surrogateescape")
        made = stencils.opened(row.stencil_id)
        number = message_id_of(name)
        return told["to"], name, made.fill(told["to"], number, row.created_at, told["words"])

    return opened


def progress(batch: str) -> dict[str, int]:
    """How many mails of a batch are in each state."""
    counts = (
        Mail.objects.filter(batch=batch).order_by().values("state").annotate(n=models.Count("pk"))
    )
    return dict.fromkeys(MAIL.moves, 0) | {row["state"]: row["n"] for row in counts}


def decide(row: Mail, *, went: bool) -> None:
    """A person's word on an uncertain mail: it went, or it is to be sent again."""
    sentence = _("This mail is no longer uncertain; nothing was changed.")
    if went:
        _turn(row, "uncertain", "sent", sentence, sent_at=coarse.this_hour(), **GONE)
    else:
        _turn(row, "uncertain", "waiting", sentence, due_at=timezone.now(), attempts=0)


def try_again(row: Mail) -> None:
    """A person's word on a mail that was given up: back to the queue, as if it were new."""
    sentence = _("This mail is no longer given up; nothing was changed.")
    _turn(row, "failed", "waiting", sentence, due_at=timezone.now(), attempts=0)


def _turn(row: Mail, before: str, after: str, sentence: str, **values: Any) -> None:
    """The move, if the row still stands where the person saw it; else a Refusal."""
    MAIL.check(before, after, sentence)
    held = Mail.objects.filter(pk=row.pk, state=before)
    if not held.update(**({"state": after, "leased_until": None} | values)):
        raise Refusal(sentence)
    row.refresh_from_db()


def withdraw(keys: Iterable[str]) -> int:
    """Destroys mails that have not gone, address and all; gives how many there were."""
    gone, _kinds = (
        Mail.objects.filter(key__in=list(keys)).exclude(state__in=["sending", "sent"]).delete()
    )
    return gone


def digest(data: bytes) -> str:
    """SHA-256 in hex, as shown beside files."""
    return hashlib.sha256(data).hexdigest()
