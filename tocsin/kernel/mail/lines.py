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

from tocsin.kernel.mail.transports import Letter, Refused, Told

if TYPE_CHECKING:
    import socket

PATIENCE = 30  # seconds that a server may be silent
GOOD = {"MAIL": {250}, "RCPT": {250, 251}, "DATA": {354}, "RSET": {250}, ".": {250}}
CLOSING = 421
REPLY = re.compile(rb"(?:\d{3}-[^\n]*\n)*(\d{3})(?:[ \r][^\n]*)?\n")
ADDRESS = re.compile(r"[^\s<>\x00-\x20\x7f]+@[^\s<>\x00-\x20\x7f]+")
LONGEST_REPLY = 64 * 1024


class Line:
    """`answers` has what became of each letter, as soon as it is known.

    One letter is under way, and one more may follow right behind it, so that the server never
    waits for us; no word of that one's mail is out before the answer to the first.
    """

    def __init__(self, server: smtplib.SMTP) -> None:
        self.sock = cast("socket.socket", server.sock)  # there is one while it is open
        self.pipelining = server.has_extn("pipelining")
        self.utf8 = server.has_extn("smtputf8")
        self.letter: Letter | None = None
        self.following: Letter | None = None
        self.answers: list[Told] = []
        self.is_out = False
        self.is_ripe = False  # the server waits for the mail
        self.is_closing = False
        self.carried = 0  # mails that it took
        self._refused: Refused | None = None
        self._used = False  # a transaction lies there that a RSET must end
        self._ahead = False  # the commands for the letter that follows are said
        self._todo: deque[tuple[str, bytes]] = deque()
        self._awaited: deque[str] = deque()
        self._heard = b""
        self._since = 0.0

    def room(self, *, ahead: bool) -> int:
        """How many letters it takes; `ahead` where one may follow."""
        if ahead and self.pipelining:
            return (self.letter is None) + (self.following is None)
        return int(self.letter is None)

    def begin(self, letter: Letter) -> None:
        """Says for whom it is, at once or when it can. Raises OSError when the line is broken."""
        if not ADDRESS.fullmatch(letter.to):
            self.answers.append((letter, Refused("no address", final=True)))
        elif not letter.to.isascii() and not self.utf8:
            self.answers.append((letter, Refused("SMTPUTF8", final=True)))
        elif self.letter is None:
            self._start(letter)
        else:
            self.following = letter
            if self.is_out:
                self._send(self._follow())

    def _start(self, letter: Letter) -> None:
        self.letter = letter
        self._todo = deque([("RSET", b"RSET\r\n")] if self._used else [])
        self._todo += _commands(letter)
        self._used = True
        self._say()

    def _say(self) -> None:
        """The next command, or all of them at once."""
        said = list(self._todo) if self.pipelining else [self._todo.popleft()]
        if self.pipelining:
            self._todo.clear()
        self._awaited += [name for name, _command in said]
        self._send(b"".join(command for _name, command in said))

    def _follow(self) -> bytes:
        """The commands that stand right behind a mail (RFC 2920 §3.1); there may be none."""
        if self.following is None:
            return b""
        said = _commands(self.following)
        self._ahead = True
        self._awaited += [name for name, _command in said]
        return b"".join(command for _name, command in said)

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
        while not self.is_closing and (found := REPLY.match(self._heard)):
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
            self.is_closing = True
            self._refused = Refused(f"SMTP {code}", code=CLOSING)
            self._answered()
        elif name == "DATA" and good:
            self._data()
        elif name == ".":
            self._used = False
            self.carried += self._refused is None
            self._answered()
        elif not self._awaited and self._refused is not None:
            self._answered()
        elif not self._awaited and self._todo:
            self._say()

    def _data(self) -> None:
        """The mail is next; an empty one where the recipient was refused (RFC 2920 §3.1)."""
        self._awaited.append(".")
        self.is_ripe = self._refused is None and self.letter is not None
        if not self.is_ripe:
            self._send(b".\r\n")

    def send(self) -> None:
        """The mail that the server waits for, and right behind it for whom the next one is.

        Not said at once, so that the next one is here by then, and both are one write.
        """
        mail = cast("Letter", self.letter).mail
        self.is_ripe = False
        mail = (mail if mail.endswith(b"\r\n") else mail + b"\r\n").replace(b"\r\n.", b"\r\n..")
        start = b"." if mail.startswith(b".") else b""
        self.is_out = True
        self._send(start + mail + b".\r\n" + self._follow())

    def _answered(self) -> None:
        """It is known what became of the letter; the one that follows is the next."""
        self.answers.append((cast("Letter", self.letter), self._refused))
        self._refused, self.is_out, self.letter = None, False, None
        self._todo.clear()
        if self.is_closing or self.following is None:
            return
        letter, self.following = self.following, None
        if self._ahead:
            self.letter, self._ahead, self._used = letter, False, True
        else:
            self._start(letter)

    def quit(self) -> None:
        """Says goodbye and does not wait."""
        self.sock.sendall(b"QUIT\r\n")


def _commands(letter: Letter) -> list[tuple[str, bytes]]:
    option = "" if letter.to.isascii() else " SMTPUTF8"
    path = letter.path or settings.TOCSIN_MAIL_FROM
    return [
        ("MAIL", f"MAIL FROM:<{path}>{option}\r\n".encode()),
        ("RCPT", f"RCPT TO:<{letter.to}>\r\n".encode()),
        ("DATA", b"DATA\r\n"),
    ]


def _check_open(heard: bytes) -> None:
    """What has been heard so far must be the beginning of a reply."""
    whole = all(re.match(rb"\d{3}-", line) for line in heard.splitlines())
    if not whole or len(heard) > LONGEST_REPLY:
        raise ConnectionAbortedError  # this is no SMTP
