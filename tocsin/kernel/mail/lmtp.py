"""The door for incoming mail: LMTP (RFC 2033) from the mail server of the same machine.

250 is said only after the taker has come back, so after commit and fsync. A Refusal is a 550
with its sentence; trouble that passes is a 451, and the mail server comes again.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, close_old_connections, connections

from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.full_disk import is_full
from tocsin.kernel.mail import return_paths
from tocsin.kernel.refusal import Refusal

# A mail, and its envelope: sender and recipient; gives a word on it.
Taker = Callable[[bytes, str, str], str]
LARGEST = 12 * 1024 * 1024  # bytes
log = logging.getLogger("tocsin.lmtp")


@dataclass(frozen=True)
class Place:
    """Where the door is: a port of this machine's loopback, or a unix socket."""

    host: str = ""
    port: int = 0
    socket: str = ""

    def __str__(self) -> str:
        return self.socket or f"{self.host}:{self.port}"


def place(text: str) -> Place:
    """`127.0.0.1:8024`, `[::1]:8024` or `/run/tocsin/lmtp`; Refusal for anything else."""
    if text.startswith("/"):
        return Place(socket=text)
    host, _colon, port = text.rpartition(":")
    if host and port.isdecimal() and 0 < int(port) < 65536:
        return Place(host=host.strip("[]"), port=int(port))
    raise Refusal(f"TOCSIN_LMTP must look like 127.0.0.1:8024 or /run/tocsin/lmtp, not “{text}”.")


def one_line(sentence: str) -> str:
    """A sentence as a reply may carry it: one line of ASCII (RFC 5321 §4.2)."""
    plain = sentence.replace("“", '"').replace("”", '"').replace("’", "'")
    return " ".join(plain.encode("ascii", "replace").decode().split())[:400]


def both(address: str) -> tuple[str, str]:
    """An address in small letters, and without what stands behind a `+` (RFC 5233)."""
    whole = address.casefold()
    local, at, domain = whole.rpartition("@")
    return whole, local.partition("+")[0] + at + domain


class Handler:
    """What aiosmtpd calls. One mailbox per delivery, so that each gets an answer of its own."""

    def __init__(self, take: Taker, mailbox: str, hands: ThreadPoolExecutor) -> None:
        self.take, self.mailbox, self.hands = take, mailbox.casefold(), hands

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[Any],
    ) -> str:
        """The mailbox of the desk, where one is set, and that for what comes back; no others."""
        known = self.mailbox in both(address) or return_paths.is_for_us(address)
        if self.mailbox and not known:
            return f"550 5.1.1 No such mailbox here; alerts go to {one_line(self.mailbox)}"
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time; send it to the others after this one"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        """The whole mail, taken by a thread, since a database may keep one waiting."""
        raw = bytes(envelope.original_content or b"")
        way = envelope.mail_from or "", envelope.rcpt_tos[0]
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.hands, answer, self.take, raw, *way)

    async def handle_exception(self, error: Exception) -> str:
        """A mistake of the program is not the sender's: the mail comes again, once it is mended."""
        log.error("a mail was put off: %s", type(error).__name__, exc_info=error)
        return "451 4.3.0 Try again later"


def answer(take: Taker, raw: bytes, sender: str, to: str) -> str:
    """What is said to the mail server about one mail."""
    close_old_connections()
    try:
        return f"250 2.0.0 {one_line(take(raw, sender, to))}"
    except Refusal as refusal:
        passing = isinstance(refusal.__cause__, OSError | DatabaseError)
        passing = passing or isinstance(refusal, Locked)
        return f"{'451 4.3.0' if passing else '550 5.6.0'} {one_line(refusal.sentence)}"
    except (DatabaseError, OSError) as error:
        full = isinstance(error, DatabaseError) and is_full(error)
        log.warning("a mail was put off: %s", type(error).__name__)
        return f"{'452 4.3.1 The disk is full' if full else '451 4.3.0 Try again later'}"
    finally:
        close_old_connections()


class Door:
    """Listens in a thread of its own until it is closed."""

    def __init__(self, where: Place, take: Taker, mailbox: str = "") -> None:
        self.where = where
        self._hands = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lmtp")
        self._handler = Handler(take, mailbox, self._hands)
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, name="lmtp-door")

    def open(self) -> None:
        """Begins to listen; Refusal where the address cannot be had."""
        self._thread.start()
        try:
            self._server = self._within(self._listen())
        except OSError as error:
            self.close()
            raise Refusal(
                f"Mail cannot be taken at {self.where}: {error.strerror}. Look at TOCSIN_LMTP."
            ) from error

    def close(self) -> None:
        """Takes no more mail; what is being taken is finished first."""
        if self._server is not None:
            self._within(self._stop())
        self._hands.submit(connections.close_all)  # of the thread that ends with it
        self._hands.shutdown(wait=True)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        if self.where.socket and self._server is not None:
            Path(self.where.socket).unlink(missing_ok=True)

    def _within(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _protocol(self) -> LMTP:
        return LMTP(
            self._handler,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            hostname="localhost",
            ident="Tocsin",
            loop=self._loop,
        )

    async def _listen(self) -> asyncio.Server:
        if not self.where.socket:
            return await self._loop.create_server(self._protocol, self.where.host, self.where.port)
        path = Path(self.where.socket)
        if path.is_socket():
            path.unlink()  # of one that ended in a hurry
        server = await self._loop.create_unix_server(self._protocol, str(path))
        path.chmod(0o660)
        return server

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
        # Who waits for an answer gets it; idle lines are cut, and a mail server comes again.
        await self._loop.run_in_executor(self._hands, bool)
        lines = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)
