"""What SQLite is asked for: that nothing is lost, and that what was erased lies nowhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tocsin.settings import _sqlite

ERASED = b"who was erased "
LIMIT = 16 * 1024 * 1024  # bytes


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the database lies."""
    return tmp_path / "tocsin.sqlite3"


@pytest.fixture
def database(place: Path) -> Iterator[sqlite3.Connection]:
    """One that is opened as the program opens it."""
    with closing(sqlite3.connect(place, isolation_level=None)) as opened:
        opened.executescript(_sqlite(place.parent)["OPTIONS"]["init_command"])
        opened.execute("CREATE TABLE one (text BLOB)")
        yield opened


def log_of(place: Path) -> Path:
    return place.with_name(f"{place.name}-wal")


def test_it_waits_for_the_disk_and_erases_for_good(database: sqlite3.Connection) -> None:
    asked = ("journal_mode", "synchronous", "secure_delete", "temp_store")
    told = [database.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
    assert told == ["wal", 2, 1, 2]


def test_a_long_transaction_leaves_no_long_log_behind(
    database: sqlite3.Connection, place: Path
) -> None:
    database.execute("BEGIN")
    database.executemany("INSERT INTO one VALUES (?)", [(ERASED * 100_000,)] * 20)
    database.execute("COMMIT")
    assert log_of(place).stat().st_size > LIMIT
    database.execute("DELETE FROM one")
    for _again in range(2):  # it is cut where the next write begins it anew
        database.execute("PRAGMA wal_checkpoint(RESTART)")
        database.execute("INSERT INTO one VALUES (?)", [b"another"])
    assert log_of(place).stat().st_size <= LIMIT
    assert ERASED not in place.read_bytes()
