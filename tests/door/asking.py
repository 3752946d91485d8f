"""Asks the door as a server would, in this process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from tocsin.door.behind import THREADS
from tocsin.door.entrance import Door
from tocsin.signing.floods import tokens

FORM = {"content-type": "application/x-www-form-urlencoded"}
GOOD = {"name": "Ada Lind", "email": "ada@example.org", "country": "SE", "choice": "counted"}


@dataclass
class Told:
    """An answer."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    @property
    def text(self) -> str:
        """What is read, without the form's token, which tells the second."""
        return tokens.without(self.body).decode()

    def header(self, name: str) -> str:
        """One header; empty where it is not given."""
        return dict(self.headers).get(name, "")


def scope_of(method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
    """What a server hands in."""
    asked, _mark, query = path.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": asked,
        "raw_path": asked.encode(),
        "query_string": query.encode(),
        "headers": [
            (name.lower().encode(), value.encode())
            for name, value in ({"host": "testserver"} | headers).items()
        ],
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 40000),
    }


async def answered(
    door: Door,
    method: str,
    path: str,
    body: bytes | Sequence[bytes] = b"",
    headers: dict[str, str] | None = None,
) -> Told:
    """One request; the body in one part, or in several."""
    parts = [body] if isinstance(body, bytes) else list(body)
    messages = [
        {"type": "http.request", "body": part, "more_body": at < len(parts) - 1}
        for at, part in enumerate(parts)
    ]
    told = Told()

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            told.status = message["status"]
            told.headers = [(n.decode(), v.decode("latin-1")) for n, v in message["headers"]]
        else:
            told.body += message["body"]

    await door(scope_of(method, path, headers or {}), receive, send)
    return told


class Asker:
    """A door of its own, and who knocks."""

    def __init__(self) -> None:
        self.door = Door(WSGIHandler())
        self.closed = False

    def all(self, *asked: Coroutine[Any, Any, Told]) -> list[Told]:
        """All at once; their answers in the same order."""

        async def together() -> list[Told]:
            return list(await asyncio.gather(*asked))

        return asyncio.run(together())

    def get(self, path: str, **headers: str) -> Told:
        """GET."""
        return self.all(answered(self.door, "GET", path, b"", headers))[0]

    def post(self, path: str, form: dict[str, str] | bytes, **headers: str) -> Told:
        """POST of a form."""
        return self.all(self.posting(path, form, **headers))[0]

    def posting(
        self, path: str, form: dict[str, str] | bytes, **headers: str
    ) -> Coroutine[Any, Any, Told]:
        """The same, to be asked with others."""
        body = form if isinstance(form, bytes) else urlencode(form).encode()
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return answered(self.door, "POST", path, body, FORM | told)

    def close(self) -> None:
        """Ends its threads, and their connections with them; the second time does nothing."""
        if self.closed:
            return
        self.closed = True
        together = threading.Barrier(THREADS)  # so that each of the threads has one of them

        def end() -> None:
            connections.close_all()
            together.wait()

        for _thread in range(THREADS):
            self.door.behind.pool.submit(end)
        Door.close(self.door)
