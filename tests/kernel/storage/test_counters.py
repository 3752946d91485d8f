"""Numbers that the database keeps are those of the rows, whatever became of them, and by whom."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.kernel.storage import counters
from tocsin.kernel.transparency import ledger
from tocsin.kernel.transparency.ledger import COUNTER, Entered, LedgerEntry

SUBJECTS = [bytes([one]) * 32 for one in range(3)]


def row(kind: int, subject: bytes) -> LedgerEntry:
    return LedgerEntry(
        kind=kind,
        subject=subject,
        hour=1,
        commitment=secrets.token_bytes(32),
        not_before=timezone.now(),
    )


@pytest.mark.django_db
def test_every_counter_stands_after_all_migrations() -> None:
    assert [one.into for one in counters.COUNTERS if not counters.stands(one)] == []


MOVES = st.tuples(
    st.sampled_from(["insert", "many", "place", "other kind", "delete", "delete all", "undone"]),
    st.sampled_from(SUBJECTS),
    st.integers(1, 3),
)


def do(what: str, subject: bytes, kind: int) -> None:
    """One statement or two, as moves, batches and hands at a terminal write them."""
    mine = LedgerEntry.objects.filter(subject=subject)
    if what == "insert":
        row(kind, subject).save()
    elif what == "many":
        LedgerEntry.objects.bulk_create([row(1 + at % 3, subject) for at in range(kind * 3)])
    elif what == "place":
        some = list(mine.filter(position=None)[:2])
        for one in some:
            one.position = secrets.randbelow(2**40)
        LedgerEntry.objects.bulk_update(some, ["position"])
    elif what == "other kind":
        mine.update(kind=kind)
    elif what == "delete":
        mine.filter(kind=kind).delete()
    elif what == "delete all":
        LedgerEntry.objects.all()._raw_delete("default")
    else:
        with transaction.atomic():
            row(kind, subject).save()
            transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(life=st.lists(MOVES, max_size=12))
def test_numbers_are_those_of_the_rows_after_any_life(life: list[tuple[str, bytes, int]]) -> None:
    with transaction.atomic():
        for step in life:
            do(*step)
            assert counters.wrong(COUNTER) == []
        for subject in SUBJECTS:
            rows = LedgerEntry.objects.filter(subject=subject)
            for sequenced in (True, False):
                there = rows.exclude(position=None) if sequenced else rows
                kinds = list(there.values_list("kind", flat=True))
                model = {kind: kinds.count(kind) for kind in kinds}
                assert ledger.counts(subject, sequenced=sequenced) == model
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_what_is_wrong_is_named_and_counted_anew() -> None:
    row(1, SUBJECTS[0]).save()
    Entered.objects.update(number=7)
    [(subject, kind, placed, kept, there)] = counters.wrong(COUNTER)
    assert (bytes(subject), kind, bool(placed), kept, there) == (SUBJECTS[0], 1, False, 7, 1)
    counters.recount(COUNTER)
    assert counters.wrong(COUNTER) == []
    assert ledger.counts(SUBJECTS[0], sequenced=False) == {1: 1}


def lose_triggers() -> None:
    with connection.cursor() as cursor:
        for name in counters.wanted(COUNTER):
            on = " ON kernel_ledgerentry" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")


@pytest.mark.django_db
def test_triggers_that_a_migration_lost_are_set_again_and_what_came_meanwhile_is_counted() -> None:
    lose_triggers()
    row(1, SUBJECTS[0]).save()
    assert not counters.stands(COUNTER)
    assert counters.keep(COUNTER)
    assert counters.stands(COUNTER)
    assert not counters.keep(COUNTER)
    row(1, SUBJECTS[0]).save()
    assert ledger.counts(SUBJECTS[0], sequenced=False) == {1: 2}


@pytest.mark.django_db
def test_a_trigger_of_an_older_version_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    lose_triggers()
    with monkeypatch.context() as older:
        name = "_on_postgresql" if connection.vendor == "postgresql" else "_on_sqlite"
        now = getattr(counters, name)
        older.setattr(
            counters,
            name,
            lambda one: {event: text.replace(" + ", "  + ") for event, text in now(one).items()},
        )
        assert counters.keep(COUNTER)
    assert not counters.stands(COUNTER)
    assert counters.keep(COUNTER)
    row(1, SUBJECTS[0]).save()
    assert ledger.counts(SUBJECTS[0], sequenced=False) == {1: 1}


@pytest.mark.django_db(transaction=True)
def test_who_counts_waits_for_nobody_who_counts_the_same() -> None:
    """On PostgreSQL while the other transaction is open; SQLite writes one after the other."""

    def other() -> None:
        try:
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '5s'")
            row(1, SUBJECTS[0]).save()
        finally:
            connections.close_all()

    row(1, SUBJECTS[0]).save()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                row(1, SUBJECTS[0]).save()
                pool.submit(other).result()
        if connection.vendor != "postgresql":
            row(1, SUBJECTS[0]).save()
            pool.submit(other).result()
    assert ledger.counts(SUBJECTS[0], sequenced=False) == {1: 3}
    assert counters.wrong(COUNTER) == []
