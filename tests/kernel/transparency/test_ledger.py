"""What is entered for the public log: within its move, once, and without telling who came when."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.models import LedgerEntry
from tocsin.kernel.transparency import ledger

pytestmark = pytest.mark.django_db

KIND = ledger.declare(201, "a thing of these tests")
THING = bytes([7]) * 32


def enter(**how: Any) -> LedgerEntry:
    """One entry about the thing."""
    with transaction.atomic():
        return ledger.enter(KIND, THING, secrets.token_bytes(32), **how)


def test_an_entry_has_no_place_until_it_is_sequenced() -> None:
    entry = enter()
    assert entry.position is None
    assert (entry.kind, entry.subject) == (201, THING)
    assert ledger.counts(THING) == {}
    assert ledger.counts(THING, sequenced=False) == {201: 1}


@pytest.mark.django_db(transaction=True)
def test_an_entry_belongs_in_the_transaction_of_its_move() -> None:
    with pytest.raises(RuntimeError, match="in the transaction of its move"):
        ledger.enter(KIND, THING, bytes(32))


@pytest.mark.parametrize("slow", [False, True])
def test_rows_of_an_hour_lie_together_and_in_no_order(slow: bool) -> None:
    keys = [enter(slow=slow) for _one in range(20)]
    assert {one.id >> ledger.CHANCE for one in keys} <= {one.hour for one in keys}
    assert [one.id for one in keys] != sorted(one.id for one in keys)
    assert all(0 < one.id < 2**63 for one in keys)


def test_a_key_fits_its_column_until_the_year_2089() -> None:
    last = int(datetime(2089, 8, 1, tzinfo=UTC).timestamp()) // ledger.HOUR
    assert ledger._key(last) < 2**63


def test_what_is_undone_leaves_no_entry() -> None:
    with transaction.atomic():
        ledger.enter(KIND, THING, bytes(32))
        transaction.set_rollback(True)
    assert not LedgerEntry.objects.exists()


def test_a_commitment_is_entered_once() -> None:
    entry = enter()
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.enter(KIND, THING, bytes(entry.commitment))
    assert ledger.entry_of(bytes(entry.commitment)) == entry
    assert ledger.entry_of(bytes(32)) is None


@pytest.mark.parametrize(("subject", "commitment"), [(b"x", bytes(32)), (bytes(32), bytes(31))])
def test_an_entry_of_another_size_is_refused(subject: bytes, commitment: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"), transaction.atomic():
        ledger.enter(KIND, subject, commitment)


def test_a_kind_that_nobody_declared_is_refused() -> None:
    with pytest.raises(ValueError, match="declared kind"), transaction.atomic():
        ledger.enter(ledger.Kind(202, "made up"), THING, bytes(32))


def test_a_number_has_one_meaning_for_ever() -> None:
    assert ledger.declare(201, "a thing of these tests") == KIND
    with pytest.raises(ValueError, match="another thing"):
        ledger.declare(201, "another thing")
    with pytest.raises(ValueError, match="too large"):
        ledger.declare(256, "too large")


def test_the_hour_of_a_slow_entry_is_the_beginning_of_its_day() -> None:
    entry = enter(slow=True)
    assert entry.hour % 24 == 0
    assert 0 <= timezone.now().timestamp() / 3600 - entry.hour < 24.1
    assert enter().hour == int(timezone.now().timestamp()) // 3600


def test_slow_entries_of_a_day_wait_for_its_end_and_others_for_the_next_batch(
    settings: Any,
) -> None:
    """A day after each came, its place in the log would tell the minute in which it came."""
    settings.TOCSIN_LOG_MINUTES = 10
    made, quick = enter(slow=True), enter().not_before
    slow = made.not_before
    assert slow == datetime.fromtimestamp((made.hour + 25) * 3600, UTC)
    assert timedelta(minutes=59) <= slow - timezone.now() <= ledger.SLOW
    assert timedelta() < quick - timezone.now() <= timedelta(minutes=10)
    assert quick.minute % 10 == quick.second == quick.microsecond == 0


def test_batches_may_be_taken_at_once(settings: Any) -> None:
    settings.TOCSIN_LOG_MINUTES = 0
    assert enter().not_before <= timezone.now()


@given(st.datetimes(datetime(2026, 1, 1), datetime(2100, 1, 1)), st.integers(1, 1440))  # noqa: DTZ001
def test_whoever_comes_within_a_batch_waits_for_the_same_moment(now: datetime, every: int) -> None:
    from django.test import override_settings

    now = now.replace(tzinfo=UTC)
    with override_settings(TOCSIN_LOG_MINUTES=every):
        due = ledger.next_batch(now)
        assert timedelta() < due - now <= timedelta(minutes=every)
        assert ledger.next_batch(due - timedelta(microseconds=1)) == due


def test_the_deadline_is_a_day_after_the_batch() -> None:
    entry = enter()
    late = datetime.fromtimestamp(ledger.deadline(entry) * 3600, UTC)
    assert timedelta(hours=23) <= late - entry.not_before <= timedelta(hours=24)


def test_the_order_of_rows_does_not_tell_the_order_of_arrival() -> None:
    keys = [enter().pk for _number in range(12)]
    assert keys != sorted(keys)


def test_sqlite_keeps_no_numbers_of_its_own_in_the_order_of_arrival() -> None:
    keys = sorted(enter().pk for _number in range(12))
    number = "rowid" if connection.vendor == "sqlite" else "id"  # PostgreSQL has none
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {number} FROM kernel_ledgerentry ORDER BY {number}")  # noqa: S608
        assert [one for (one,) in cursor] == keys


def test_an_entry_made_by_a_clock_that_was_far_ahead_does_not_wait_for_it() -> None:
    from tocsin.kernel.transparency import sequencing

    entry, now = enter(slow=True), timezone.now()
    assert not sequencing.due(now).exists()
    LedgerEntry.objects.filter(pk=entry.pk).update(not_before=now + timedelta(days=400))
    assert sequencing.due(now).get().pk == entry.pk
