"""Outgoing mail: one sealed row each, sent by the worker, blanked once it has gone.

A row is safe to *repeat* after a crash (a confirmation) or it is not (a mailing): then what
was begun and not finished becomes `uncertain`, for a person to decide (RFC 1047, RFC 5321 §6.1).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.home import vault
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.states import declare
from tocsin.kernel.work import Leased

MAIL = declare(
    "mail",
    {
        "waiting": ("sending", "failed"),
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


class Mail(Leased):
    """One mail to one person. `key` makes it one: the same key twice is the same mail.

    `about` names the thing that it is about, so that all mails about one thing can be held back;
    `lane` is the slow lane that it was put into, if any (kernel.lanes).
    """

    key = models.CharField(max_length=120, unique=True)
    batch = models.CharField(max_length=60, db_index=True)
    about = models.CharField(max_length=60, blank=True, db_index=True)
    repeatable = models.BooleanField(default=False)
    lane = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=MAIL.choices, default=MAIL.first)
    payload = models.BinaryField(null=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "kernel"
        indexes = [
            models.Index(fields=["batch", "state"]),
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["lane"], condition=models.Q(lane__isnull=False), name="in_a_lane"),
        ]

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True)
class Message:
    """What is to be said to whom; `key` is the mail's identity, `html` may be empty.

    `files` are texts that go along, by their names.
    """

    key: str
    batch: str
    to: str
    subject: str
    text: str
    html: str = ""
    language: str = "en"
    repeatable: bool = False
    about: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


def clean_address(address: str) -> str:
    """The address if mail can be sent to it; else a Refusal (control characters, no domain)."""
    address = address.strip()
    name, found = parseaddr(address)
    local, _at, domain = found.rpartition("@")
    bad = name or found != address or len(address) > 254 or not local or "." not in domain
    if bad or any(ord(character) < 33 or character in '"<>,;:\\()' for character in address):
        raise Refusal(_("Write an e-mail address like name@example.org."), "email")
    return address


# Links in headers stand on one line (a folded one would come out encoded), text goes as 7 bits.
WIRE = SMTP.clone(max_line_length=900, cte_type="7bit")


def compose(message: Message) -> bytes:
    """The message as bytes for SMTP; its Message-ID is the same at each attempt."""
    mail = EmailMessage(policy=WIRE.clone(utf8=not message.to.isascii()))
    mail["From"] = Address(settings.TOCSIN_ORGANISATION, addr_spec=settings.TOCSIN_MAIL_FROM)
    local, _at, host = message.to.rpartition("@")
    mail["To"] = Address(username=local, domain=host)
    mail["Subject"] = " ".join(message.subject.split())
    mail["Date"] = format_datetime(timezone.now())
    domain = settings.TOCSIN_MAIL_FROM.rpartition("@")[2]
    mail["Message-ID"] = f"<{fingerprint(message.key)}@{domain}>"
    for name, value in message.headers.items():
        mail[name] = value
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    for name, text in message.files.items():
        # As bytes, so that no program on the way changes a line end of what is signed.
        data = text.encode()
        mail.add_attachment(data, "application", "octet-stream", filename=name)
    mail["Content-Language"] = message.language  # last: set_content drops it
    return bytes(mail)


def fingerprint(key: str) -> str:
    """A mail's name for files and Message-ID: tells nothing, but is the same each time."""
    return vault().tag("mail-names", key).hex()[:32]


def _sealed(message: Message) -> bytes:
    letter = {"to": message.to, "mail": compose(message).decode("utf-8", "surrogateescape")}
    plain = json.dumps(letter).encode()
    return vault().encrypt("transit", plain, message.key.encode())


def queue(messages: Iterable[Message]) -> int:
    """Puts mails in the queue, gives how many are new; a key that is there is left alone."""
    from tocsin.kernel import lanes  # which knows of mails

    messages = list(messages)
    rows = [
        Mail(
            key=m.key,
            batch=m.batch,
            about=m.about,
            repeatable=m.repeatable,
            payload=_sealed(m),
        )
        for m in messages
    ]
    lanes.slow(rows, [m.to for m in messages])
    known = set(
        Mail.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True)
    )
    Mail.objects.bulk_create(rows, ignore_conflicts=True)
    return len({row.key for row in rows} - known)


def open_mail(row: Mail) -> tuple[str, bytes]:
    """Address and bytes of a mail that has not gone yet."""
    plain = vault().decrypt("transit", bytes(row.payload or b""), row.key.encode())
    letter = json.loads(plain)
    return letter["to"], letter["mail"].encode("utf-8", "surrogateescape")


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
        _turn(row, "uncertain", "sent", sentence, payload=None, sent_at=timezone.now(), error="")
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
    if not held.update(state=after, leased_until=None, **values):
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
