"""PostgreSQL for worlds that are to be broken: copied databases, and a server on a disk."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.faults.power import Disk
from tests.postgres import UNPRIVILEGED, Server

LASTING = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def named(url: str, database: str) -> str:
    """The URL of another database of that server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def create(url: str, database: str, template: str = "template1") -> str:
    """Makes a database on the server of `url`, gives its URL."""
    with psycopg.connect(named(url, "postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
    return named(url, database)


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
        """All its processes die at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        """As an administrator does: no new connections, open ones are broken, and up again."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
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
