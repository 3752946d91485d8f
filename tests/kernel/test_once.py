"""What is good once over all machines: known by rows where there may be several, for two hours."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests.floods.clock import set_by_hand
from tocsin.kernel import machines, once
from tocsin.kernel.once import Once

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = (bytes([n]) * 16 for n in range(3))


def test_a_mark_is_used_once_over_all_machines() -> None:
    """Where there is one machine its memory knows, and nothing is written here."""
    assert once.use([FIRST, SECOND]) == {FIRST, SECOND}
    shared = machines.is_shared()
    assert once.use([SECOND, THIRD]) == ({THIRD} if shared else {SECOND, THIRD})
    assert Once.objects.count() == (3 if shared else 0)


def test_nothing_asked_is_nothing_done(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert once.use([]) == set()


def test_many_are_used_with_two_questions(django_assert_num_queries: object) -> None:
    marks = {n.to_bytes(16, "big") for n in range(200)}
    with django_assert_num_queries(2 if machines.is_shared() else 0):  # type: ignore[operator]
        assert once.use(marks) == marks


def test_what_is_undone_was_not_used() -> None:
    """A batch that failed is written anew, each of it alone."""

    with transaction.atomic():
        once.use([FIRST])
        transaction.set_rollback(True)
    assert once.use([FIRST]) == {FIRST}


@pytest.mark.django_db(transaction=True)
def test_of_machines_that_come_together_one_is_first() -> None:
    def used(_machine: int) -> int:
        try:
            with transaction.atomic():
                return len(once.use([SECOND, FIRST]))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(used, range(4)))
    assert said == ([0, 0, 0, 2] if machines.is_shared() else [2] * 4)


def test_a_row_tells_its_hour_alone_and_goes_within_two() -> None:
    with set_by_hand() as clock:
        clock.go(minutes=17, seconds=5)
        once.use([FIRST])
        assert set(Once.objects.values_list("until", flat=True)) <= {
            clock.now.replace(hour=11, minute=0, second=0)
        }
        clock.go(hours=1)
        once.forget()
        assert Once.objects.exists() is machines.is_shared()
        clock.now += timedelta(minutes=43)
        once.forget()
        assert not Once.objects.exists()
