"""Django behind the door: WSGI (PEP 3333) in a few threads, and so many may wait for one.

Django's own ASGI handler makes a thread, and so a connection to the database, for each request.
"""

from __future__ import annotations

import asyncio
import gc
import io
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote_to_bytes

from tocsin.door.answers import Answer, plain
from tocsin.door.asked import Asked, Gone, Send, TooLarge, TooSlow

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]

THREADS = 4
WAITING = 400  # requests; more are told to come back
LARGEST = 24 * 1024 * 1024  # bytes of a body: a file of 20 MB, and what stands around it
TOGETHER = 96 * 1024 * 1024  # bytes of all bodies that wait
# Django leaves requests in rings that only a whole collection finds, and that is rare here
# (kernel.loaded): after so many bytes of bodies one is made, or large ones would fill the memory.
PASSED = 32 * 1024 * 1024
PART = 256 * 1024  # bytes that are sent at once
PATIENCE = 30.0  # seconds for a part to leave
BUSY = "This server is very busy. Nothing was done; please try again in a few seconds."
LARGE = "This is more than can be taken here. Nothing was saved; send less, or in parts."
SLOW = "This did not arrive in time, and nothing was saved. Please send it again."


class Behind:
    """Hands requests to a WSGI application."""

    def __init__(self, application: Wsgi, threads: int = THREADS) -> None:
        self.application = application
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="pages")
        self.waiting = self.bytes = self.passed = 0
        # Who reads slowly holds a thread; of them half are for short answers in any case.
        self.long = threading.Semaphore(max(threads // 2, 1))

    async def answer(self, asked: Asked) -> int:
        """Reads the body, lets Django answer, and sends what it says.

        Gives the status where the body was refused unread, else 0.
        """
        if self.waiting >= WAITING:
            await plain(503, BUSY, (b"retry-after", b"5")).give(asked.send)
            return 503
        try:
            with self._place(asked.announced):
                body = await asked.read(LARGEST, 60 + LARGEST / 2**18)
                await self._answer(asked, body)
            return 0
        except TooLarge:
            said = plain(413, LARGE)
        except TooSlow:
            said = plain(408, SLOW)
        await said.give(asked.send)
        return said.status

    @contextmanager
    def _place(self, size: int) -> Iterator[None]:
        if self.bytes + size > TOGETHER:
            raise TooLarge
        self.waiting, self.bytes = self.waiting + 1, self.bytes + size
        try:
            yield
        finally:
            self.waiting, self.bytes = self.waiting - 1, self.bytes - size

    async def _answer(self, asked: Asked, body: bytes) -> None:
        loop = asyncio.get_running_loop()
        head = asked.scope["method"] == "HEAD"
        try:
            told = environ(asked, body)
            said = await loop.run_in_executor(self.pool, self._run, told, asked.send, loop)
            if said is not None:
                await said.give(asked.send, head=head)
        finally:
            self.passed += len(body)
            if self.passed > PASSED:
                self.passed = 0
                with suppress(RuntimeError):  # the server ends
                    self.pool.submit(gc.collect)

    def _run(
        self, told: dict[str, Any], send: Send, loop: asyncio.AbstractEventLoop
    ) -> Answer | None:
        """In its thread. A short answer is given back; a long one is sent part by part."""
        begun: list[tuple[int, list[tuple[bytes, bytes]]]] = []

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            made = [(name.lower().encode("latin-1"), v.encode("latin-1")) for name, v in headers]
            begun[:] = [(int(status[:3]), made)]

        parts = self.application(told, start)
        try:
            pieces = iter(parts)
            first = b"".join(_up_to(pieces, PART))
            status, headers = begun[0]
            if len(first) < PART:
                return Answer(status, [h for h in headers if h[0] != b"content-length"], first)
            if not self.long.acquire(blocking=False):
                return plain(503, BUSY, (b"retry-after", b"5"))
            try:
                _stream(send, loop, status, headers, first, pieces)
            finally:
                self.long.release()
            return None
        finally:
            getattr(parts, "close", lambda: None)()

    def close(self) -> None:
        """Lets those that run come to their end."""
        self.pool.shutdown()


def _up_to(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for one in pieces:
        size += len(one)
        yield one
        if size >= most:
            return


def _stream(
    send: Send,
    loop: asyncio.AbstractEventLoop,
    status: int,
    headers: list[tuple[bytes, bytes]],
    first: bytes,
    pieces: Iterator[bytes],
) -> None:
    """The thread goes on only when a part has left, so that memory holds one of them."""

    def wait(message: dict[str, Any]) -> None:
        sending = asyncio.run_coroutine_threadsafe(_sent(send, message), loop)
        try:
            sending.result(PATIENCE)
        except TimeoutError:
            sending.cancel()
            raise Gone from None

    wait({"type": "http.response.start", "status": status, "headers": headers})
    wait({"type": "http.response.body", "body": first, "more_body": True})
    for one in pieces:
        wait({"type": "http.response.body", "body": one, "more_body": True})
    wait({"type": "http.response.body", "body": b""})


async def _sent(send: Send, message: dict[str, Any]) -> None:
    await send(message)


def environ(asked: Asked, body: bytes) -> dict[str, Any]:
    """The request as PEP 3333 wants it."""
    scope = asked.scope
    host, port = scope.get("server") or ("127.0.0.1", 0)
    client = scope.get("client") or ("", 0)
    told: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(asked.path.partition("?")[0]).decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        _put(told, name.decode("latin-1"), value.decode("latin-1"))
    told["CONTENT_LENGTH"] = str(len(body))
    return told


def _put(told: dict[str, Any], name: str, value: str) -> None:
    """A header; one with `_` in its name would pass for another, and is left out."""
    if "_" in name:
        return
    key = name.upper().replace("-", "_")
    key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
    between = "; " if key == "HTTP_COOKIE" else ","
    told[key] = f"{told[key]}{between}{value}" if key in told else value
