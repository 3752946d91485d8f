"""The post office: takes due mails and hands them to files or to SMTP."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlparse

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from tocsin.kernel import files
from tocsin.kernel.home import home
from tocsin.kernel.mail import Mail, fingerprint, open_mail
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.work import LAST_ATTEMPT, LEASE, Loop, back_off, lease

BATCH = 50


class Refused(Exception):  # noqa: N818
    """The other side said no; `final` when asking again is no use."""

    def __init__(self, reason: str, *, final: bool) -> None:
        super().__init__(reason)
        self.final = final


class Transport(Protocol):
    """A way for mail to leave."""

    def send(self, name: str, to: str, mail: bytes) -> None:
        """Hands over one mail; raises Refused or OSError when it did not go."""

    def went(self, name: str) -> bool | None:
        """Whether a mail of this name went, after a crash; None where nobody can know."""

    def close(self) -> None:
        """Ends the connection, where there is one."""


class Folder:
    """Mail as files in `outbox/`: the default, until an SMTP server is set."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.eml"

    def send(self, name: str, to: str, mail: bytes) -> None:  # noqa: ARG002 - the mail names it
        """Writes the file whole or not at all."""
        try:
            files.write(self._path(name), mail)
        except Refusal as refusal:
            raise Refused(refusal.sentence, final=False) from refusal

    def went(self, name: str) -> bool:
        """A file is there whole or not at all, so it tells."""
        return self._path(name).exists()

    def close(self) -> None:
        """Nothing to end."""


class Smtp:
    """`smtp://user:password@host:587?starttls=yes`, or `smtps://…`; one connection a turn."""

    def __init__(self, url: str) -> None:
        self.parts = urlparse(url)
        self.starttls = parse_qs(self.parts.query).get("starttls", ["no"])[0] == "yes"
        self.connection: smtplib.SMTP | None = None

    def _connect(self) -> smtplib.SMTP:
        if self.connection is None:
            host, port = self.parts.hostname or "localhost", self.parts.port
            if self.parts.scheme == "smtps":
                context = ssl.create_default_context()
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    host, port or 465, timeout=30, context=context
                )
            else:
                server = smtplib.SMTP(host, port or 25, timeout=30)
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            self.connection = server
        return self.connection

    def connect(self) -> None:
        """Opens the connection ahead, so that a dead server leaves no mail in doubt."""
        try:
            self._connect()
        except smtplib.SMTPException as error:
            raise Refused(type(error).__name__, final=False) from error

    def send(self, name: str, to: str, mail: bytes) -> None:  # noqa: ARG002
        """One mail over the open connection."""
        options = ["SMTPUTF8"] if not to.isascii() else []
        try:
            self._connect().sendmail(settings.TOCSIN_MAIL_FROM, [to], mail, mail_options=options)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise Refused(f"SMTP {code}", final=code >= 500) from error
        except smtplib.SMTPResponseException as error:
            self.close()
            raise Refused(f"SMTP {error.smtp_code}", final=error.smtp_code >= 500) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Refused("SMTPUTF8", final=True) from error

    def went(self, name: str) -> None:  # noqa: ARG002
        """SMTP cannot be asked."""
        return

    def close(self) -> None:
        """Says goodbye; a connection that is gone already is no matter."""
        if self.connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.connection.quit()
            self.connection = None


def transport() -> Transport:
    """The way that is set."""
    url = settings.TOCSIN_SMTP_URL
    return Smtp(url) if url else Folder(home() / "outbox")


def recover(way: Transport) -> int:
    """Settles mails that a crash left in the middle; gives how many there were."""
    stale = Mail.objects.filter(state="sending", leased_until__lt=timezone.now())
    rows = list(stale)
    for row in rows:
        went = way.went(fingerprint(row.key))
        if went:
            _sent(row)
        elif went is False or row.repeatable:
            _again(row)
        else:
            stale.filter(pk=row.pk).update(state="uncertain", due_at=None)
    return len(rows)


def _sent(row: Mail) -> None:
    Mail.objects.filter(pk=row.pk).update(
        state="sent", payload=None, sent_at=timezone.now(), due_at=None, leased_until=None, error=""
    )


def _again(row: Mail, reason: str = "") -> None:
    Mail.objects.filter(pk=row.pk).update(
        state="waiting",
        attempts=row.attempts + 1,
        due_at=timezone.now() + back_off(row.attempts + 1) if reason else timezone.now(),
        leased_until=None,
        error=reason,
    )


def _give_up(row: Mail, reason: str) -> None:
    Mail.objects.filter(pk=row.pk).update(
        state="failed", attempts=F("attempts") + 1, due_at=None, leased_until=None, error=reason
    )


def _send(way: Transport, row: Mail) -> None:
    to, mail = open_mail(row)
    if isinstance(way, Smtp):
        way.connect()
    mine = Mail.objects.filter(pk=row.pk, state="waiting", leased_until=row.leased_until)
    if not mine.update(state="sending", leased_until=timezone.now() + LEASE):
        return  # the lease ran out and another worker has it now
    way.send(fingerprint(row.key), to, mail)
    _sent(row)


def deliver(way: Transport, rows: Iterable[Mail]) -> None:
    """Sends each row; a refusal waits or gives up, and does not stop the next."""
    for row in rows:
        try:
            _send(way, row)
        except Refused as refused:
            if refused.final or row.attempts + 1 >= LAST_ATTEMPT:
                _give_up(row, str(refused))
            else:
                _again(row, str(refused))
        except OSError as error:
            way.close()
            _broken(row, type(error).__name__)


def _broken(row: Mail, reason: str) -> None:
    """The line broke: before the mail was begun it may go again, after that nobody knows."""
    row.refresh_from_db()
    if row.state == "sending" and not row.repeatable:
        Mail.objects.filter(pk=row.pk).update(state="uncertain", due_at=None, error=reason)
    elif row.attempts + 1 >= LAST_ATTEMPT:
        _give_up(row, reason)
    else:
        _again(row, reason)


def turn() -> int:
    """One turn of the post: settle what a crash left, send what is due."""
    way = transport()
    try:
        settled = recover(way)
        rows = lease(Mail.objects.filter(state="waiting"), BATCH)
        deliver(way, rows)
    finally:
        way.close()
    return settled + len(rows)


LOOP = Loop("post", turn)
