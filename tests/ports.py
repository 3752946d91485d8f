"""Ports of this machine for the servers of tests, also where several tests run at once."""

from __future__ import annotations

import socket


def free_port() -> int:
    """A port that nobody listens on, and that nobody else is given while this process lives.

    It is kept by a socket that never listens: a server that takes the port by its number may, as
    all do that reuse addresses, but whoever asks the machine for any port gets another.
    """
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    number = int(kept.getsockname()[1])
    kept.detach()  # it stays open, and is nobody's to close
    return number
