"""The database of one moment, out of either engine and into an empty one of the same.

SQLite writes a whole copy of itself (VACUUM INTO), without what was deleted. PostgreSQL gives each
table by COPY, all in one snapshot, and takes them into tables that the migrations of that time
have made. So neither pg_dump nor a server of the same release is needed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from tocsin.kernel.crypto import wiping
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import counters

COPY = ".backup-rows"  # beside the database, on the disk where the same rows lie anyway
WHOLE, TABLE = "database", "table/"
STEP = 256 * 1024  # bytes of a block
MADE_APART = {"django_migrations"}
FULL = (
    "The disk of {} is full: a backup needs room there for one more copy of the database, for a "
    "moment. Nothing was kept; make room and try again."
)
Blocks = Iterator[bytes]


@dataclass(frozen=True)
class Rows:
    """The database of one moment; `tables` names the columns of each where there are tables."""

    tables: dict[str, list[str]]
    size: int
    members: Iterator[tuple[str, Blocks]]


def engine() -> str:
    """`sqlite` or `postgresql`."""
    return str(connection.vendor)


def blocks_of(file: BinaryIO) -> Blocks:
    """A file's bytes, some at a time."""
    while block := file.read(STEP):
        yield block


@contextmanager
def taken(folder: Path) -> Iterator[Rows]:
    """The rows of now, whatever is written meanwhile. Raises Refusal where the disk is full."""
    with _whole(folder) if engine() == "sqlite" else _tables() as rows:
        yield rows


@contextmanager
def _whole(folder: Path) -> Iterator[Rows]:
    place = folder / COPY
    wiping.remove(place)  # of a backup that was killed
    try:
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _vacuum(place)
        with place.open("rb") as file:
            yield Rows({}, place.stat().st_size, iter([(WHOLE, blocks_of(file))]))
    finally:
        wiping.remove(place)


def _vacuum(place: Path) -> None:
    source = str(connection.settings_dict["NAME"])
    try:
        with closing(sqlite3.connect(source, timeout=20, isolation_level=None)) as database:
            database.execute("VACUUM INTO ?", [str(place)])
        with closing(sqlite3.connect(place)) as copy:
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            raise Refusal(FULL.format(place.parent)) from error
        raise Refusal(f"The database cannot be copied: {error}. Run: tocsin doctor") from error
    if found != "ok":
        raise Refusal(
            f"The database is damaged ({found}). Nothing was kept; bring it back from the last "
            "backup that was made before: tocsin restore"
        )


@contextmanager
def _tables() -> Iterator[Rows]:
    own = connections["default"].copy()
    quote = own.ops.quote_name
    try:
        own.ensure_connection()
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            names = set(own.introspection.table_names(cursor)) - MADE_APART
            tables = {name: _columns(own, cursor, name) for name in sorted(names)}

            def copied(name: str) -> Blocks:
                columns = ", ".join(map(quote, tables[name]))
                with cursor.copy(f"COPY {quote(name)} ({columns}) TO STDOUT") as rows:
                    yield from _gathered(rows)

            cursor.execute("SELECT pg_database_size(current_database())")
            size = cursor.fetchone()[0]
            yield Rows(tables, size, ((TABLE + name, copied(name)) for name in tables))
    finally:
        own.close()


def _columns(database: Any, cursor: Any, name: str) -> list[str]:
    return [one.name for one in database.introspection.get_table_description(cursor, name)]


def _gathered(blocks: Iterable[bytes]) -> Blocks:
    waiting = bytearray()
    for block in blocks:
        waiting += block
        if len(waiting) >= STEP:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)


class Filling:
    """Takes tables in, in the transaction of `filled`."""

    def __init__(self, tables: dict[str, list[str]]) -> None:
        self.tables = tables

    def take(self, member: str, blocks: Iterable[bytes]) -> None:
        """One table."""
        name, quote = member.removeprefix(TABLE), connection.ops.quote_name
        if any(one.into == name for one in counters.COUNTERS):
            # The triggers have written numbers there by now; `filled` makes all of them anew.
            for _ in blocks:
                continue
            return
        columns = ", ".join(map(quote, self.tables[name]))
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {quote(name)} ({columns}) FROM STDIN") as rows,
        ):
            for block in blocks:
                rows.write(block)


@contextmanager
def filled(migrations: list[list[str]], tables: dict[str, list[str]]) -> Iterator[Filling]:
    """Tables as they were at that time, to be filled within."""
    refuse_filled()
    _make(migrations)
    with transaction.atomic():
        _empty(tables)
        yield Filling(tables)
        _count_on(tables)
        # The triggers counted what came in, table by table; so it is counted whole once more.
        for one in counters.COUNTERS:
            if one.into in tables:
                counters.recount(one)


def refuse_filled() -> None:
    """Raises Refusal where the database of DATABASE_URL has tables."""
    if connection.introspection.table_names():
        raise Refusal(
            "The database of DATABASE_URL is not empty, and a restore never writes over what is "
            "there. Make a new one (createdb) and let DATABASE_URL name it."
        )


def _make(migrations: list[list[str]]) -> None:
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in migrations}
    for key, step in executor.loader.replacements.items():
        if wanted.issuperset(step.replaces):
            wanted = wanted - set(step.replaces) | {key}
    below = {parent.key for key in wanted for parent in executor.loader.graph.node_map[key].parents}
    executor.migrate(sorted(wanted - {one for one in below if _goes_on(executor, one, wanted)}))


def _goes_on(executor: MigrationExecutor, one: tuple[str, str], wanted: set[Any]) -> bool:
    """Whether a later migration of the same app is wanted too."""
    children = executor.loader.graph.node_map[one].children
    return any(child.key in wanted and child.key[0] == one[0] for child in children)


def _empty(tables: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, tables))}")


def _count_on(tables: dict[str, list[str]]) -> None:
    """New rows get numbers beyond those that came in."""
    with connection.cursor() as cursor:
        for name, columns in tables.items():
            for column in columns:
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{name}"', column])
                if sequence := cursor.fetchone()[0]:
                    last = f'(SELECT max("{column}") FROM "{name}")'  # noqa: S608 - our own names
                    cursor.execute(
                        f"SELECT setval(%s, coalesce({last}, 1), {last} IS NOT NULL)",
                        [sequence],
                    )


def drop() -> None:
    """Takes away what a restore that failed made in a database that was empty before."""
    connection.close()
    with connection.cursor() as cursor:
        names = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names()))
        if names:
            cursor.execute(f"DROP TABLE {names} CASCADE")
