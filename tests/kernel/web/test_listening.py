"""Whether a port is free, and whether somebody answers, asked of real sockets."""

from __future__ import annotations

import resource
import socket
from collections.abc import Iterator

import pytest

from tocsin.kernel.web.listening import (
    MANY,
    OTHERS,
    connections,
    is_answering,
    is_free,
    let_many_connect,
)


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


@pytest.mark.parametrize(
    ("limits", "wanted", "many"),
    [
        ((1024, 524_288), MANY + OTHERS, MANY),
        ((1024, resource.RLIM_INFINITY), MANY + OTHERS, MANY),
        ((1024, 4096), 4096, 4096 - OTHERS),
        ((256, 256), 256, 64),
    ],
)
def test_as_many_may_connect_as_the_user_may_open_files(
    monkeypatch: pytest.MonkeyPatch, limits: tuple[int, int], wanted: int, many: int
) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _what: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _what, both: told.append(both))
    assert let_many_connect() == wanted
    assert connections() == many
    assert set(told) == ({(wanted, limits[1])} if wanted > limits[0] else set())


def test_what_is_open_enough_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    both = (1_000_000, resource.RLIM_INFINITY)
    monkeypatch.setattr(resource, "getrlimit", lambda _what: both)
    monkeypatch.setattr(resource, "setrlimit", lambda *_words: pytest.fail("it was changed"))
    assert connections() == MANY
