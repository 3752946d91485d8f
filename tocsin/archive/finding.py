"""The index of words: how a word of three letters or more is found anywhere, without reading all.

The database keeps it in the transaction that writes an entry: FTS5 by trigrams on SQLite, filled by
triggers; an index of pg_trgm on PostgreSQL. It only ever makes faster what `LIKE` finds: without it
(a server that may not have pg_trgm) the same is found, slowly.
"""

# Names of tables are constants of this program.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError, connection, transaction

TABLE, INDEX = "archive_archiveentry", "archive_words"
TOKENS = 3  # letters of a trigram
NO_EXTENSION = (
    "PostgreSQL's extension pg_trgm is missing, so searches read everything. "
    "Let its administrator run CREATE EXTENSION pg_trgm; then run: tocsin rebuild"
)
NOT_THERE = "The index of words is missing or is not that of the entries. Run: tocsin rebuild"
FILLED = f"INSERT INTO {INDEX} (rowid, words) VALUES (new.place, new.words);"
EMPTIED = f"INSERT INTO {INDEX} ({INDEX}, rowid, words) VALUES ('delete', old.place, old.words);"
TRIGGERS = {
    f"{INDEX}_insert": f"AFTER INSERT ON {TABLE} BEGIN {FILLED} END",
    f"{INDEX}_delete": f"AFTER DELETE ON {TABLE} BEGIN {EMPTIED} END",
    f"{INDEX}_update": f"AFTER UPDATE OF place, words ON {TABLE} BEGIN {EMPTIED} {FILLED} END",
}


def _names(question: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {name for (name,) in cursor}


def _standing() -> set[str]:
    if connection.vendor == "postgresql":
        return _names(f"SELECT indexname FROM pg_indexes WHERE indexname = '{INDEX}'")
    return _names(f"SELECT name FROM sqlite_master WHERE name LIKE '{INDEX}\\_%' ESCAPE '\\'")


def stands() -> bool:
    """Whether the index is there, with what keeps it up."""
    if connection.vendor == "postgresql":
        return bool(_standing())
    return set(TRIGGERS) <= _standing()


def rebuild() -> None:
    """Throws the index away and makes it anew from the entries."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
            if _has_extension():
                cursor.execute(f"CREATE INDEX {INDEX} ON {TABLE} USING gin (words gin_trgm_ops)")
            return
        for name in TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"DROP TABLE IF EXISTS {INDEX}")
        cursor.execute(
            f"CREATE VIRTUAL TABLE {INDEX} USING fts5(words, content='{TABLE}', "
            "content_rowid='place', tokenize='trigram case_sensitive 1')"
        )
        cursor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')")
        for name, text in TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER {name} {text}")


def keep() -> None:
    """Makes the index where it is missing."""
    if not stands():
        rebuild()


def _has_extension() -> bool:
    """Whether pg_trgm is there; brings it in where we may."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        return False
    return True


def doubt() -> str:
    """What is wrong with the index and what to do about it; empty where it is in order."""
    if connection.vendor == "postgresql":
        if _standing():
            return ""
        return NOT_THERE if _has_extension() else NO_EXTENSION
    if not stands():
        return NOT_THERE
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # With rank 1 it compares the index with the entries, word by word.
            cursor.execute(f"INSERT INTO {INDEX} ({INDEX}, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return NOT_THERE
    return ""


def places(words: list[str], at_once: int) -> Iterator[list[int]] | None:
    """Places of entries that hold all of these words, newest first, a number at once.

    None where the database finds its own way, or a word is too short for the index.
    """
    if connection.vendor == "postgresql" or not words or not stands():
        return None
    if any(len(word) < TOKENS for word in words):
        return None
    return _streamed(" AND ".join('"' + word.replace('"', '""') + '"' for word in words), at_once)


def _streamed(asked: str, at_once: int) -> Iterator[list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s ORDER BY rowid DESC", [asked]
        )
        while some := cursor.fetchmany(at_once):
            yield [place for (place,) in some]
