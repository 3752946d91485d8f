"""A log asks a witness over real HTTP; whoever answers wrongly is said to."""

from __future__ import annotations

import gzip
import http.client
import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.kernel.tlog.sample import LOG, ORIGIN, WITNESSES, growth, signed, voices
from tocsin.kernel.tlog import fetching
from tocsin.kernel.tlog.asking import Smaller, ask, confirmed
from tocsin.kernel.tlog.door import Door
from tocsin.kernel.tlog.fetching import Site
from tocsin.kernel.tlog.note import COSIGNER, vkey
from tocsin.kernel.tlog.verify import Invalid, Verifier
from tocsin.kernel.tlog.witness import Request, Witness, place

ENTRIES = voices(30)


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[str]:
    """The server's address, while it runs."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    made = Witness.create(tmp_path / "w", "w1.example")
    made.add_log(vkey(LOG.name, LOG.public))
    return made


@pytest.fixture
def url(witness: Witness) -> Iterator[str]:
    """A witness that answers."""
    with running(Door(witness, "127.0.0.1", 0)) as address:
        yield address


def test_a_log_gets_its_checkpoints_cosigned(witness: Witness, url: str) -> None:
    theirs = Verifier.parse(witness.vkey)
    assert ask(url, 7, growth(ENTRIES[:9], 7), signed(ENTRIES[:9])) == Smaller(0)
    lines = ask(url, 0, [], signed(ENTRIES[:9]))
    assert isinstance(lines, list)
    assert confirmed(signed(ENTRIES[:9]), lines, [theirs]) == {"w1.example": lines[0]}
    assert ask(url, 0, [], signed(ENTRIES)) == Smaller(9)
    lines = ask(url + "/", 9, growth(ENTRIES, 9), signed(ENTRIES))
    assert isinstance(lines, list)
    assert confirmed(signed(ENTRIES), lines, [WITNESSES[0].verifier(COSIGNER), theirs]) == {
        "w1.example": lines[0]
    }


def test_lines_that_do_not_sign_this_checkpoint_are_dropped(witness: Witness, url: str) -> None:
    lines = ask(url, 0, [], signed(ENTRIES[:9]))
    assert isinstance(lines, list)
    theirs = Verifier.parse(witness.vkey)
    assert confirmed(signed(ENTRIES), lines, [theirs]) == {}
    assert confirmed(signed(ENTRIES[:9]), ["nonsense\n", "", *lines], [theirs]) != {}
    assert confirmed(signed(ENTRIES[:9]), lines, []) == {}


def test_a_refusal_is_handed_on(url: str) -> None:
    ask(url, 0, [], signed(ENTRIES[:9]))
    with pytest.raises(Invalid) as refused:
        ask(url, 9, [bytes(32)] * 3, signed(ENTRIES))
    assert refused.value.sentence.startswith(f"The witness {url} answered 422: The ")
    assert not refused.value.unsure


def test_a_log_that_the_witness_does_not_know_yet_may_ask_again(tmp_path: Path) -> None:
    new = Witness.create(tmp_path / "new", "w2.example")
    with running(Door(new, "127.0.0.1", 0)) as address, pytest.raises(Invalid) as refused:
        ask(address, 0, [], signed(ENTRIES))
    assert "answered 404: This log is not known here." in refused.value.sentence
    assert refused.value.unsure


def test_whoever_watches_sees_what_the_witness_saw(witness: Witness, url: str) -> None:
    with Site(url) as site:
        with pytest.raises(FileNotFoundError):
            site.get(f"{place(ORIGIN)}/checkpoint")
        ask(url, 0, [], signed(ENTRIES[:9]))
        assert site.get(f"{place(ORIGIN)}/checkpoint").decode() == witness.seen(ORIGIN)
        for nowhere in ("", "checkpoint", "../key.json/checkpoint", "0" * 63 + "/checkpoint"):
            with pytest.raises(FileNotFoundError):
                site.get(nowhere)


def raw(url: str, *lines: str, body: bytes = b"") -> http.client.HTTPResponse:
    """An answer to exactly these bytes."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as line:
        line.sendall("\r\n".join([*lines, "Host: here", "", ""]).encode() + body)
        line.shutdown(socket.SHUT_WR)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        answer.read()
        return answer


