"""On SQLite nobody who writes is kept out by another one who writes again and again."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from tocsin.settings import _sqlite

HELD = 0.005  # seconds of each transaction of the one who never rests
MANY = 200


@pytest.fixture(autouse=True)
def _allowed(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Databases of its own."""
    with django_db_blocker.unblock():
        yield


def made(folder: Path, timeout: float = 20) -> ConnectionHandler:
    """A database as the program opens it; each thread has a connection of its own."""
    settings = _sqlite(folder)
    settings["OPTIONS"]["timeout"] = timeout
    database = ConnectionHandler({"default": settings})
    with database["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE one (number INTEGER)")
    return database


def write(database: ConnectionHandler, held: float = 0.0) -> None:
    """One transaction."""
    connection = database["default"]
    connection.ensure_connection()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO one VALUES (1)")
    time.sleep(held)
    connection.commit()
    connection.set_autocommit(True)


def test_who_waits_has_a_turn_before_another_has_had_many(tmp_path: Path) -> None:
    database, begun, ours = made(tmp_path), threading.Event(), 0

    def never_rests() -> None:
        for _again in range(MANY):
            write(database, HELD)
            begun.set()
        database.close_all()

    other = threading.Thread(target=never_rests, daemon=True)
    other.start()
    assert begun.wait(60), "the other one has not written once"
    while other.is_alive():
        write(database)
        ours += 1
    assert ours >= MANY // 20  # as SQLite waits itself: once
    database.close_all()


def test_who_waits_too_long_is_told_so_and_may_come_again(tmp_path: Path) -> None:
    database = made(tmp_path, timeout=0.05)
    with closing(sqlite3.connect(tmp_path / "tocsin.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            write(database)
    write(database)
    database.close_all()
