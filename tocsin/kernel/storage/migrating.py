"""How a database gets its tables: all of them or none, and never from half-way.

One step of now stands for several of before (`replaces`). Where a database had some of those and
not all, Django would leave the step out without a word; so that is refused before Django looks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tocsin.kernel.refusal import Refusal

LAST = "3167bb2"  # the last commit of this repository in which the steps of before stand
NAMED = 3  # places that a sentence names
STANDS = (
    "The database stands at {}, half-way to what this version begins with. Check out commit {} of "
    "Tocsin, run there: tocsin manage migrate; then come back to this version."
)


def applied() -> list[list[str]]:
    """The migrations that the database has had, as [app, name]."""
    return sorted(list(one) for one in MigrationRecorder(connection).applied_migrations())


def _steps() -> Collection[Migration]:
    """Those of this program and of what it stands on."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return loader.disk_migrations.values()


def unknown(migrations: Iterable[Iterable[str]]) -> list[str]:
    """Those that this program does not know: they are of a newer one."""
    known: set[tuple[str, str]] = set()
    for step in _steps():
        known |= {(step.app_label, step.name), *step.replaces}
    return [".".join(pair) for pair in migrations if tuple(pair) not in known]


def halfway(migrations: Iterable[Iterable[str]]) -> str:
    """The last that was had of each step that was not had whole; empty where there is none."""
    had = {tuple(one) for one in migrations}
    stands = []
    for step in _steps():
        there = [one for one in step.replaces if one in had]
        if there and there != step.replaces:
            stands.append(".".join(there[-1]))
    told = sorted(stands)[:NAMED]
    return ", ".join(told if len(stands) <= NAMED else [*told, "…"])


def doubt() -> str:
    """What keeps the database from this version, and what to do; empty where nothing does."""
    stands = halfway(applied())
    return STANDS.format(stands, LAST) if stands else ""


def refuse_halfway() -> None:
    """Raises Refusal where the database stands half-way."""
    if said := doubt():
        raise Refusal(said)


@contextmanager
def whole() -> Iterator[None]:
    """Around `migrate`. Raises Refusal where the database stands half-way.

    A new database gets all tables in one transaction: whatever stops it, the next one begins anew.
    """
    refuse_halfway()
    if connection.introspection.table_names():
        yield
        return
    # SQLite cannot cease to check keys within a transaction, and changes no table while it does.
    with connection.constraint_checks_disabled(), transaction.atomic():
        yield
