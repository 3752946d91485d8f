"""Asks one address over HTTP, within bounds of time and size. No redirect is followed."""

from __future__ import annotations

import http.client
import socket
import time
import zlib
from contextlib import suppress
from threading import Timer
from types import TracebackType
from urllib.parse import urlsplit

from tocsin.kernel.tlog.verify import Invalid

MOST = 20 << 20  # bytes of an answer; a bundle of entries has at most 16.8 million
HERE = {"127.0.0.1", "::1", "localhost"}
PIECE = 65_536
LATE = "it is too long or too slow"


class Site:
    """`with Site(url) as site: site.get("checkpoint")`; keeps its connection.

    Raises Invalid (unsure) where the address is wrong or does not answer in `seconds`.
    """

    def __init__(self, url: str, seconds: float = 10) -> None:
        self.url = url
        self.seconds = seconds
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port, parts = None, None, urlsplit("")
        plain = parts.scheme == "http" and host in HERE
        if not host or not (plain or parts.scheme == "https") or parts.query or parts.username:
            raise Invalid(f"“{url}” is no address of a log. It begins with https://.", unsure=True)
        self.path = parts.path.rstrip("/")
        kind = http.client.HTTPConnection if plain else http.client.HTTPSConnection
        self.connection = kind(host, port, timeout=seconds)

    def __enter__(self) -> Site:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self.connection.close()

    def get(self, place: str) -> bytes:
        """A file; FileNotFoundError where there is none (404 or 410)."""
        status, _, data = self.ask("GET", place)
        if status in {404, 410}:
            raise FileNotFoundError(place)
        if status != 200:
            raise Invalid(f"{self.url} answered {status} for {place}. Try later.", unsure=True)
        return data

    def ask(self, method: str, place: str, body: bytes | None = None) -> tuple[int, str, bytes]:
        """Status, type and body of the answer."""
        until = time.monotonic() + self.seconds
        # A head may come letter by letter; whoever is silent is given up by the line itself before.
        clock = Timer(1.5 * self.seconds, self._hang_up)
        clock.daemon = True
        clock.start()
        try:
            answer = self._answer(method, f"{self.path}/{place}", body, until)
            data = self._whole(answer, until)
            if time.monotonic() > until:  # a head that we cut off passes for a whole one
                raise OSError(LATE)
        except (OSError, http.client.HTTPException, zlib.error) as error:
            self.connection.close()
            why = LATE if time.monotonic() > until else str(error)
            raise Invalid(
                f"{self.url} does not answer as it should ({why}). Try later.", unsure=True
            ) from error
        finally:
            clock.cancel()
        return answer.status, answer.headers.get("Content-Type", ""), data

    def _hang_up(self) -> None:
        with suppress(AttributeError, OSError):  # nothing is dialled
            self.connection.sock.shutdown(socket.SHUT_RDWR)

    def _answer(
        self, method: str, path: str, body: bytes | None, until: float
    ) -> http.client.HTTPResponse:
        """The head of the answer; a line that was hung up between two questions is dialled anew."""
        used = self.connection.sock is not None
        try:
            self.connection.request(method, path, body)
            return self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            self.connection.close()
            if not used or method != "GET" or time.monotonic() > until:
                raise
        self.connection.request(method, path, body)
        return self.connection.getresponse()

    def _whole(self, answer: http.client.HTTPResponse, until: float) -> bytes:
        """The body, unpacked where it came packed (tlog-tiles lets bundles come so unasked)."""
        packed = answer.headers.get("Content-Encoding", "identity") == "gzip"
        unpack = zlib.decompressobj(wbits=31)
        data = bytearray()
        while piece := answer.read1(PIECE):
            data += unpack.decompress(piece, MOST + 1) if packed else piece
            if len(data) > MOST or time.monotonic() > until:
                raise OSError(LATE)
        if answer.length:
            raise OSError("it broke off")
        answer.close()  # so that the connection can be used again
        return bytes(data)
