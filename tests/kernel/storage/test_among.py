"""Many keys at once, the same on both engines."""

from __future__ import annotations

import pytest
from django.db import connection

from tocsin.kernel.mail.outbox import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys() -> list[int]:
    """Of five mails."""
    made = [Mail.objects.create(key=f"k{number}", batch="b") for number in range(5)]
    return [one.pk for one in made]


def test_rows_of_these_keys_are_found(keys: list[int]) -> None:
    wanted = [keys[0], keys[3], keys[3], 10**12]
    found = Mail.objects.filter(pk__among=wanted)
    assert set(found.values_list("pk", flat=True)) == {keys[0], keys[3]}


def test_others_are_found_by_leaving_them_out(keys: list[int]) -> None:
    assert Mail.objects.exclude(pk__among=keys[1:]).get().pk == keys[0]


def test_among_no_keys_there_is_nothing(keys: list[int]) -> None:
    assert keys
    assert Mail.objects.filter(pk__among=[]).update(error="x") == 0
    assert not Mail.objects.filter(pk__among=set()).exists()


def test_rows_are_changed_by_their_keys(keys: list[int]) -> None:
    assert Mail.objects.filter(pk__among=set(keys[:2]), state="waiting").update(error="x") == 2
    assert Mail.objects.filter(error="x").count() == 2


def test_what_is_no_number_is_no_key() -> None:
    with pytest.raises(ValueError, match="expected a number"):
        Mail.objects.filter(pk__among=["x"]).exists()


def test_postgresql_gets_one_array(keys: list[int]) -> None:
    said = str(Mail.objects.filter(pk__among=keys).query)
    assert ("= ANY(" in said) == (connection.vendor == "postgresql")
