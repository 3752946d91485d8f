"""The index of words: how a word of three letters or more is found anywhere, without reading all.

The database keeps it in the transaction that writes an entry: FTS5 on SQLite, filled by triggers
(`archive.dictionary`); an index of pg_trgm on PostgreSQL. It only ever makes faster what `LIKE`
finds: without it (a server that may not have pg_trgm) the same is found, slowly.
"""

# Names of tables are constants of this program.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db import DatabaseError, connection, transaction

from tocsin.archive import dictionary

TABLE, INDEX = "archive_archiveentry", "archive_words"
NO_EXTENSION = (
    "PostgreSQL's extension pg_trgm is missing, so searches read everything. "
    "Let its administrator run CREATE EXTENSION pg_trgm; then run: tocsin rebuild"
)
NOT_THERE = "The index of words is missing or is not that of the entries. Run: tocsin rebuild"


class Found(NamedTuple):
    """Places of entries, newest first, a number at once; `left` are words not looked for yet."""

    places: Iterator[list[int]]
    left: list[str]


def stands() -> bool:
    """Whether the index is there, with what keeps it up."""
    if connection.vendor != "postgresql":
        return dictionary.stands()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM pg_indexes WHERE indexname = '{INDEX}'")
        return cursor.fetchone() is not None


def rebuild() -> None:
    """Throws the index away and makes it anew from the entries."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
            if _has_extension():
                cursor.execute(f"CREATE INDEX {INDEX} ON {TABLE} USING gin (words gin_trgm_ops)")
            return
        dictionary.rebuild()


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
        if stands():
            return ""
        return NOT_THERE if _has_extension() else NO_EXTENSION
    if not stands():
        return NOT_THERE
    try:
        with transaction.atomic():
            return "" if dictionary.is_whole() else NOT_THERE
    except DatabaseError:
        return NOT_THERE


def wipe() -> None:
    """After entries went for good: their words go from the file too."""
    if connection.vendor == "sqlite" and stands():
        with transaction.atomic():
            dictionary.wipe()


def places(words: list[str], at_once: int) -> Found | None:
    """Entries that hold all of these words but those left.

    None where the database finds its own way, or each word is too short for the index.
    """
    if connection.vendor == "postgresql" or not words or not stands():
        return None
    asked, left = dictionary.asked(words)
    return None if left == words else Found(dictionary.streamed(asked, at_once), left)
