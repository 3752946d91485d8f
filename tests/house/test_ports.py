"""A port that a test chose is still free when its server begins to listen."""

from __future__ import annotations

import socket
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.ports import free_port
from tocsin.kernel.web.listening import is_answering, is_free


def test_a_port_that_was_chosen_is_kept_from_all_who_ask_for_any() -> None:
    number = free_port()
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", number))
    assert not is_answering(number)
    assert is_free(number), "for the server that the program starts there"


def test_a_server_listens_on_a_port_that_was_chosen_also_a_second_time() -> None:
    number = free_port()
    for _time in range(2):
        with (
            HTTPServer(("127.0.0.1", number), BaseHTTPRequestHandler),
            socket.create_connection(("127.0.0.1", number), timeout=20),
        ):
            assert is_answering(number)
