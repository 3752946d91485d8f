"""The audit trail stands and falls with the move it tells of."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests import cast
from tocsin.kernel import audit
from tocsin.kernel.audit import Entry


@pytest.mark.django_db
def test_an_entry_names_who_did_what_to_what() -> None:
    with transaction.atomic():
        audit.record(cast.olga(), "ring", "bell", 7, loud=True)
    entry = Entry.objects.get()
    assert (entry.actor, entry.verb, entry.kind, entry.subject) == ("olga", "ring", "bell", "7")
    assert entry.detail == {"loud": True}


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_a_mistake_of_the_program() -> None:
    with pytest.raises(RuntimeError, match="transaction of its move"):
        audit.record("olga", "ring", "bell", 7)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_when_its_move_fails() -> None:
    def failing_move() -> None:
        with transaction.atomic():
            audit.record("olga", "ring", "bell", 7)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing_move()
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_a_trail_is_read_newest_first_and_of_one_thing_only() -> None:
    with transaction.atomic():
        for verb, bell in (("cast", 1), ("hang", 1), ("cast", 2), ("ring", 1)):
            audit.record("olga", verb, "bell", bell)
    assert [entry.verb for entry in audit.trail("bell", 1)] == ["ring", "hang", "cast"]
