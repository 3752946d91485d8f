"""The organisation's public keys: one is active, the others stay known."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import cast
from tocsin.kernel import audit, keys
from tocsin.kernel.crypto import seal
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


def test_a_retired_key_is_not_taken_in_use_again_and_the_sentence_says_so() -> None:
    pair = cast.signing_key()
    keys.retire("nadia", SealingKey.objects.get())
    with pytest.raises(Refusal, match=r"This key was retired, .* Make a new one"):
        keys.add("nadia", pair.key_id, pair.public, "Desk", "mark")
    assert keys.active() is None


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


def test_a_key_that_was_put_into_the_database_is_not_sealed_to() -> None:
    """Whoever swaps the public key in the row gets nothing: the fingerprint beside differs."""
    cast.signing_key()
    other = seal.create_keypair("Somebody")
    SealingKey.objects.update(public=other.public)
    assert keys.active() is None
    assert keys.doubt().startswith("Signing is closed: the key in the database is ")
    assert seal.fingerprint(other.public) in keys.doubt()


def test_a_key_that_nobody_took_in_use_is_told() -> None:
    pair = cast.signing_key()
    assert keys.doubt() == ""
    other = seal.create_keypair("Somebody")
    mark = seal.fingerprint(other.public)
    SealingKey.objects.update(public=other.public, key_id=other.key_id, fingerprint=mark)
    assert keys.doubt().startswith(f"Nobody is known to have taken the key {mark} in use.")
    assert pair.key_id != other.key_id


def test_a_retired_key_that_came_back_by_itself_is_told() -> None:
    cast.signing_key()
    keys.retire("nadia", SealingKey.objects.get())
    SealingKey.objects.update(active=True)
    assert "Nobody is known to have taken the key" in keys.doubt()


def test_a_pinned_fingerprint_lets_no_other_key_in(settings: Any) -> None:
    pair = cast.signing_key()
    settings.TOCSIN_FINGERPRINT = seal.fingerprint(pair.public).upper()
    assert keys.active() is not None
    settings.TOCSIN_FINGERPRINT = seal.fingerprint(pair.public).replace(" ", "")
    assert keys.active() is not None
    cast.signing_key()
    assert keys.active() is None
    assert "which is not the fingerprint that was taken in use or is set" in keys.doubt()


def test_a_rehearsal_is_remembered_for_its_key_alone() -> None:
    cast.signing_key()
    first = SealingKey.objects.get()
    assert keys.rehearsed_at(first) is None
    keys.rehearsed("nadia", first)
    cast.signing_key()
    second = keys.active()
    assert second is not None
    assert keys.rehearsed_at(first) is not None
    assert keys.rehearsed_at(second) is None
