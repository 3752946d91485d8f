"""A request as the door sees it, and its body: short, soon there, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from tocsin.kernel.web import throttle

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

SECONDS = 30.0  # for a whole form; who needs longer holds a place that others need


class TooLarge(Exception):  # noqa: N818 - it is no error, but an answer
    """More was sent than may be."""


class TooSlow(Exception):  # noqa: N818
    """The body did not come in time."""


class Gone(Exception):  # noqa: N818
    """Who asked has hung up."""


@dataclass
class Asked:
    """Method, path and headers; the first of a header that comes twice is in `headers`."""

    scope: Scope
    receive: Receive
    send: Send
    body: bytes | None = None
    headers: dict[bytes, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value in reversed(self.scope["headers"]):
            self.headers[name] = value

    @property
    def path(self) -> str:
        """As it was sent, percent signs and all."""
        raw = self.scope.get("raw_path") or self.scope["path"].encode()
        return str(raw.decode("latin-1"))

    @property
    def announced(self) -> int:
        """Bytes of the body as its sender says; 0 where it says nothing, or nonsense."""
        told = self.headers.get(b"content-length", b"")
        return int(told) if told.isdigit() else 0

    async def read(self, most: int, seconds: float = SECONDS) -> bytes:
        """The whole body, kept for who asks again. Raises TooLarge, TooSlow, Gone."""
        if self.body is None:
            if self.announced > most:
                raise TooLarge
            try:
                async with asyncio.timeout(seconds):
                    self.body = await self._read(most)
            except TimeoutError as error:
                raise TooSlow from error
        if len(self.body) > most:
            raise TooLarge
        return self.body

    async def _read(self, most: int) -> bytes:
        parts, size = list[bytes](), 0
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Gone
            part = message.get("body", b"")
            size += len(part)
            if size > most:
                raise TooLarge
            parts.append(part)
            if not message.get("more_body", False):
                return b"".join(parts)


def connection(asked: Asked) -> str:
    """Where it comes from, for counting alone (see `throttle.connection`)."""
    peer, _port = asked.scope.get("client") or ("", 0)
    named = (value for name, value in asked.scope["headers"] if name == b"x-forwarded-for")
    return throttle.told(peer, b",".join(named).decode("latin-1"))


def host(asked: Asked) -> str:
    """The host that was asked for."""
    return asked.headers.get(b"host", b"").decode("latin-1")


def is_our_host(asked: Asked) -> bool:
    """Whether Django would answer under that name; two names are none (RFC 9112 §3.2)."""
    named = [value for name, value in asked.scope["headers"] if name == b"host"]
    return len(named) == 1 and is_ours(named[0])


def is_ours(named: bytes) -> bool:
    """Whether a host, with its port, is one of `ALLOWED_HOSTS`."""
    return _is_among(named, *settings.ALLOWED_HOSTS)


@lru_cache(maxsize=64)
def _is_among(named: bytes, *allowed: str) -> bool:
    return validate_host(split_domain_port(named.decode("latin-1"))[0], allowed)
