"""Worlds that may be broken: each on its own copy of one prepared data folder and database."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engine import engine
from tests.faults import databases
from tests.faults.world import World, copied, prepared


@dataclass(frozen=True)
class Template:
    """What is copied; `url` is empty for SQLite, whose file lies in the data folder."""

    home: Path
    url: str

    def world(self, folder: Path, fault: str = "") -> World:
        """A new world in that folder."""
        folder.mkdir(parents=True, exist_ok=True)
        return World(copied(self.home, folder), fault, None, **self.database())

    def database(self) -> dict[str, str]:
        """The setting of a new copy of the database."""
        if not self.url:
            return {}
        name = f"faults_{uuid.uuid4().hex}"
        return {"DATABASE_URL": databases.create(self.url, name, self.url.rpartition("/")[2])}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Made once."""
    url = ""
    if engine() == "postgresql":
        url = databases.create(os.environ["DATABASE_URL"], f"faults_{uuid.uuid4().hex}")
    settings = {"DATABASE_URL": url} if url else {}
    return Template(prepared(tmp_path_factory.mktemp("template"), **settings), url)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder for one world, apart from the data folder of the test itself."""
    folder = tmp_path / "world"
    folder.mkdir()
    return folder
