"""An SMTP server as a way for mail: a few connections, each with one mail under way.

`smtp://user:password@host:587?starttls=yes&lines=8`, or `smtps://…`; `lines` is the most
connections at a time. They last for one turn of the post.
"""

from __future__ import annotations

import selectors
import smtplib
import ssl
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from urllib.parse import parse_qs, unquote, urlparse

from tocsin.kernel.mail.lines import PATIENCE, Line
from tocsin.kernel.mail.transports import Letter, Refused, Told, Unreachable, fitting

LINES = 8
TOO_MANY = 5  # connections lost, one after another, with nothing sent: the server is away
LINGER = 0.001  # seconds in which another answer may come
LOST = "the connection is lost again and again"


class Smtp:
    """Opens a connection for each 25 mails that wait, and says what became of each mail."""

    def __init__(self, url: str) -> None:
        self.parts = urlparse(url)
        query = parse_qs(self.parts.query)
        self.starttls = query.get("starttls", ["no"])[0] == "yes"
        self.most = _lines(query.get("lines", [""])[0])
        self.lines: list[Line] = []
        self.told: list[Told] = []
        self.again: list[Letter] = []  # their line was lost before they were out
        self.lost = 0
        self.selector = selectors.DefaultSelector()

    def room(self, waiting: int, ahead: bool = False) -> int:
        """What the connections take, after opening more where they are wanted."""
        try:
            if self.lost >= TOO_MANY:
                raise Unreachable(LOST)
            while len(self.lines) < fitting(waiting, self.most):
                self._open_line()
        except Unreachable as away:
            self.told += [(one, Refused(str(away))) for one in self.again]
            self.again = []
            raise
        return max(sum(line.room(ahead=ahead) for line in self.lines) - len(self.again), 0)

    def _open_line(self) -> None:
        try:
            line = Line(self._connect())
        except Unreachable:
            if not self.lines:
                raise
            self.most = len(self.lines)  # it wants no more of them
            return
        self.lines.append(line)
        self.selector.register(line.sock, selectors.EVENT_READ, line)

    def begin(self, letters: Sequence[Letter]) -> None:
        """One for each free connection, then one to follow for each that can take it."""
        waiting, self.again = deque([*self.again, *letters]), []
        for ahead in (False, True):
            for line in list(self.lines):
                if waiting and line.room(ahead=ahead):
                    self._act(line, partial(line.begin, waiting.popleft()))
        self.again += waiting

    def poll(self, together: bool = False) -> list[Told]:
        """Waits for answers, and for the silence that is too long."""
        while not self.told and (busy := self._busy()):
            self._hear(max(min(one.patience() for one in busy), 0) if not self.told else 0)
            for line in busy:
                if line.letter is not None and line in self.lines and line.patience() <= 0:
                    self._drop(line, TimeoutError())
        while together and self._busy() and self._hear(LINGER):
            pass
        told, self.told = self.told, []
        return told

    def _busy(self) -> list[Line]:
        """Lines with a mail under way; those that are waited for are sent now."""
        for line in [one for one in self.lines if one.is_ripe]:
            self._act(line, line.send)
        return [one for one in self.lines if one.letter]

    def _hear(self, wait: float) -> bool:
        """Takes what is said within so many seconds; gives whether anything was."""
        ready = self.selector.select(wait)
        for key, _events in ready:
            self._act(key.data, key.data.hear)
        return bool(ready)

    def _act(self, line: Line, act: Callable[[], None]) -> None:
        """Does something on a line, and notes what became of its letters."""
        error: OSError | None = None
        try:
            act()
        except OSError as broken:
            error = broken
        if line.answers:
            self.told += line.answers
            self.lost = self.lost if all(told for _one, told in line.answers) else 0
            line.answers = []
        if error is not None or line.is_closing:
            self._drop(line, error or ConnectionResetError())

    def _drop(self, line: Line, error: OSError) -> None:
        """A connection that is no use any more; before the mail was out, surely nothing went."""
        letter = line.letter
        if letter is not None and line.is_out:
            self.told.append((letter, error))
        elif letter is not None and line.carried:
            self.again.append(letter)
        elif letter is not None:
            self.told.append((letter, Refused(type(error).__name__)))
        if line.following is not None:
            self.again.append(line.following)
        self.lost += 1
        self._forget(line)

    def _forget(self, line: Line) -> None:
        self.selector.unregister(line.sock)
        line.sock.close()
        self.lines.remove(line)

    def went(self, name: str) -> None:  # noqa: ARG002
        """SMTP cannot be asked."""
        return

    def close(self) -> None:
        """Says goodbye; a connection that is gone already is no matter."""
        for line in list(self.lines):
            with suppress(OSError):
                line.quit()
            self._forget(line)
        self.selector.close()

    def _connect(self) -> smtplib.SMTP:
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
        return server

    def _open(self) -> smtplib.SMTP:
        host, port = self.parts.hostname or "localhost", self.parts.port
        if self.parts.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port or 465, timeout=PATIENCE, context=context)
        return smtplib.SMTP(host, port or 25, timeout=PATIENCE)


def _lines(word: str) -> int:
    """What the setting says, from 1 to 100."""
    return min(max(int(word), 1), 100) if word.isascii() and word.isdecimal() else LINES
