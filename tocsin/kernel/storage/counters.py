"""How many rows there are of each kind, kept by the database itself while they come and go.

Triggers write the numbers in the transaction of whatever changes the rows, so no move can forget
them and none is asked to. PostgreSQL counts once for a statement, into a row that nobody else
holds just then (a new one where all are held): counting waits for nobody and cannot deadlock. A
number is the sum of such rows, of which there are never more than transactions at once.
"""

from __future__ import annotations

# Names of tables and expressions are constants of this program.
# ruff: noqa: S608
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

ROW = "{row}"


@dataclass(frozen=True)
class Counter:
    """Rows of `table` are counted in `into` (with a column `number`) by the columns of `by`.

    Each column of `by` is an SQL expression over `{row}`, alike on both engines, never NULL.
    """

    table: str
    into: str
    by: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> str:
        """Their names."""
        return ", ".join(self.by)

    def of(self, row: str) -> list[str]:
        """The expressions over one row or table."""
        return [one.replace(ROW, row) for one in self.by.values()]

    def same(self, row: str) -> str:
        """The condition that a row of `into` is that of a row."""
        pairs = zip(self.by, self.of(row), strict=True)
        return " AND ".join(f"{name} = {value}" for name, value in pairs)


COUNTERS: list[Counter] = []


def declare(table: str, into: str, **by: str) -> Counter:
    """Declares a counter; its triggers come with a migration that calls `keep`."""
    made = Counter(table, into, by)
    COUNTERS.append(made)
    return made


def wanted(counter: Counter) -> dict[str, str]:
    """The triggers as they should be: name to SQL. A name changes with what the trigger does."""
    make = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    found = {}
    for event, text in make(counter).items():
        name = f"count_{counter.into}_{event}_{sha256(text.encode()).hexdigest()[:8]}"
        found[name] = text.replace("{name}", name)
    return found


def _standing(counter: Counter) -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s)", [counter.table]
            )
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                [counter.table],
            )
        return {name for (name,) in cursor if name.startswith(f"count_{counter.into}_")}


def stands(counter: Counter) -> bool:
    """Whether the triggers are there, and are those of this version."""
    return _standing(counter) == set(wanted(counter))


def keep(counter: Counter) -> bool:
    """Sets the triggers and counts anew, unless they stand; whether it had to be done.

    SQLite loses triggers when a migration makes their table anew.
    """
    if stands(counter):
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        _alone(counter)
        for name in _standing(counter):
            on = f" ON {counter.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
        for text in wanted(counter).values():
            cursor.execute(text)
        recount(counter)
    return True


def recount(counter: Counter) -> None:
    """Counts all rows and writes the numbers; whoever changes rows waits meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        _alone(counter)
        cursor.execute(f"DELETE FROM {counter.into}")
        cursor.execute(
            f"INSERT INTO {counter.into} ({counter.columns}, number) {_counted(counter)}"
        )


def _alone(counter: Counter) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {counter.table} IN SHARE ROW EXCLUSIVE MODE")


def _counted(counter: Counter) -> str:
    told = ", ".join(counter.of(counter.table))
    return f"SELECT {told}, COUNT(*) FROM {counter.table} GROUP BY {told}"


def wrong(counter: Counter) -> list[tuple[Any, ...]]:
    """What is kept and not so: the columns of `by`, the number kept, the number of rows.

    One statement, so that nothing comes in between; it reads all rows.
    """
    rows = _named(counter, counter.table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {counter.columns}, SUM(kept), SUM(rows_) FROM ("
            f"SELECT {counter.columns}, number AS kept, 0 AS rows_ FROM {counter.into} UNION ALL "
            f"SELECT {rows}, 0, COUNT(*) FROM {counter.table} GROUP BY "
            f"{', '.join(counter.of(counter.table))}) AS both_ "
            f"GROUP BY {counter.columns} HAVING SUM(kept) <> SUM(rows_)"
        )
        return [tuple(row) for row in cursor]


def _on_sqlite(counter: Counter) -> dict[str, str]:
    """Row by row. Less needs no row to be made: where there is none, nothing was counted."""
    into, new, old = counter.into, ", ".join(counter.of("NEW")), ", ".join(counter.of("OLD"))
    more = (
        f"INSERT INTO {into} ({counter.columns}, number) SELECT {new}, 0 "
        f"WHERE NOT EXISTS (SELECT 1 FROM {into} WHERE {counter.same('NEW')}); "
        f"UPDATE {into} SET number = number + 1 WHERE {counter.same('NEW')};"
    )
    less = f"UPDATE {into} SET number = number - 1 WHERE {counter.same('OLD')};"
    changed = f"WHEN ({old}) IS NOT ({new}) "
    made = {"insert": ("", more), "delete": ("", less), "update": (changed, f"{less} {more}")}
    return {
        event: f"CREATE TRIGGER {{name}} AFTER {event.upper()} ON {counter.table} "
        f"FOR EACH ROW {when}BEGIN {body} END"
        for event, (when, body) in made.items()
    }


REFERENCING = {
    "insert": "NEW TABLE AS came",
    "delete": "OLD TABLE AS gone",
    "update": "OLD TABLE AS gone NEW TABLE AS came",
}


def _on_postgresql(counter: Counter) -> dict[str, str]:
    """Statement by statement; one that deleted nothing writes as if it had, for its time tells."""
    into = counter.into
    one = {
        "NEW": f"SELECT {_named(counter, 'came')}, 1 AS more FROM came",
        "OLD": f"SELECT {_named(counter, 'gone')}, -1 AS more FROM gone",
    }
    same = " AND ".join(f"{name} = one.{name}" for name in counter.by)
    told = ", ".join(f"one.{name}" for name in counter.by)
    made = {}
    for event, tables in REFERENCING.items():
        parts = " UNION ALL ".join(text for word, text in one.items() if word in tables)
        nothing = (
            f"IF NOT FOUND THEN UPDATE {into} SET number = number WHERE id = "
            f"(SELECT id FROM {into} LIMIT 1 FOR UPDATE SKIP LOCKED); END IF; "
        )
        made[event] = (
            f"CREATE OR REPLACE FUNCTION {{name}}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"DECLARE one record; free bigint; BEGIN FOR one IN "
            f"SELECT {counter.columns}, SUM(more) AS more FROM ({parts}) AS both_ "
            f"GROUP BY {counter.columns} HAVING SUM(more) <> 0 LOOP "
            f"SELECT id INTO free FROM {into} WHERE {same} LIMIT 1 FOR UPDATE SKIP LOCKED; "
            f"IF free IS NULL THEN INSERT INTO {into} ({counter.columns}, number) "
            f"VALUES ({told}, one.more); "
            f"ELSE UPDATE {into} SET number = number + one.more WHERE id = free; END IF; "
            f"END LOOP; {nothing if event == 'delete' else ''}RETURN NULL; END $$; "
            f"CREATE TRIGGER {{name}} AFTER {event.upper()} ON {counter.table} "
            f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {{name}}()"
        )
    return made


def _named(counter: Counter, row: str) -> str:
    return ", ".join(
        f"{value} AS {name}" for name, value in zip(counter.by, counter.of(row), strict=True)
    )
