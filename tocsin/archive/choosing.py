"""What the archive offers to choose by: each entry's words, from which the database keeps numbers.

So the page of the archive reads as many rows as there are words, however many appeals there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import connection, transaction

from tocsin.archive.models import COUNTRY, ISSUE, TYPE, YEAR, ArchiveEntry, Choice

NOT_THOSE = "What can be chosen is not that of the entries. Run: tocsin rebuild"
AT_ONCE = 1000
COLUMNS = ("pk", "countries", "issues", "code", "year")

Told = tuple[int, str, str, str, int]  # the columns of an entry


def _of(entry: Told) -> Iterator[tuple[str, str]]:
    _pk, lands, themes, code, year = entry
    yield from ((COUNTRY, one) for one in _listed(lands))
    yield from ((ISSUE, one) for one in _listed(themes))
    yield from ((TYPE, code), (YEAR, str(year)))


def _listed(names: str) -> set[str]:
    """Names of `,MN,TH,`."""
    return {one for one in names.split(",") if one}


def keep(entries: Iterable[ArchiveEntry]) -> None:
    """Writes what new entries can be chosen by, in the transaction that makes them."""
    _write((one.pk, one.countries, one.issues, one.code, one.year) for one in entries)


def _write(entries: Iterable[Told]) -> None:
    Choice.objects.bulk_create(
        (
            Choice(entry_id=one[0], kind=kind, word=word)
            for one in entries
            for kind, word in _of(one)
        ),
        batch_size=AT_ONCE,
    )


def rebuild() -> None:
    """Throws all of it away and makes it anew from the entries; whoever publishes waits."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE archive_archiveentry IN SHARE ROW EXCLUSIVE MODE")
        Choice.objects.all()._raw_delete("default")
        _write(ArchiveEntry.objects.order_by("pk").values_list(*COLUMNS).iterator(AT_ONCE))


def doubt() -> str:
    """What is wrong with it and what to do about it; empty where it is that of the entries."""
    left = Choice.objects.order_by("entry_id").values_list("entry_id", "kind", "word")
    kept = left.iterator(AT_ONCE)
    there = next(kept, None)
    entries = ArchiveEntry.objects.order_by("pk").values_list(*COLUMNS)
    for entry in entries.iterator(AT_ONCE):
        found = set[tuple[str, str]]()
        while there is not None and there[0] == entry[0]:
            found.add((there[1], there[2]))
            there = next(kept, None)
        if found != set(_of(entry)):
            return NOT_THOSE
    return "" if there is None else NOT_THOSE
