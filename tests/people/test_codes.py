"""A code of an app counts once, a step early or late."""

from __future__ import annotations

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache

from tests.people.app import NOON, Clock, code, signed_in
from tocsin.people.models import Staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("late", [30, 59])
def test_a_code_typed_in_its_last_second_is_taken(olga: Staff, clock: Clock, late: int) -> None:
    clock.now = NOON + late
    assert signed_in(code(NOON))


def test_a_telephone_that_is_a_little_ahead_lets_in(olga: Staff, clock: Clock) -> None:
    assert signed_in(code(NOON + 30))


@pytest.mark.parametrize("off", [-60, 60])
def test_an_older_or_later_code_is_refused(olga: Staff, clock: Clock, off: int) -> None:
    assert not signed_in(code(NOON + off))


@pytest.mark.parametrize("late", [0, 29, 31, 59])
def test_a_code_that_somebody_looked_at_lets_in_nobody_else(
    olga: Staff, clock: Clock, late: int
) -> None:
    assert signed_in(code(NOON))
    clock.now = NOON + late
    assert not signed_in(code(NOON))


def test_another_process_refuses_a_used_code_too(olga: Staff, clock: Clock) -> None:
    assert signed_in(code(NOON))
    cache.clear()  # which each process has of its own
    assert not signed_in(code(NOON))


def test_a_code_before_the_one_that_was_used_is_refused(olga: Staff, clock: Clock) -> None:
    assert signed_in(code(NOON))
    assert not signed_in(code(NOON - 30))
    clock.now = NOON + 30
    assert signed_in(code(NOON + 30))


def test_a_recovery_code_lets_in_once(olga: Staff, clock: Clock) -> None:
    spare = RecoveryCodes.activate(olga).get_unused_codes()[0]
    assert signed_in(spare)
    assert not signed_in(spare)
