"""Rows made, read and written by the hundred are those that Django makes, reads and writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests import cast
from tocsin.kernel import rows
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.mail import Mail
from tocsin.signing.models import Mailed, Signature

AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def same(one: object, other: object, *but: str) -> bool:
    mine, others = dict(vars(one)), dict(vars(other))
    for name in ("_state", *but):
        mine.pop(name), others.pop(name)
    return mine == others


@pytest.mark.django_db
def test_a_new_row_begins_as_django_begins_it() -> None:
    told = {"key": "a", "batch": "b", "due_at": AT}
    assert same(rows.new(Mail, **told), Mail(**told))
    assert rows.new(Mail)._state.adding
    due_at = rows.new(Mail).due_at
    assert due_at is not None
    assert due_at <= timezone.now()


@pytest.mark.django_db
def test_a_new_row_knows_what_it_links_to() -> None:
    revision = cast.published("FA-01-2026")
    told = {"appeal": revision.appeal, "revision": revision, "channel": "web", "language": "en"}
    made = rows.new(Signature, **told)
    assert same(made, Signature(**told))
    assert made.appeal is revision.appeal
    assert made.appeal_id == revision.appeal_id
    assert made.hold is None


def test_two_new_rows_share_nothing() -> None:
    one, other = rows.new(Mail, key="a"), rows.new(Mail, key="b")
    one._state.fields_cache["x"] = 1
    assert (one.key, other.key) == ("a", "b")
    assert other._state.fields_cache == {}


def test_a_value_that_has_no_place_is_refused() -> None:
    with pytest.raises(TypeError, match="Mail has no place for some of kye"):
        rows.new(Mail, kye="a")


@pytest.mark.django_db
def test_what_is_written_together_is_read_as_django_reads_it() -> None:
    rows.insert([rows.new(Mail, key=name, batch="b", payload=b"\0x") for name in "abc"])
    found = rows.read(Mail.objects.order_by("key"))
    theirs = list(Mail.objects.order_by("key"))
    assert [one.key for one in found] == ["a", "b", "c"]
    assert all(same(*pair) for pair in zip(found, theirs, strict=True))
    assert not found[0]._state.adding
    assert found == theirs
    assert timezone.now() - found[0].created_at < timedelta(minutes=1)


@pytest.mark.django_db
def test_a_row_that_was_read_is_saved_as_any_other() -> None:
    rows.insert([rows.new(Mailed, mark=b"m", at=AT)])
    [one] = rows.read(Mailed.objects.all())
    one.at = AT + timedelta(hours=1)
    one.save()
    assert [row.at for row in Mailed.objects.all()] == [AT + timedelta(hours=1)]


@pytest.mark.django_db
def test_a_row_that_is_there_is_left_alone_where_that_is_wished() -> None:
    rows.insert([rows.new(Mail, key="a", batch="first")])
    rows.insert(
        [rows.new(Mail, key="a", batch="second"), rows.new(Mail, key="b")], unless_there=True
    )
    assert dict(Mail.objects.values_list("key", "batch")) == {"a": "first", "b": ""}


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_only_the_fields_that_are_named_are_changed(number: int) -> None:
    rows.insert([rows.new(Mail, key=f"k{at}", batch="b", due_at=AT) for at in range(number)])
    found = rows.read(Mail.objects.order_by("key"))
    for one in found:
        one.due_at, one.error, one.batch = None, one.key, "other"
    rows.update(found, ("due_at", "error"))
    told = Mail.objects.order_by("key").values_list("key", "due_at", "error", "batch")
    assert list(told) == [(f"k{at}", None, f"k{at}", "b") for at in range(number)]


@pytest.mark.django_db
def test_nothing_is_changed_in_no_rows() -> None:
    rows.update([], ("error",))
    assert rows.read(SealingKey.objects.filter(pk=-1)) == []