@pytest.mark.parametrize(
    ("head", "body", "status"),
    [
        (["POST /add-checkpoint HTTP/1.1"], b"", 400),
        (["POST /add-checkpoint HTTP/1.1", "Content-Length: x"], b"", 400),
        (["POST /add-checkpoint HTTP/1.1", "Content-Length: -1"], b"", 400),
        (["POST /add-checkpoint HTTP/1.1", "Content-Length: 999999"], b"", 400),
        (["POST /add-checkpoint HTTP/1.1", "Content-Length: 131073"], b"", 400),
        (["POST /add-checkpoint HTTP/1.1", "Content-Length: 50"], b"short", 400),
        (["POST /add-checkpoint HTTP/1.1", "Transfer-Encoding: chunked"], b"0\r\n\r\n", 400),
        (["POST /add-checkpoint HTTP/1.1", "Content-Length: 3"], b"\xff\xfe\x00", 400),
        (["POST / HTTP/1.1", "Content-Length: 0"], b"", 404),
        (["POST / HTTP/1.1", "Content-Length: 131072"], b"x" * 131072, 404),
        (["GET /add-checkpoint HTTP/1.1"], b"", 404),
        (["DELETE /add-checkpoint HTTP/1.1"], b"", 501),
    ],
)
def test_a_broken_request_is_answered_in_plain_words(
    url: str, head: list[str], body: bytes, status: int
) -> None:
    assert raw(url, *head, body=body).status == status


def test_only_what_a_witness_says_of_a_log_is_kept_by_nobody_on_the_way(
    witness: Witness, url: str
) -> None:
    ask(url, 0, [], signed(ENTRIES[:9]))
    seen = raw(url, f"GET /{place(ORIGIN)}/checkpoint HTTP/1.1")
    assert (seen.status, seen.headers["Cache-Control"]) == (200, "no-store")
    for head in ([f"GET /{'0' * 64}/checkpoint HTTP/1.1"], ["GET / HTTP/1.1"]):
        assert raw(url, *head).headers["Cache-Control"] is None


def test_a_failure_is_told_without_an_address_and_who_hangs_up_is_no_news(
    witness: Witness, capsys: pytest.CaptureFixture[str]
) -> None:
    with Door(witness, "127.0.0.1", 0) as door:
        for error in (ConnectionResetError("gone"), TimeoutError("late"), RuntimeError("odd")):
            try:
                raise error
            except Exception:  # noqa: BLE001 - as the server calls it
                door.handle_error(None, ("198.51.100.7", 1))
    assert capsys.readouterr().err == "A request failed: RuntimeError('odd')\n"


def test_a_connection_is_used_again(url: str) -> None:
    with Site(url) as site:
        for _ in range(3):
            status, _, _ = site.ask("POST", "add-checkpoint", b"x")
            assert status == 400
            line = site.connection.sock
            assert line is not None


def test_a_line_that_was_hung_up_is_dialled_anew(witness: Witness) -> None:
    ask_first = signed(ENTRIES[:9])
    witness.add_checkpoint(Request(0, (), ask_first).body())
    with (
        running(Hasty(witness, "127.0.0.1", 0)) as address,
        Site(address) as site,
    ):
        for _ in range(3):
            assert site.get(f"{place(ORIGIN)}/checkpoint").decode() == witness.seen(ORIGIN)
            assert site.connection.sock is not None


class Hasty(Door):
    """A witness that hangs up after each answer without saying so."""

    def finish_request(self, request: Any, client_address: Any) -> None:
        class Visit(self.RequestHandlerClass):  # type: ignore[misc, name-defined]
            def handle(self) -> None:
                self.handle_one_request()

        Visit(request, client_address, self)


