"""Who has the same mark waits; who has another does not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from tests import cast
from tocsin.kernel.storage.turns import wait_for_turn
from tocsin.people.models import Staff

ONE, OTHER = bytes([255]) * 32, bytes(32)


@pytest.mark.django_db(transaction=True)
def test_a_turn_is_taken_only_within_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        wait_for_turn(ONE)


@pytest.mark.django_db(transaction=True)
def test_nobody_reads_between_another_ones_reading_and_writing() -> None:
    person, start = cast.olga(), Barrier(6)

    def add(_number: int) -> None:
        start.wait()
        try:
            with transaction.atomic():
                wait_for_turn(ONE)
                name = Staff.objects.get(pk=person.pk).full_name
                Staff.objects.filter(pk=person.pk).update(full_name=f"{name}x")
        finally:
            connection.close()

    Staff.objects.filter(pk=person.pk).update(full_name="")
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, range(6)))
    person.refresh_from_db()
    assert person.full_name == "xxxxxx"


@pytest.mark.django_db(transaction=True)
def test_another_mark_does_not_wait() -> None:
    if connection.vendor == "sqlite":
        return  # every writer waits for every other there

    def take() -> str:
        try:
            with transaction.atomic():
                wait_for_turn(OTHER)
            return "taken"
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        wait_for_turn(ONE)
        assert pool.submit(take).result(timeout=20) == "taken"
