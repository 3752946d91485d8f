"""One connection to an SMTP server: one mail at a time, never waiting for an answer.

Where the server offers PIPELINING, MAIL, RCPT and DATA go in one write (RFC 2920 §3.1); else each
waits for the answer to the one before. Only between the end of the mail and the answer to it is
there a doubt whether it went.
"""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from collections import deque
from typing import TYPE_CHECKING, cast

from django.conf import settings

from tocsin.kernel.transports import Letter, Refused, Told

if TYPE_CHECKING:
    import socket

PATIENCE = 30  # seconds that a server may be silent
GOOD = {"MAIL": {250}, "RCPT": {250, 251}, "DATA": {354}, "RSET": {250}, ".": {250}}
CLOSING = 421
REPLY = re.compile(rb"(?:\d{3}-[^\n]*\n)*(\d{3})(?:[ \r][^\n]*)?\n")
ADDRESS = re.compile(r"[^\s<>\x00-\x20\x7f]+@[^\s<>\x00-\x20\x7f]+")
LONGEST_REPLY = 64 * 1024


class Line:
    """`answer` is there as soon as it is known what became of the letter."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self.sock = cast("socket.socket", server.sock)  # there is one while it is open
        self.pipelining = server.has_extn("pipelining")
        self.utf8 = server.has_extn("smtputf8")
        self.letter: Letter | None = None
        self.answer: Told | None = None
        self.is_out = False
        self.carried = 0  # mails that it took
        self._refused: Refused | None = None
        self._used = False  # a transaction lies there that a RSET must end
        self._todo: deque[tuple[str, bytes]] = deque()
        self._awaited: deque[str] = deque()
        self._heard = b""
        self._since = 0.0

    def begin(self, letter: Letter) -> None:
        """Says for whom it is. Raises OSError when the line is broken."""
        self.letter, self.answer, self._refused, self.is_out = letter, None, None, False
        sender, to = settings.TOCSIN_MAIL_FROM, letter.to
        if not ADDRESS.fullmatch(to):
            self._answered(Refused("no address", final=True))
            return
        if not to.isascii() and not self.utf8:
            self._answered(Refused("SMTPUTF8", final=True))
            return
        option = "" if to.isascii() else " SMTPUTF8"
        self._todo = deque([("RSET", b"RSET\r\n")] if self._used else [])
        self._used = True
        self._todo += [
            ("MAIL", f"MAIL FROM:<{sender}>{option}\r\n".encode()),
            ("RCPT", f"RCPT TO:<{to}>\r\n".encode()),
            ("DATA", b"DATA\r\n"),
        ]
        self._say()

    def _say(self) -> None:
        """The next command, or all of them at once."""
        said = list(self._todo) if self.pipelining else [self._todo.popleft()]
        if self.pipelining:
            self._todo.clear()
        self._awaited += [name for name, _command in said]
        self._send(b"".join(command for _name, command in said))

    def _send(self, data: bytes) -> None:
        self._since = time.monotonic()
        self.sock.sendall(data)

    def patience(self) -> float:
        """Seconds that the server may still be silent."""
        return self._since + PATIENCE - time.monotonic()

    def hear(self) -> None:
        """Takes what the server says. Raises OSError when the line is broken."""
        data = self.sock.recv(65536)
        while isinstance(self.sock, ssl.SSLSocket) and self.sock.pending():
            data += self.sock.recv(65536)
        if not data:
            raise ConnectionResetError
        self._since = time.monotonic()
        self._heard += data
        while found := REPLY.match(self._heard):
            self._heard = self._heard[found.end() :]
            self._on(int(found[1]))
        if b"\n" in self._heard[-1:] or len(self._heard) > LONGEST_REPLY:
            _check_open(self._heard)

    def _on(self, code: int) -> None:
        """The answer to the command that waits longest for one."""
        if not self._awaited:
            raise ConnectionAbortedError  # it speaks without being asked: 421, and then no more
        name = self._awaited.popleft()
        good = code in GOOD[name]
        if not good and self._refused is None:
            self._refused = Refused(f"SMTP {code}", final=code >= 500, code=code)
        if code == CLOSING or (name == "RSET" and not good):
            self._answered(Refused(f"SMTP {code}", code=CLOSING))
        elif name == "DATA" and good:
            self._data()
        elif name == ".":
            self._used = False
            self.carried += self._refused is None
            self._answered(self._refused)
        elif not self._awaited and self._refused is not None:
            self._answered(self._refused)
        elif not self._awaited and self._todo:
            self._say()

    def _data(self) -> None:
        """The mail itself; an empty one where the recipient was refused (RFC 2920 §3.1)."""
        self._awaited.append(".")
        if self._refused is not None or self.letter is None:
            self._send(b".\r\n")
            return
        mail = (
            self.letter.mail if self.letter.mail.endswith(b"\r\n") else self.letter.mail + b"\r\n"
        )
        mail = mail.replace(b"\r\n.", b"\r\n..")
        self.is_out = True
        self._send((b"." if mail.startswith(b".") else b"") + mail + b".\r\n")

    def _answered(self, told: Refused | None) -> None:
        self.answer = (cast("Letter", self.letter), told)
        self._todo.clear()

    def done(self) -> Told:
        """What became of the letter; the line is free for another."""
        told = cast("Told", self.answer)
        self.letter = self.answer = None
        return told

    def quit(self) -> None:
        """Says goodbye and does not wait."""
        self.sock.sendall(b"QUIT\r\n")


def _check_open(heard: bytes) -> None:
    """What has been heard so far must be the beginning of a reply."""
    whole = all(re.match(rb"\d{3}-", line) for line in heard.splitlines())
    if not whole or len(heard) > LONGEST_REPLY:
        raise ConnectionAbortedError  # this is no SMTP
