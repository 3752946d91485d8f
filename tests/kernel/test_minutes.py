"""Notes of what comes in: kept in memory, written by the minute, added up when they are old."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from tests.floods.clock import set_by_hand
from tocsin.kernel import minutes
from tocsin.kernel.minutes import CONFIRMED, OLDER, RECEIVED, REFUSED, Minute

pytestmark = pytest.mark.django_db


def number(what: str, **where: str) -> int:
    """How often it is written down."""
    rows = Minute.objects.filter(what=what, **where)
    return sum(row.number for row in rows)


def test_a_note_asks_no_database(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        minutes.note(RECEIVED, "FA-01-2026")


def test_notes_of_a_minute_become_one_row() -> None:
    for _time in range(7):
        minutes.note(RECEIVED, "FA-01-2026")
    minutes.flush()
    minutes.note(RECEIVED, "FA-01-2026")
    minutes.flush()
    assert number(RECEIVED) == 8
    assert Minute.objects.filter(what=RECEIVED).count() <= 2  # a minute may have ended


def test_appeals_and_reasons_are_apart() -> None:
    minutes.note(REFUSED, "FA-01-2026", "email")
    minutes.note(REFUSED, "FA-01-2026", "closed")
    minutes.note(REFUSED, "FA-02-2026", "closed")
    minutes.flush()
    assert number(REFUSED, reason="closed") == 2
    assert number(REFUSED, subject="FA-01-2026") == 2


@pytest.mark.parametrize("error", [DatabaseError, OSError])
def test_what_cannot_be_written_is_kept_and_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    minutes.note(RECEIVED, "FA-01-2026")
    with monkeypatch.context() as broken:

        def away(_numbers: object) -> None:
            raise error

        broken.setattr(minutes, "_add", away)
        minutes.flush()
    assert number(RECEIVED) == 0
    minutes.flush()
    assert number(RECEIVED) == 1


def test_many_threads_lose_nothing() -> None:
    def many() -> None:
        for _time in range(500):
            minutes.note(CONFIRMED, "FA-01-2026")

    threads = [threading.Thread(target=many) for _one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    minutes.flush()
    assert number(CONFIRMED) == 2000


def test_how_long_a_write_took_is_noted_beside() -> None:
    minutes.note(RECEIVED, "FA-01-2026")
    minutes.flush()
    minutes.flush()
    assert number(minutes.WRITES) == 1


def test_nothing_is_written_for_the_cost_of_writing_alone() -> None:
    minutes.note(RECEIVED, "FA-01-2026")
    minutes.flush()
    minutes.flush_if_due()
    assert number(minutes.WRITES) == 0


def test_old_minutes_become_one_row_and_no_total_changes() -> None:
    for hours in (3, 4, 5):
        at = (timezone.now() - timedelta(hours=hours)).replace(second=0, microsecond=0)
        Minute.objects.create(minute=at, what=RECEIVED, subject="FA-01-2026", number=10)
    minutes.note(RECEIVED, "FA-01-2026")
    minutes.flush()
    assert minutes.totals()[RECEIVED, ""] == 31
    assert minutes.fold() == 3
    assert Minute.objects.get(minute=OLDER).number == 30
    assert minutes.totals()[RECEIVED, ""] == 31
    assert minutes.fold() == 0


def test_folding_again_adds_to_what_was_folded() -> None:
    for hours in (3, 4):
        at = (timezone.now() - timedelta(hours=hours)).replace(second=0, microsecond=0)
        Minute.objects.create(minute=at, what=RECEIVED, number=hours)
        minutes.fold()
    assert Minute.objects.get(minute=OLDER).number == 7


def test_the_last_hour_holds_no_older_minute() -> None:
    with set_by_hand() as clock:
        for age in (0, 59, 61):
            at = clock.now - timedelta(minutes=age)
            Minute.objects.create(minute=at, what=RECEIVED, subject=f"FA-{age}", number=1)
        clock.go(seconds=59)
        assert [row.subject for row in minutes.last_hour()] == ["FA-59", "FA-0"]
        assert [row.subject for row in minutes.last_hour(["FA-0"])] == ["FA-0"]


def test_the_loop_never_says_that_it_worked() -> None:
    minutes.note(RECEIVED, "FA-01-2026")
    assert minutes.turn() == 0
