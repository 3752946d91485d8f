"""Rows made, read and written by the hundred are those that Django makes, reads and writes."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests import cast
from tocsin.appeals.models import Appeal
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.storage import rows
from tocsin.signing.models import Mailed, Signature

AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
FOUR = [("a", "x"), ("b", "y"), ("c", "z"), ("d", "x")]  # keys and batches


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
    found = rows.read(Mail, locked=True, key=["a", "b", "c"])
    theirs = list(Mail.objects.order_by("key"))
    assert [one.key for one in found] == ["a", "b", "c"]
    assert all(same(*pair) for pair in zip(found, theirs, strict=True))
    assert rows.fetch(Mail.objects.order_by("key")) == found
    assert rows.fetch(Mail.objects.none()) == []
    assert not found[0]._state.adding
    assert found == theirs
    assert timezone.now() - found[0].created_at < timedelta(minutes=1)


@pytest.mark.django_db
def test_a_row_that_was_read_is_saved_as_any_other() -> None:
    rows.insert([rows.new(Mailed, mark=b"m", at=AT)])
    [one] = rows.read(Mailed, mark=[b"m"])
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
    found = rows.read(Mail, batch=["b"])
    for one in found:
        one.due_at, one.error, one.batch = None, one.key, "other"
    rows.update(found, ("due_at", "error"))
    told = Mail.objects.order_by("key").values_list("key", "due_at", "error", "batch")
    assert list(told) == [(f"k{at}", None, f"k{at}", "b") for at in range(number)]


@pytest.mark.django_db
def test_nothing_is_changed_in_no_rows() -> None:
    rows.update([], ("error",))
    assert rows.read(SealingKey, id=[-1]) == []


@pytest.mark.django_db
def test_what_is_read_of_a_row_is_what_django_reads_of_it() -> None:
    appeal = cast.published("FA-01-2026").appeal
    [mine] = rows.read(Appeal, id=[appeal.pk])
    assert same(mine, Appeal.objects.get())
    names = tuple(one.attname for one in Appeal._meta.concrete_fields)
    theirs = Appeal.objects.values_list(*names).get()
    assert rows.find(Appeal, names, id=[appeal.pk]) == [theirs]
    assert rows.find(Appeal, ("countries", "deadline"), document_id=["FA-01-2026"]) == [
        (appeal.countries, appeal.deadline)
    ]


@pytest.mark.django_db
def test_what_was_left_out_is_read_when_it_is_asked_for(
    django_assert_num_queries: Any,
) -> None:
    rows.insert([rows.new(Mail, key=key, batch=batch) for key, batch in FOUR])
    with django_assert_num_queries(1):
        found = rows.read(Mail, only=("id", "key"), batch=["x"])
        assert sorted(one.key for one in found) == ["a", "d"]
    with django_assert_num_queries(1):
        assert found[0].batch == "x"


@pytest.mark.django_db
def test_the_newest_is_the_one_with_the_greatest_value() -> None:
    assert rows.newest(Mailed, "at") is None
    hours = [AT, AT + timedelta(hours=2), AT + timedelta(hours=1)]
    rows.insert([rows.new(Mailed, mark=b"m%d" % n, at=at) for n, at in enumerate(hours)])
    found = rows.newest(Mailed, "at")
    assert found == Mailed.objects.latest("at")
    assert same(found, Mailed.objects.latest("at"))


@pytest.mark.django_db
def test_two_rows_that_are_read_share_no_list() -> None:
    keys = [cast.published(one).appeal.pk for one in ("FA-01-2026", "FA-02-2026")]
    one, other = rows.read(Appeal, id=keys)
    assert one.countries == other.countries
    one.countries.append("XX")
    assert "XX" not in other.countries


@pytest.mark.django_db
def test_a_row_is_found_where_each_column_has_one_of_its_values() -> None:
    rows.insert([rows.new(Mail, key=key, batch=batch, due_at=AT) for key, batch in FOUR])
    some = rows.find(Mail, ("key", "due_at"), key=["a", "c"], batch=["x"])
    assert some == [("a", AT)]
    assert len(rows.find(Mail, ("id",), batch=["x", "y"])) == 3
    assert rows.find(Mail, ("id",), key=["z"]) == []
    assert rows.find(Mail, ("id",), key=["a"], batch=[]) == []


@pytest.mark.django_db
def test_only_what_is_found_is_deleted() -> None:
    rows.insert([rows.new(Mail, key=key, batch=batch) for key, batch in FOUR])
    rows.delete(Mail, key=[])
    assert Mail.objects.count() == len(FOUR)
    rows.delete(Mail, key=["a", "b", "z"], batch=["x"])
    assert sorted(one.key for one in Mail.objects.all()) == ["b", "c", "d"]


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_locked_wait_for_who_has_them() -> None:
    rows.insert([rows.new(Mailed, mark=b"a", at=AT)])
    told, locked = list[str](), threading.Event()

    def later() -> None:
        locked.wait(5)  # outside: a transaction of SQLite begins with the lock
        with closing(connection), transaction.atomic():
            [one] = rows.read(Mailed, locked=True, mark=[b"a"])
            told.append(f"second {one.at:%H}")

    other = threading.Thread(target=later)
    other.start()
    with transaction.atomic():
        [one] = rows.read(Mailed, locked=True, mark=[b"a"])
        locked.set()
        other.join(0.3)
        one.at = AT + timedelta(hours=1)
        one.save()
        told.append("first")
    other.join()
    assert told == ["first", "second 13"]
