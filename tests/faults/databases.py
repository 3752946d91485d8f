"""PostgreSQL for worlds that are to be broken: copied databases, and a server on a disk."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.faults.power import Disk
from tests.postgres import PATIENCE, UNPRIVILEGED, Server

LASTING = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def named(url: str, database: str) -> str:
    """The URL of another database of that server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def create(url: str, database: str, template: str = "template1") -> str:
    """Makes a database on the server of `url`, gives its URL."""
    with psycopg.connect(named(url, "postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
    return named(url, database)


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # pid (name) state ppid: the name may hold blanks and brackets.
            if int(place.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(place.parent.name))
    return found


@contextmanager
def maybe(engine: str) -> Iterator[tuple[str, list[Path]]]:
    """A server of our own where the engine is one: its URL, and where its files lie."""
    if engine == "sqlite":
        yield "", []
        return
    with Lasting() as server:
        yield create(server.url(), "seized"), [server.data]


class Lasting(Server):
    """A server that keeps what it acknowledged, as an installed one does; it can be restarted."""

    def __init__(self) -> None:
        super().__init__(**LASTING)

    def crash(self) -> None:
        """All its processes die at once; each backend leads a session of its own."""
        assert self.process is not None
        all_of_it = [self.process.pid, *children(self.process.pid)]
        for pid in all_of_it:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        end = time.monotonic() + PATIENCE
        while any(Path(f"/proc/{pid}").exists() for pid in all_of_it):
            assert time.monotonic() < end, "PostgreSQL does not die"
            time.sleep(0.01)

    def rest(self) -> None:
        """Stops it in order; its data stay."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait()

    def restart(self) -> None:
        """As an administrator does: no new connections, open ones are broken, and up again."""
        self.rest()
        self.launch()


class OnDisk(Lasting):
    """A server whose data lie on a disk whose power may fail."""

    def __init__(self) -> None:
        super().__init__()
        self.disk = Disk(self.folder / "power")

    def make(self) -> None:
        """The disk, and the data on it."""
        self.disk.__enter__()
        if os.geteuid() == 0:
            shutil.chown(self.disk.mount, UNPRIVILEGED, "nogroup")
        self.data = self.disk.mount / "data"
        super().make()

    def cut(self) -> None:
        """The power fails."""
        self.disk.cut()
        self.crash()

    def again(self) -> None:
        """The machine starts, and the server on it."""
        self.disk.start()
        self.launch()

    def stop(self) -> None:
        """For good."""
        self.disk.cut()
        super().stop()
