"""Ways for mail to leave: files in `outbox/`, or an SMTP server.

A mail leaves in two steps. What goes wrong in `begin` is certain: nothing went. Only a line that
breaks in `finish`, between the end of the mail and the answer, leaves it in doubt.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlparse

from django.conf import settings

from tocsin.kernel import files
from tocsin.kernel.home import home
from tocsin.kernel.refusal import Refusal

PATIENCE = 30  # seconds that a server may be silent


class Refused(Exception):  # noqa: N818
    """It did not go; `final` when asking again is no use."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


class Unreachable(Refused):
    """There is nobody to hand any mail to at the moment."""


class Transport(Protocol):
    """A way for mail to leave."""

    def begin(self, to: str) -> None:
        """All that comes before the mail itself; raises Refused: surely nothing went."""

    def finish(self, name: str, mail: bytes) -> None:
        """Hands it over. Raises Refused where it surely did not go, OSError where nobody knows."""

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

    def begin(self, to: str) -> None:  # noqa: ARG002 - the mail names it
        """The folder must be there."""
        if not self.folder.is_dir():
            raise Unreachable("the folder outbox is missing")

    def finish(self, name: str, mail: bytes) -> None:
        """Writes the file whole or not at all."""
        try:
            files.write(self._path(name), mail)
        except Refusal as refusal:
            raise Refused(refusal.sentence) from refusal

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

    def _open(self) -> smtplib.SMTP:
        host, port = self.parts.hostname or "localhost", self.parts.port
        if self.parts.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port or 465, timeout=PATIENCE, context=context)
        return smtplib.SMTP(host, port or 25, timeout=PATIENCE)

    def _connect(self) -> smtplib.SMTP:
        if self.connection is not None:
            return self.connection
        server = None
        try:
            server = self._open()
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            server.ehlo_or_helo_if_needed()
        except OSError as error:  # smtplib's own errors are OSErrors too
            if server is not None:
                server.close()
            code = getattr(error, "smtp_code", "")
            raise Unreachable(f"{type(error).__name__} {code}".strip()) from error
        self.connection = server
        return server

    def begin(self, to: str) -> None:
        """MAIL FROM and RCPT TO. A line that broke since the last mail is opened once more."""
        had_one = self.connection is not None
        try:
            self._envelope(to)
        except Refused:
            raise
        except OSError as error:
            self.drop()
            if not had_one:
                raise Unreachable(type(error).__name__) from error
            self.begin(to)

    def _envelope(self, to: str) -> None:
        server = self._connect()
        with self._answers():
            code, _text = server.mail(
                settings.TOCSIN_MAIL_FROM, [] if to.isascii() else ["SMTPUTF8"]
            )
            self._check(code, 250)
            code, _text = server.rcpt(to)
            self._check(code, 250, 251)

    def finish(self, name: str, mail: bytes) -> None:  # noqa: ARG002
        """DATA: once the mail is out, only the server's answer tells."""
        server = self._connect()
        with self._answers():
            code, _text = server.data(mail)
            self._check(code, 250)

    @contextmanager
    def _answers(self) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPResponseException as error:
            self._check(error.smtp_code)
        except smtplib.SMTPNotSupportedError as error:
            raise Refused("SMTPUTF8", final=True) from error

    def _check(self, code: int, *good: int) -> None:
        """Anything but a good code is a no; 421 also ends the connection (RFC 5321 §3.8)."""
        if code in good:
            return
        if code == 421 or code < 400:
            self.drop()
        elif self.connection is not None:
            with suppress(OSError):
                self.connection.rset()
        raise Refused(f"SMTP {code}", final=code >= 500)

    def went(self, name: str) -> None:  # noqa: ARG002
        """SMTP cannot be asked."""
        return

    def drop(self) -> None:
        """Forgets a connection that is no use any more."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def close(self) -> None:
        """Says goodbye; a connection that is gone already is no matter."""
        if self.connection is not None:
            with suppress(OSError):
                self.connection.quit()
        self.drop()


def transport() -> Transport:
    """The way that is set."""
    url = settings.TOCSIN_SMTP_URL
    return Smtp(url) if url else Folder(home() / "outbox")
