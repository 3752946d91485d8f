"""A server of our own for a benchmark, and rows in large numbers: invented, of the right size."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

LARGEST = 6_100_000  # signatures of one appeal: as many as any petition is known to have had
NAMES = ("Ada Moran", "Bo Lindqvist", "Oline Strand", "Цэрэн Бат", "Amara Diallo", "王小梅")
AT_ONCE = 10_000
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def surroundings(engine: str = "sqlite") -> Iterator[None]:
    """A data folder, unlocked, with a key to seal to, and an empty database."""
    with tempfile.TemporaryDirectory(prefix="tocsin_bench_") as folder, ExitStack() as open_:
        os.environ["TOCSIN_HOME"] = f"{folder}/home"
        os.environ["TOCSIN_RUNTIME"] = f"{folder}/memory"
        os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.settings"
        if engine == "postgresql":
            from tests.postgres import Server

            server = Server(
                fsync="on", synchronous_commit="on", full_page_writes="on", shared_buffers="1GB"
            )
            os.environ["DATABASE_URL"] = open_.enter_context(server).url()
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        from tests.unlocked import begin

        begin()
        call_command("migrate", verbosity=0)
        yield
        connections.close_all()


def signatures(revision: Any, number: int, seed: int = 1) -> None:
    """So many signatures: of a hundred 85 count, 5 wait, 5 are held back, 5 are repeated.

    Of ten one is on paper, of three one shows a name. Blobs are random and of real sizes.
    """
    chance = random.Random(seed)  # noqa: S311 - benchmarks want the same rows again
    columns = [
        *("appeal_id", "revision_id", "channel", "state", "sealed", "key_id", "tag", "likeness"),
        *("domain", "token_hash", "commitment", "digest", "mark", "public_name", "language"),
        *("signed_at", "counted_at"),
    ]

    def one(at: int) -> tuple[object, ...]:
        state = ("unconfirmed", "held", "repeated")[at % 20] if at % 20 < 3 else "counted"
        if state != "held" and at % 100 >= 95:
            state = "counted"
        paper = at % 10 == 9
        moment = BEGAN + timedelta(seconds=at)
        named = state == "counted" and at % 3 == 0
        counted = state in {"counted", "held"}
        return (
            revision.appeal_id,
            revision.pk,
            "paper" if paper else "web",
            state,
            chance.randbytes(220 + at % 60),
            "0123456789abcdef",
            chance.randbytes(32),
            chance.randbytes(2),
            chance.randbytes(3),
            chance.randbytes(32),
            chance.randbytes(32) if counted else None,
            chance.randbytes(60),
            chance.randbytes(32),
            f"{NAMES[at % len(NAMES)]} {at}" if named else "",
            "en",
            moment,
            moment + timedelta(minutes=9) if counted else None,
        )

    _insert("signing_signature", columns, (one(at) for at in range(number)))


def entries(subject: bytes, number: int, seed: int = 2, placed: int = 0) -> None:
    """So many counted voices in the rows of the public log, all of them with a place."""
    chance = random.Random(seed)  # noqa: S311
    columns = ["id", "kind", "subject", "hour", "commitment", "position", "not_before"]
    rows = (
        (chance.getrandbits(62), 1, subject, 490_000, chance.randbytes(32), placed + at, BEGAN)
        for at in range(number)
    )
    _insert("kernel_ledgerentry", columns, rows)


def _insert(table: str, columns: list[str], rows: Iterable[tuple[object, ...]]) -> None:
    """All of them in one transaction, without indexes and triggers, which are made afterwards."""
    from django.db import connection, transaction

    from tocsin.kernel import counters

    marks = ", ".join(["%s"] * len(columns))
    insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        again = _without_indexes(cursor, table)
        batch: list[tuple[Any, ...]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == AT_ONCE:
                cursor.executemany(insert, batch)
                batch.clear()
        cursor.executemany(insert, batch)
        for text in again:
            cursor.execute(text)
        for counter in counters.COUNTERS:
            if counter.table == table and not counters.keep(counter):
                counters.recount(counter)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _without_indexes(cursor: Any, table: str) -> list[str]:
    """Drops what slows inserting down; gives what makes the indexes again."""
    from django.db import connection

    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = %s "
            "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)",
            [table],
        )
    else:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master "
            "WHERE type IN ('index', 'trigger') AND tbl_name = %s AND sql IS NOT NULL",
            [table],
        )
    found = list(cursor)
    for name, text in found:
        cursor.execute(f"DROP {'TRIGGER' if 'TRIGGER' in text[:20] else 'INDEX'} {name}")
    if connection.vendor == "postgresql":
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        return [text for _name, text in found] + [f"ALTER TABLE {table} ENABLE TRIGGER USER"]
    return [text for _name, text in found if "TRIGGER" not in text[:20]]
