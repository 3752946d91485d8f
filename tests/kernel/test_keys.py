"""The organisation's public keys: one is active, the others stay known."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests import cast
from tocsin.kernel import audit, keys
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db


def test_without_a_key_there_is_no_active_one() -> None:
    assert keys.active() is None


def test_a_new_key_takes_the_place_of_the_one_before() -> None:
    first, second = cast.signing_key(), cast.signing_key()
    active = keys.active()
    assert active is not None
    assert active.key_id == second.key_id
    assert SealingKey.objects.get(key_id=first.key_id).active is False


def test_the_same_key_twice_is_refused_and_changes_nothing() -> None:
    pair = cast.signing_key()
    with pytest.raises(Refusal, match="already here"):
        keys.add("nadia", pair.key_id, pair.public, "Desk", "mark")
    assert SealingKey.objects.count() == 1


def test_a_retired_key_leaves_none_active() -> None:
    cast.signing_key()
    keys.retire("nadia", SealingKey.objects.get())
    assert keys.active() is None


def test_the_database_itself_holds_no_two_active_keys() -> None:
    cast.signing_key()
    with pytest.raises(IntegrityError), transaction.atomic():
        SealingKey.objects.create(key_id="0" * 16, public=b"x", organisation="x", fingerprint="x")


def test_adding_and_retiring_are_in_the_audit_trail() -> None:
    pair = cast.signing_key()
    keys.retire("nadia", SealingKey.objects.get())
    assert [entry.verb for entry in audit.trail("key", pair.key_id)] == ["retire key", "add key"]
