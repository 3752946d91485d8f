"""A real SMTP server that behaves as badly as it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.ports import free_port

OK = "250 OK"


@dataclass
class Postbox:
    """What came, and what to answer; an answer of None breaks the line."""

    rcpt: Callable[[str, int], str | None] = lambda _to, _n: OK
    data: Callable[[str, int], str | None] = lambda _to, _n: OK
    slow: float = 0.0
    pipelining: bool = False
    came: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    handed: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    async def handle_EHLO(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,
        envelope: Envelope,  # noqa: ARG002
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """The greeting, with what is offered."""
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self.pipelining else []), responses[-1]]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self,
        server: SMTP,
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[Any],  # noqa: ARG002
    ) -> str:
        """Each recipient."""
        self.asked.append(address)
        self.paths.append(str(envelope.mail_from))
        answer = self.rcpt(address, len(self.asked))
        if answer is None:
            self._break(server)
            return "421 gone"
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self,
        server: SMTP,
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        """Each mail, after its last dot."""
        to = envelope.rcpt_tos[0]
        self.handed.append(to)
        await asyncio.sleep(self.slow)
        answer = self.data(to, len(self.handed))
        if answer is None:
            self._break(server)
            return "421 gone"
        if answer == OK:
            self.came.append(to)
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=policy.default)
            self.ids.append(str(mail["Message-ID"]))
        return answer

    def _break(self, server: SMTP) -> None:
        server.transport.abort()  # type: ignore[union-attr]


@contextmanager
def serving(box: Postbox, port: int = 0, *, utf8: bool = True) -> Iterator[str]:
    """The server, while the block runs; gives the URL for TOCSIN_SMTP_URL."""
    chosen = port or free_port()
    controller = Controller(box, hostname="127.0.0.1", port=chosen, enable_SMTPUTF8=utf8)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()
