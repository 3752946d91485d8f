"""A database gets all its tables or none, and none is brought on from half-way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from tests.kernel.backups.elsewhere import Elsewhere
from tocsin.kernel.storage import migrating

BEGUN = [one for one in MigrationLoader(None).disk_migrations.values() if one.replaces]
STANDS = "The database stands at signing.0008_held, half-way to what this version begins with."
REMEDY = f"Check out commit {migrating.LAST} of Tocsin, run there: tocsin manage migrate; then"
OPENING = ("up", "init", "manage migrate", "manage migrate signing", "work", "work --once")
# All of it in one process, since each one that starts takes a second.
PROLOGUE = """
import contextlib, io, json
from django.db import connection
from tocsin.__main__ import main
from tocsin.kernel.storage import migrating

def typed(words):
    said = [io.StringIO(), io.StringIO()]
    try:
        with contextlib.redirect_stdout(said[0]), contextlib.redirect_stderr(said[1]):
            main(words.split())
    except SystemExit as end:
        return [end.code, *[one.getvalue() for one in said]]

def forget(name):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = %s", [name])
"""
HALFWAY = """
forget("0009_links_by_their_marks")
before = migrating.applied()
told = {words: typed(words) for words in (*OPENING, "doctor --json")}
print(json.dumps([told, before == migrating.applied()]))
"""
OLD = """
whole = migrating.applied()
forget("0001_schema")
told = [typed("doctor --json"), typed("init")]
print(json.dumps([told, whole == migrating.applied()]))
"""
DYING = """
import os
from tocsin.archive import finding
finding.keep = lambda: os._exit(0)
typed("init")
"""
AGAIN = """
tables = connection.introspection.table_names()
print(json.dumps([tables, typed("init"), typed("doctor --json")]))
"""
NUMBERED = """
from tocsin.kernel.storage import counters
from tocsin.kernel.transparency.ledger import COUNTER
typed("manage migrate kernel 0001")
entry = "INSERT INTO kernel_ledgerentry (id, kind, subject, hour, commitment, not_before)"
number = "rowid" if connection.vendor == "sqlite" else "id"
with connection.cursor() as cursor:
    for key in (9, 5, 7):
        values = [key, 1, bytes(32), 3, bytes([key]) * 32, "2026-01-01 00:00:00+00:00"]
        cursor.execute(f"{entry} VALUES (%s, %s, %s, %s, %s, %s)", values)
said = typed("manage migrate")
with connection.cursor() as cursor:
    cursor.execute(f"SELECT {number}, commitment FROM kernel_ledgerentry ORDER BY {number}")
    rows = [[key, bytes(hidden)[0]] for key, hidden in cursor]
print(json.dumps([said[0], rows, counters.stands(COUNTER), counters.wrong(COUNTER)]))
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path / "elsewhere")


def tell(elsewhere: Elsewhere, code: str) -> Any:
    """What it prints, on that server."""
    said = elsewhere.python(f"OPENING = {OPENING}\n{PROLOGUE}{code}")
    return json.loads(said) if said else None


def database(said: str) -> str:
    """What the doctor says is to be done about it."""
    return next(str(one["remedy"]) for one in json.loads(said) if one["about"] == "database")


@pytest.mark.django_db
def test_whatever_would_bring_on_or_work_on_a_half_way_database_says_where_it_stands(
    elsewhere: Elsewhere,
) -> None:
    told, same = tell(elsewhere, f"typed('init'){HALFWAY}")
    for words in OPENING:
        code, _, said = told[words]
        assert code == 1, words
        assert STANDS in said, words
        assert REMEDY in said, words
        assert len(said.splitlines()) == 1, words
    assert database(told["doctor --json"][1]).startswith(STANDS)
    assert same


@pytest.mark.django_db
def test_a_database_that_had_every_step_of_before_goes_on_by_itself(elsewhere: Elsewhere) -> None:
    told, same = tell(elsewhere, f"typed('init'){OLD}")
    doctor, init = told
    assert database(doctor[1]) == ""
    assert init[0] == 0
    assert same


@pytest.mark.django_db
def test_what_dies_while_it_makes_the_tables_leaves_none_and_the_next_makes_all(
    elsewhere: Elsewhere,
) -> None:
    assert tell(elsewhere, DYING) is None
    tables, init, doctor = tell(elsewhere, AGAIN)
    assert tables == []
    assert (init[0], init[2]) == (0, "")
    assert database(doctor[1]) == ""


@pytest.mark.django_db
def test_entries_that_were_numbered_as_they_came_bear_their_keys_alone(
    elsewhere: Elsewhere,
) -> None:
    code, rows, stands, wrong = tell(elsewhere, f"typed('init'){NUMBERED}")
    assert code in (0, None)
    assert rows == [[5, 5], [7, 7], [9, 9]]
    assert (stands, wrong) == (True, [])


@pytest.mark.django_db(transaction=True)
def test_keys_are_checked_again_once_the_tables_are_made() -> None:
    with migrating.whole():
        pass
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys")
            assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("step", BEGUN, ids=lambda one: str(one.app_label))
def test_some_of_what_a_step_replaces_is_half_way_and_all_or_nothing_is_not(
    step: Migration,
) -> None:
    others = [one for other in BEGUN if other is not step for one in other.replaces]
    for had in range(len(step.replaces) + 1):
        wanted = "" if had in {0, len(step.replaces)} else ".".join(step.replaces[had - 1])
        assert migrating.halfway([*others, *step.replaces[:had]]) == wanted
    assert not migrating.unknown(step.replaces)


def test_no_more_than_three_places_are_named() -> None:
    first = [one.replaces[0] for one in BEGUN if len(one.replaces) > 1]
    assert len(first) > 3
    named = ", ".join(sorted(".".join(one) for one in first)[:3])
    assert migrating.halfway(first) == f"{named}, …"


def test_a_step_of_the_future_is_unknown() -> None:
    assert migrating.unknown([["kernel", "9999_later"], ["kernel", "0001_schema"]]) == [
        "kernel.9999_later"
    ]
