"""Answers as bytes, with the headers that Django gave them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tocsin.door.asked import Send

Headers = list[tuple[bytes, bytes]]
NOTHING = {"type": "http.response.body", "body": b""}


@dataclass(frozen=True)
class Answer:
    """Status, headers without the length, and the whole body."""

    status: int
    headers: Headers
    body: bytes = b""

    async def give(self, send: Send, *, head: bool = False) -> None:
        """Sends it; of a HEAD without the body (RFC 9110 §9.3.2)."""
        start, whole = self._messages
        await send(start)
        await send(NOTHING if head else whole)

    @cached_property
    def _messages(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Made once, since a page is given many times."""
        # One that is not modified has no body, and its length would be that of the page.
        length = [] if self.status == 304 else [(b"content-length", b"%d" % len(self.body))]
        start = {"type": "http.response.start", "status": self.status}
        start["headers"] = [*self.headers, *length]
        return start, {"type": "http.response.body", "body": self.body}


def plain(status: int, sentence: str, *more: tuple[bytes, bytes]) -> Answer:
    """A sentence, where the program is too busy to draw a page."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    return Answer(status, [*headers, *more], f"{sentence}\n".encode())
