"""The door under the real server: it ends in good order, and is not held up by who is slow."""

from __future__ import annotations

import http.client
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from urllib.parse import urlencode

import pytest

from tests.door.asking import FORM, GOOD
from tests.faults.world import APPEAL, World
from tests.unlocked import credentials


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The program's web alone, on a data folder of its own."""
    place = tmp_path_factory.mktemp("door")
    made = World(place / "home", "", None, **credentials(place / "credentials"))
    made.ask("tests.faults.started", "setup")
    made.start("web")
    yield made
    if made.running:
        made.kill()


def said(world: World, method: str, path: str, body: str = "") -> tuple[int, bytes]:
    """One request; status and body."""
    with closing(http.client.HTTPConnection("127.0.0.1", world.port, timeout=60)) as line:
        line.request(method, path, body or None, FORM if body else {})
        with line.getresponse() as answer:
            return answer.status, answer.read()


def test_a_page_comes_while_many_have_sent_half_a_form(world: World) -> None:
    begun = f"POST /{APPEAL}/sign/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 400\r\n"
    begun += "Content-Type: application/x-www-form-urlencoded\r\n\r\nname=Ada"
    with ExitStack() as slow:
        for _one in range(200):
            line = slow.enter_context(socket.create_connection(("127.0.0.1", world.port)))
            line.sendall(begun.encode())
        assert said(world, "GET", f"/{APPEAL}/")[0] == 200
        assert said(world, "GET", "/about/")[0] == 200
        assert said(world, "POST", f"/{APPEAL}/sign/", urlencode(GOOD))[0] == 302


@pytest.mark.parametrize(
    "sent",
    [
        b"GARBAGE\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nBad Header: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 600_000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_by_the_server_and_the_next_is_answered(
    world: World, sent: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", world.port), timeout=20) as line:
        try:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            told = line.recv(200)
        except OSError:
            told = b""  # it hung up before the end
    assert told == b"" or told.split()[1][:1] == b"4"
    assert said(world, "GET", f"/{APPEAL}/")[0] == 200


FORM_TO = (
    f"POST /{APPEAL}/sign/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n"
).encode()
GET = f"GET /{APPEAL}/ HTTP/1.1\r\nConnection: close\r\n".encode()
OURS = b"Host: 127.0.0.1\r\n"


def spoken(world: World, sent: bytes) -> int:
    """The status of what a raw line answers; 0 where it hangs up without a word."""
    told = b""
    with socket.create_connection(("127.0.0.1", world.port), timeout=30) as line:
        with suppress(OSError):  # it may answer, and hang up, before it has heard all
            line.sendall(sent)
        with suppress(OSError):
            told = line.recv(200)
    return int(told.split()[1]) if told else 0


@pytest.mark.parametrize(
    ("sent", "statuses"),
    [
        (FORM_TO + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", {400, 422}),
        (FORM_TO + b"Transfer-Encoding: xchunked\r\nContent-Length: 3\r\n\r\na=b", {400}),
        (FORM_TO + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", {400}),
        (FORM_TO + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", {400}),
        (FORM_TO + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nabcde\r\n0\r\n\r\n", {400}),
        (FORM_TO + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\na\r\n", {400}),
        (FORM_TO + b"Transfer-Encoding: chunked\r\n\r\n5\nabcde\n0\n\n", {400}),
        (FORM_TO + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"x" * 90_000 + b"\r\n", {400}),
        (FORM_TO + b"Content-Length: -5\r\n\r\nabcde", {400}),
        (FORM_TO + b"Content-Length: +5\r\n\r\nabcde", {400}),
        (FORM_TO + b"Content-Length: 3, 3\r\n\r\na=b", {400}),
        (FORM_TO + b"Content-Length: 99999999999999999999999\r\n\r\na", {400}),
        (FORM_TO + b"Content-Length: 9223372036854775807\r\n\r\na", {413}),
        (FORM_TO + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\na=b", {415}),
        (FORM_TO + b"Origin: http://[::1\r\nContent-Length: 3\r\n\r\na=b", {403}),
        (FORM_TO + b"X: a\r\n b\r\nContent-Length: 3\r\n\r\na=b", {400}),
        (GET + b"\r\n", {400}),
        (GET + OURS + b"Host: other.example\r\n\r\n", {400}),
        (GET + b"Host: \xff\r\n\r\n", {400}),
        (GET + OURS + b"X: a\rb\r\n\r\n", {400}),
        (GET + OURS + b"".join(b"X%d: a\r\n" % at for at in range(500)) + b"\r\n", {431}),
        (GET + OURS + b"X: " + b"a" * 60_000 + b"\r\n\r\n", {0, 431}),
        (b"GET /" + b"a" * 30_000 + b"/ HTTP/1.1\r\nConnection: close\r\n" + OURS + b"\r\n", {404}),
        (b"GET /%00/%ff%fe/%c0%ae/ HTTP/1.1\r\nConnection: close\r\n" + OURS + b"\r\n", {404}),
        (GET.replace(b"\r\n", b"\n") + b"Host: 127.0.0.1\n\n", {200}),
    ],
)
def test_what_two_servers_could_read_in_two_ways_is_refused(
    world: World, sent: bytes, statuses: set[int]
) -> None:
    assert spoken(world, sent) in statuses
    assert said(world, "GET", f"/{APPEAL}/")[0] == 200
    assert "Traceback" not in world.log.read_text("utf-8")


def test_what_was_acknowledged_is_there_when_the_server_was_told_to_end(world: World) -> None:
    kept: list[str] = []

    def sign(client: int) -> None:
        for number in range(500):
            address = f"c{client}n{number}@example.org"
            try:
                status, _body = said(
                    world, "POST", f"/{APPEAL}/sign/", urlencode(GOOD | {"email": address})
                )
            except OSError:
                return
            except http.client.HTTPException:
                return
            if status == 302:
                kept.append(address)

    clients = [threading.Thread(target=sign, args=[number], daemon=True) for number in range(12)]
    for one in clients:
        one.start()
    end = time.monotonic() + 120
    while len(kept) < 60:
        assert time.monotonic() < end, f"only {len(kept)} were acknowledged"
        clients[0].join(0.01)
    web = world.running.pop("web")
    web.send_signal(signal.SIGTERM)
    assert web.wait(30) == 0
    for one in clients:
        one.join(60)
        assert not one.is_alive(), "a client still waits for a server that has ended"
    waiting = int(world.ask("tests.faults.started", "unconfirmed"))
    assert waiting >= len(kept) >= 60
    assert "Traceback" not in world.log.read_text("utf-8")
