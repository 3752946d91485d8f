"""Rows that are due are leased once, and fall due again when their worker dies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.work import LEASE, Loop, back_off, lease, run_until_idle

pytestmark = pytest.mark.django_db


def rows(number: int) -> None:
    """So many rows that are due."""
    Mail.objects.bulk_create(Mail(key=f"k{n}", batch="b") for n in range(number))


def test_a_leased_row_is_not_given_twice() -> None:
    rows(3)
    assert len(lease(Mail.objects.all(), 2)) == 2
    assert len(lease(Mail.objects.all(), 2)) == 1
    assert lease(Mail.objects.all(), 2) == []


def test_a_row_falls_due_again_when_the_lease_runs_out() -> None:
    rows(1)
    lease(Mail.objects.all(), 1)
    later = timezone.now() + LEASE + timedelta(seconds=1)
    assert len(lease(Mail.objects.all(), 1, later)) == 1


def test_a_row_that_is_not_due_or_never_due_is_left() -> None:
    rows(2)
    Mail.objects.filter(key="k0").update(due_at=timezone.now() + timedelta(hours=1))
    Mail.objects.filter(key="k1").update(due_at=None)
    assert lease(Mail.objects.all(), 5) == []


@pytest.mark.parametrize("column", ["due_at", "leased_until"])
def test_a_row_written_by_a_clock_that_was_far_ahead_does_not_wait_for_it(column: str) -> None:
    rows(1)
    now = timezone.now()
    Mail.objects.update(**{column: now + timedelta(hours=20)})
    assert lease(Mail.objects.all(), 5, now) == []
    Mail.objects.update(**{column: now + timedelta(days=400)})
    assert len(lease(Mail.objects.all(), 5, now)) == 1


def test_the_longest_due_comes_first() -> None:
    rows(2)
    Mail.objects.filter(key="k1").update(due_at=timezone.now() - timedelta(hours=1))
    assert [row.key for row in lease(Mail.objects.all(), 1)] == ["k1"]


def test_the_row_knows_until_when_it_is_leased() -> None:
    rows(1)
    (row,) = lease(Mail.objects.all(), 1)
    assert Mail.objects.get().leased_until == row.leased_until


@given(st.integers(min_value=1, max_value=10_000))
def test_waiting_grows_and_ends_at_six_hours(attempts: int) -> None:
    wait = back_off(attempts)
    assert timedelta(seconds=30) <= wait <= timedelta(hours=7.5)
    assert wait >= timedelta(seconds=min(30 * 2 ** min(attempts - 1, 20), 6 * 3600))


def test_loops_turn_until_none_finds_anything() -> None:
    left = {"a": 3, "b": 1}

    def turn(name: str) -> int:
        left[name] -= 1 if left[name] else 0
        return int(left[name] > 0)

    loops = [Loop(name, lambda name=name: turn(name)) for name in left]  # type: ignore[misc]
    assert run_until_idle(loops) == 2
    assert left == {"a": 0, "b": 0}
