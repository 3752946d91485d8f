"""One address is asked over lines that break: what is asked again, and what is given up."""

from __future__ import annotations

import gzip
import socket
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest

from tocsin.kernel.tlog.fetching import Site
from tocsin.kernel.tlog.verify import Invalid

FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"
NOTHING = b""
PATIENCE = 10  # seconds; only a test that fails waits for them
AT_ONCE = struct.pack("ii", 1, 0)


class Server(Thread):
    """Says on its first line what stands first, and so on, and hangs up after each."""

    def __init__(self, lines: Sequence[Sequence[bytes]], *, resets: bool) -> None:
        super().__init__()
        self.lines, self.resets = lines, resets
        self.asked: list[bytes] = []
        self.hung_up = Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def run(self) -> None:
        """Until all lines were dialled, or the listening ends."""
        for answers in self.lines:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with line:
                line.settimeout(PATIENCE)
                for answer in answers:
                    self.asked.append(line.recv(65_536).partition(b"\r\n")[0])
                    line.sendall(answer)
                if self.resets:
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            self.hung_up.set()


@contextmanager
def server(*lines: Sequence[bytes], resets: bool = False) -> Iterator[Server]:
    """While it runs."""
    made = Server(lines, resets=resets)
    made.start()
    try:
        yield made
    finally:
        made.socket.shutdown(socket.SHUT_RDWR)
        made.join()
        made.socket.close()


@pytest.mark.parametrize("resets", [False, True])
def test_a_file_is_asked_for_again_when_the_line_was_hung_up_since(resets: bool) -> None:
    with server([FINE], [FINE], resets=resets) as there, Site(there.url) as site:
        assert site.get("tile") == b"fine"
        assert there.hung_up.wait(PATIENCE)
        assert site.get("checkpoint") == b"fine"
    assert there.asked == [b"GET /tile HTTP/1.1", b"GET /checkpoint HTTP/1.1"]


def test_an_answer_that_never_ends_its_head_is_given_up() -> None:
    """A letter now and then kept a watcher waiting for days."""
    ended = Event()
    with socket.create_server(("127.0.0.1", 0)) as there:

        def drip() -> None:
            line, _ = there.accept()
            with line, suppress(OSError):
                line.sendall(b"HTTP/1.1 404 Not Found\r\n")
                while not ended.wait(0.1):
                    line.sendall(b"H")

        dripping = Thread(target=drip)
        dripping.start()
        try:
            url = f"http://127.0.0.1:{there.getsockname()[1]}"
            with Site(url, 0.5) as site, pytest.raises(Invalid, match="too slow"):
                site.get("checkpoint")
        finally:
            ended.set()
            dripping.join()


def test_a_file_is_not_asked_for_a_third_time() -> None:
    with server([FINE], [NOTHING], [FINE]) as there, Site(there.url) as site:
        site.get("tile")
        assert there.hung_up.wait(PATIENCE)
        with pytest.raises(Invalid, match=r"does not answer as it should .* Try later\."):
            site.get("tile")


def test_what_is_handed_in_is_not_handed_in_twice() -> None:
    """The server may have done it before it hung up."""
    with server([FINE], [FINE]) as there, Site(there.url) as site:
        site.get("tile")
        assert there.hung_up.wait(PATIENCE)
        with pytest.raises(Invalid, match=r"does not answer as it should .* Try later\.") as it:
            site.ask("POST", "add-checkpoint", b"old 0\n")
        assert it.value.unsure


def test_who_hangs_up_on_the_first_question_is_not_asked_again() -> None:
    with server([NOTHING], [FINE]) as there, Site(there.url) as site:
        with pytest.raises(Invalid, match=r"does not answer as it should .* Try later\.") as it:
            site.get("tile")
        assert it.value.unsure
    assert there.asked == [b"GET /tile HTTP/1.1"]


def test_after_an_answer_that_is_none_the_next_question_has_a_line_of_its_own() -> None:
    with server([b"nonsense\r\n\r\n"], [FINE]) as there, Site(there.url) as site:
        with pytest.raises(Invalid, match="does not answer as it should"):
            site.get("tile")
        assert site.get("tile") == b"fine"


def test_the_line_is_hung_up_when_nothing_more_is_asked() -> None:
    with server([FINE, NOTHING]) as there:
        with Site(there.url) as site:
            site.get("tile")
        assert there.hung_up.wait(PATIENCE)
        assert there.asked == [b"GET /tile HTTP/1.1", NOTHING]


def test_a_server_that_is_busy_may_be_asked_later() -> None:
    busy = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
    with server([busy]) as there, Site(there.url) as site, pytest.raises(Invalid) as refused:
        site.get("tile")
    assert refused.value.sentence == f"{there.url} answered 503 for tile. Try later."
    assert refused.value.unsure


def packed(data: bytes) -> bytes:
    """An answer whose body says that it is gzip."""
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    return head % len(data) + data


@pytest.mark.parametrize(
    "data", [b"fine", zlib.compress(b"fine"), gzip.compress(b"fine", mtime=0)[2:]]
)
def test_what_says_that_it_is_packed_and_is_not_is_no_answer(data: bytes) -> None:
    with (
        server([packed(data)]) as there,
        Site(there.url) as site,
        pytest.raises(Invalid, match=r"does not answer as it should .* Try later\."),
    ):
        site.get("tile")


def test_an_answer_has_twenty_megabytes_at_most() -> None:
    """2²⁰ each; the longest bundle of entries that there can be has 16.8 million bytes."""
    most = 20 * 2**20
    answers = [packed(gzip.compress(bytes(size), 1)) for size in (most, most + 1)]
    with server(answers) as there, Site(there.url) as site:
        assert site.get("tile/entries/000") == bytes(most)
        with pytest.raises(Invalid, match=r"\(it is too long or too slow\)\. Try later\."):
            site.get("tile/entries/001")
