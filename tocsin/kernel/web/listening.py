"""Whether a port of this machine is free, who answers there, and how many may be connected."""

from __future__ import annotations

import resource
import socket

MANY = 16_384  # connections of one process of the web: ten thousand idle ones, and room for people
OTHERS = 512  # files that a process opens besides


def is_free(port: int) -> bool:
    """Whether a server could listen on the loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def is_answering(port: int) -> bool:
    """Whether a connection to the loopback port is taken."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def let_many_connect() -> int:
    """Lets this process, and those it starts, open as many files as it may; gives how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unbounded = resource.RLIM_INFINITY
    wanted = MANY + OTHERS if hard == unbounded else min(hard, MANY + OTHERS)
    if soft != unbounded and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def connections() -> int:
    """How many may be connected to one process of the web."""
    return max(let_many_connect() - OTHERS, 64)
