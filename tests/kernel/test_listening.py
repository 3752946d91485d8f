"""Whether a port is free, and whether somebody answers, asked of real sockets."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tocsin.kernel.listening import is_answering, is_free


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """Bound to a port of this machine; whoever needs it listening calls `listen()`."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield one


def port(server: socket.socket) -> int:
    return int(server.getsockname()[1])


def test_a_port_that_somebody_listens_on_is_neither_free_nor_silent(server: socket.socket) -> None:
    server.listen()
    assert (is_free(port(server)), is_answering(port(server))) == (False, True)


def test_a_port_that_is_only_taken_does_not_answer(server: socket.socket) -> None:
    assert (is_free(port(server)), is_answering(port(server))) == (False, False)


def test_a_port_is_free_again_when_its_server_has_gone(server: socket.socket) -> None:
    server.listen()
    number = port(server)
    server.close()
    assert (is_free(number), is_answering(number)) == (True, False)


def test_asking_takes_nothing(server: socket.socket) -> None:
    number = port(server)
    server.close()
    assert [is_free(number) for _time in range(3)] == [True] * 3
    with socket.socket() as other:
        other.bind(("127.0.0.1", number))
        assert other.getsockname()[1] == number
