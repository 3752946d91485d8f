"""What ten thousand who connect and say nothing cost those who read and sign meanwhile.

    python -m tests.bench idle

Half of them send nothing, half of them half a head. They come from several addresses of this
machine, since one has not so many ports. Latency is that of one asker, one request after the other.
"""

from __future__ import annotations

import http.client
import select
import socket
import statistics
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from urllib.parse import urlencode

from tests.bench.frame import Row
from tests.bench.served import APPEAL, Figures

MANY = 10_000
HALF = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: a"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Idlers:
    """So many connections to a port, until the block ends."""

    def __init__(self, port: int, number: int) -> None:
        self.port, self.number = port, number
        self.lines: dict[int, socket.socket] = {}
        self.watch = select.epoll()

    def __enter__(self) -> Idlers:
        for at in range(self.number):
            line = socket.socket()
            line.bind((f"127.0.0.{2 + at % 8}", 0))
            line.connect(("127.0.0.1", self.port))
            if at % 2:
                line.sendall(HALF)
            self.lines[line.fileno()] = line
            self.watch.register(line, select.EPOLLIN | select.EPOLLRDHUP)
        return self

    def await_end(self, seconds: float) -> int:
        """How many of them the server has ended within that time."""
        until, gone = time.monotonic() + seconds, 0
        while self.lines and time.monotonic() < until:
            for number, _event in self.watch.poll(1):
                self.watch.unregister(number)
                self.lines.pop(number).close()
                gone += 1
        return gone

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self.watch.close()
        for line in self.lines.values():
            line.close()


def page(port: int) -> int:
    """The status of an appeal's page."""
    return _asked(port, "GET", f"/{APPEAL}/")


def sign(port: int, form: str) -> int:
    """The status of a signature."""
    return _asked(port, "POST", f"/{APPEAL}/sign/", form)


def _asked(port: int, method: str, path: str, body: str | None = None) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request(method, path, body, FORM if body else {})
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()


def memory(process: int) -> float:
    """MiB that a process and its children hold."""
    told = Path(f"/proc/{process}/smaps_rollup").read_text()
    size = int(told.partition("Pss:")[2].split()[0]) / 1024
    listed = Path(f"/proc/{process}/task").glob("*/children")
    return size + sum(memory(int(pid)) for one in listed for pid in one.read_text().split())


def latency(port: int, seconds: float, mark: str) -> tuple[str, str]:
    """Of pages and of signatures, in words."""
    told = Figures(), Figures()
    until, at = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        at += 1
        address = f"{mark}{at}@example.org"
        form = {"name": "Ada Lind", "email": address, "country": "SE", "choice": "counted"}
        began = time.perf_counter()
        assert page(port) == 200
        between = time.perf_counter()
        assert sign(port, urlencode(form)) == 302
        told[0].rate.append((between - began) * 1000)
        told[1].rate.append((time.perf_counter() - between) * 1000)
    return _words(told[0].rate), _words(told[1].rate)


def _words(times: list[float]) -> str:
    slow = sorted(times)[int(len(times) * 0.99)]
    return f"p50 {statistics.median(times):.0f} ms, p99 {slow:.0f} ms"


def rows(quick: bool) -> list[Row]:
    """For the page of all benchmarks."""
    import subprocess

    from tests.bench.served import granian, surroundings
    from tests.paths import ROOT
    from tests.ports import free_port
    from tocsin.kernel.web.listening import let_many_connect

    let_many_connect()
    number, seconds = (300, 0.5) if quick else (MANY, 3.0)
    with surroundings("sqlite"):
        port = free_port()
        server = subprocess.Popen(granian(port, "tocsin.asgi:application"), cwd=ROOT)
        try:
            _await(port)
            alone, before = latency(port, seconds, "a"), memory(server.pid)
            from tocsin.console.management.commands.up import HEADERS

            with Idlers(port, number) as idlers:
                meanwhile, during = latency(port, seconds, "b"), memory(server.pid)
                gone = idlers.await_end(HEADERS * 3)
            after = memory(server.pid)
        finally:
            server.terminate()
            server.wait(30)
    held = f"{(during - before) / number * 1024:.1f} KiB each; {gone:,} of them ended by the server"
    return [
        Row(
            f"page while {number:,} are idle", meanwhile[0], f"nobody idle: {alone[0]}", "as alone"
        ),
        Row(
            f"sign while {number:,} are idle", meanwhile[1], f"nobody idle: {alone[1]}", "as alone"
        ),
        Row(
            f"memory of the web while {number:,} are idle",
            f"{during:.0f} MiB",
            f"before {before:.0f} MiB, after {after:.0f} MiB; {held}",
        ),
    ]


def _await(port: int) -> None:
    for _again in range(600):
        with suppress(OSError, http.client.HTTPException):
            page(port)
            return
        time.sleep(0.05)
