"""One prepared folder and database, of which each round gets a copy with servers of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cluster.replicas import Copied
from tests.faults import databases
from tests.faults.world import copied, prepared
from tests.postgres import SETTINGS

DATABASE = "shared"


@dataclass(frozen=True)
class Template:
    """A data folder, and the data of a server that was stopped in order."""

    home: Path
    data: Path

    def server(self) -> Copied:
        """A server with that database, not started yet."""
        return Copied(self.data)

    def shared(self, folder: Path) -> Path:
        """The data folder that all machines of a round see."""
        folder.mkdir(parents=True)
        return copied(self.home, folder)


class Passing(databases.Lasting):
    """A server that hurries: its data outlive nothing but a stop in order."""

    def __init__(self) -> None:
        super().__init__()
        self.settings = SETTINGS


@contextmanager
def prepared_once(folder: Path) -> Iterator[Template]:
    """An appeal that may be signed."""
    with Passing() as server:
        url = databases.create(server.url(), DATABASE)
        home = prepared(folder, DATABASE_URL=url)
        server.rest()
        yield Template(home, server.data)