def test_what_cannot_be_kept_is_not_vouched_for(
    witness: Witness, url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    seen = witness.folder / "seen" / place(ORIGIN)
    seen.mkdir(parents=True)
    (seen / "checkpoint").write_text("damaged")
    with pytest.raises(Invalid, match="answered 500: The witness cannot keep what it sees") as it:
        ask(url, 0, [], signed(ENTRIES))
    assert it.value.unsure
    assert "Nothing was cosigned: This is no signed note" in capfd.readouterr().err


class Rude(BaseHTTPRequestHandler):
    """Answers everything with what its server was given."""

    def do_POST(self) -> None:
        self.wfile.write(self.server.says)  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Silence."""


@contextmanager
def rude(says: bytes) -> Iterator[str]:
    """A server that says exactly this."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Rude)
    server.says = says  # type: ignore[attr-defined]
    with running(server) as address:
        yield address


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nwrong",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xff\xfe",
        b"HTTP/1.1 409 Conflict\r\nContent-Type: text/x.tlog.size\r\nContent-Length: 3\r\n\r\n01\n",
        b"HTTP/1.1 409 Conflict\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n1\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_whoever_answers_wrongly_is_said_to(says: bytes) -> None:
    with rude(says) as address, pytest.raises(Invalid) as refused:
        ask(address, 0, [], signed(ENTRIES))
    assert refused.value.sentence


@pytest.mark.parametrize(
    ("status", "later"), [(403, False), (404, True), (422, False), (429, True), (500, True)]
)
def test_who_cannot_answer_now_is_told_from_who_refuses(status: int, later: bool) -> None:
    with rude(b"HTTP/1.1 %d No\r\nContent-Length: 4\r\n\r\nNo.\n" % status) as address:
        with pytest.raises(Invalid) as refused:
            ask(address, 0, [], signed(ENTRIES))
        assert refused.value.sentence == f"The witness {address} answered {status}: No."
    assert refused.value.unsure is later


def test_who_is_not_there_is_said_not_to_answer() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(Invalid, match=r"does not answer as it should .* Try later") as refused:
            ask(address, 0, [], signed(ENTRIES), seconds=2)
    assert refused.value.unsure


def test_who_keeps_silent_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(
            Invalid, match=r"does not answer as it should \(it is too long or too slow\)"
        ):
            ask(address, 0, [], signed(ENTRIES), seconds=0.05)


def test_who_answers_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST", 1000)
    packed = gzip.compress(bytes(100_000))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    for says in (head + packed, b"HTTP/1.1 200 OK\r\n\r\n" + bytes(2000)):
        with (
            rude(says) as address,
            Site(address) as site,
            pytest.raises(Invalid, match="too long or too slow"),
        ):
            site.get("x")


def test_an_answer_may_have_as_much_as_a_bundle_and_not_a_byte_more_than_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert fetching.MOST >= 256 * (2 + 65_535)
    monkeypatch.setattr(fetching, "MOST", 1000)
    plain = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
    squeezed = plain.replace(b"Content-L", b"Content-Encoding: gzip\r\nContent-L")
    for length, fits in ((1000, True), (1001, False)):
        data = bytes(length)
        packed = gzip.compress(data)
        for says in (plain % length + data, squeezed % len(packed) + packed):
            with rude(says) as address, Site(address) as site:
                if fits:
                    assert site.get("x") == data
                    continue
                with pytest.raises(Invalid, match="too long or too slow"):
                    site.get("x")


@pytest.mark.parametrize(("status", "gone"), [(404, True), (410, True), (411, False)])
def test_what_is_gone_is_told_from_what_went_wrong(status: int, gone: bool) -> None:
    says = b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % status
    expected = FileNotFoundError if gone else Invalid
    with rude(says) as address, Site(address) as site, pytest.raises(expected):
        site.get("x")


def test_who_answers_drop_by_drop_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each drop comes in time, and yet the whole takes too long."""
    clock = SimpleNamespace(monotonic=itertools.count().__next__)  # a second from look to look
    monkeypatch.setattr("tocsin.kernel.tlog.fetching.time", clock)

    class Slow(Rude):
        def do_GET(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            try:
                while True:
                    self.wfile.write(b"drop")
            except OSError:
                return

    with (
        running(ThreadingHTTPServer(("127.0.0.1", 0), Slow)) as address,
        Site(address) as site,
        pytest.raises(Invalid, match="too long or too slow"),
    ):
        site.get("x")


def test_packed_answers_are_unpacked() -> None:
    packed = gzip.compress(b"tile")
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    with rude(head + packed) as address, Site(address) as site:
        assert site.get("x") == b"tile"


@pytest.mark.parametrize(
    "url",
    [
        "http://witness.example",
        "ftp://witness.example",
        "witness.example",
        "",
        "https://",
        "https://a:b@witness.example",
        "https://witness.example/?q",
        "https://witness.example:port",
        "https://[",
        "file:///etc/hosts",
    ],
)
def test_only_an_address_with_https_is_asked(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        Site(url)
    assert refused.value.sentence == f"“{url}” is no address of a log. It begins with https://."
    assert refused.value.unsure


def test_an_address_with_a_path_is_kept() -> None:
    assert Site("https://witness.example/w/").path == "/w"
    assert isinstance(Site("https://witness.example").connection, http.client.HTTPSConnection)
