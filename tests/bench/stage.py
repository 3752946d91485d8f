"""A server of our own for a benchmark, and rows in large numbers: invented, of the right size."""

from __future__ import annotations

import itertools
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
SEALED = 1142  # bytes of a record that is sealed with others
DAYS = 5  # in which they all came; links still work after them
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

    Of ten one is on paper, of three one shows a name, of four one wants to be told, of ten nine are
    with large providers. They came within the last DAYS. Blobs are random, of the sizes that real
    ones have.
    """
    from tocsin.kernel import coarse
    from tocsin.signing.commitments import spot
    from tocsin.signing.floods import known
    from tocsin.signing.informing import encrypted

    encrypted(revision.appeal, "", 0)  # such rows are not there without the appeal's keys
    chance = random.Random(seed)  # noqa: S311 - benchmarks want the same rows again
    now, large = datetime.now(UTC), sorted(known.marks(revision.appeal))
    columns = [
        *("appeal_id", "revision_id", "channel", "state", "sealed", "key_id", "tag", "likeness"),
        *("domain", "held", "commitment", "digest", "mark", "inform", "public_name"),
        *("language", "withheld", "quick", "signed_at", "counted_at"),
    ]

    def one(at: int) -> tuple[object, ...]:
        state = ("unconfirmed", "held", "repeated")[at % 20] if at % 20 < 3 else "counted"
        paper = at % 10 == 9
        moment = now - timedelta(days=DAYS) * (1 - at / number)
        named = state == "counted" and at % 3 == 0
        counted = state in {"counted", "held"}
        return (
            revision.appeal_id,
            revision.pk,
            "paper" if paper else "web",
            state,
            chance.randbytes(SEALED),
            "0123456789abcdef",
            chance.randbytes(32),
            chance.randbytes(2),
            chance.choice(large) if at % 10 else chance.randbytes(3),
            chance.randbytes(208) if state == "unconfirmed" else None,
            chance.randbytes(32),
            chance.randbytes(61),
            None if paper else spot(moment).encode() + chance.randbytes(28),
            chance.randbytes(60) if counted and at % 4 == 0 else None,
            f"{NAMES[at % len(NAMES)]} {at}" if named else "",
            "en",
            0,
            at % 50 == 0,
            coarse.hour(moment),
            coarse.minute(moment) if counted else None,
        )

    _insert("signing_signature", columns, (one(at) for at in range(number)))


def entries(subject: bytes, number: int, seed: int = 2, placed: int = 0) -> None:
    """So many counted voices in the rows of the public log, all of them with a place."""
    from tocsin.kernel.transparency.ledger import CHANCE

    chance = random.Random(seed)  # noqa: S311
    columns = ["id", "kind", "subject", "hour", "commitment", "position", "not_before"]
    last = int(datetime.now(UTC).timestamp()) // 3600

    def one(at: int) -> tuple[object, ...]:
        hour = last - DAYS * 24 * (number - at) // number
        key = hour << CHANCE | chance.getrandbits(CHANCE)
        return key, 1, subject, hour, chance.randbytes(32), placed + at, BEGAN

    _insert("kernel_ledgerentry", columns, (one(at) for at in range(number)))


def checkpoints() -> None:
    """Signs for all entries that have a place and shows them, as the worker would have by now."""
    from tocsin.kernel.tlog.note import sign_note
    from tocsin.kernel.tlog.tree import Frontier
    from tocsin.kernel.tlog.verify import Checkpoint
    from tocsin.kernel.transparency import sequencing
    from tocsin.kernel.transparency.ledger import Checkpointed, LedgerEntry, leaf

    last = Checkpointed.objects.first()
    tree, log = (
        Frontier.from_bytes(bytes(last.frontier)) if last else Frontier(),
        sequencing.signer(),
    )
    rows = (
        LedgerEntry.objects.filter(position__gte=tree.size).order_by("position").iterator(AT_ONCE)
    )
    while some := list(itertools.islice(rows, sequencing.LARGEST)):
        for one in some:
            tree.append(leaf(one))
        text = Checkpoint(log.name, tree.size, tree.root()).text()
        told = {"root": tree.root(), "frontier": tree.to_bytes(), "note": sign_note(text, [log])}
        Checkpointed.objects.create(size=tree.size, **told)
    sequencing.publish()


def _insert(table: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Without triggers, on PostgreSQL without indexes; SQLite need not wait for the disk.

    SQLite's indexes grow as in life. Made afterwards they would be full to the last byte, and who
    comes next would split a page of each.
    """
    from django.db import connection, transaction

    from tocsin.kernel.storage import counters

    marks = ", ".join(["%s"] * len(columns))
    insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
    left: Iterator[tuple[Any, ...]] = iter(rows)
    with connection.cursor() as cursor, _unsafe(cursor):
        again = _laid_bare(cursor, table)
        while some := list(itertools.islice(left, AT_ONCE)):
            with transaction.atomic():
                cursor.executemany(insert, some)
        for text in again:
            cursor.execute(text)
        for counter in counters.COUNTERS:
            if counter.table == table and not counters.keep(counter):
                counters.recount(counter)
        if connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE {table}")


@contextmanager
def _unsafe(cursor: Any) -> Iterator[None]:
    """What a power cut would lose is made anew at the next run."""
    from django.db import connection

    fast = connection.vendor == "sqlite"
    for words in ("synchronous=OFF", "cache_size=-2000000", "temp_store=FILE") if fast else ():
        cursor.execute(f"PRAGMA {words}")
    yield
    for words in (
        ("synchronous=FULL", "cache_size=-2000", "wal_checkpoint(TRUNCATE)") if fast else ()
    ):
        cursor.execute(f"PRAGMA {words}")


def _laid_bare(cursor: Any, table: str) -> list[str]:
    """Drops what slows inserting down; gives what makes it again, but for triggers that count."""
    from django.db import connection

    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
        )
        for (name,) in list(cursor):
            cursor.execute(f"DROP TRIGGER {name}")
        return []
    cursor.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = %s "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)",
        [table],
    )
    found = list(cursor)
    for name, _text in found:
        cursor.execute(f"DROP INDEX {name}")
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return [text for _name, text in found] + [f"ALTER TABLE {table} ENABLE TRIGGER USER"]
