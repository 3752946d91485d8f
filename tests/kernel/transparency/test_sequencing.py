"""The log grows in batches, is signed for once at each size, and never becomes two logs."""

from __future__ import annotations

import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.utils import timezone

from tests.ended import processes
from tests.kernel.growing import OTHER, THING, enter, grow, policy, sequence_all
from tests.paths import ROOT
from tocsin.kernel.crypto import fitting
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.models import Checkpointed, LedgerEntry
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.tlog.auditing import audit
from tocsin.kernel.tlog.folder import LogFolder
from tocsin.kernel.tlog.promise import Promise
from tocsin.kernel.tlog.verify import Receipt
from tocsin.kernel.transparency import ledger, proving, sequencing

pytestmark = pytest.mark.django_db


def test_entries_wait_for_their_batch_and_stand_then_in_the_log() -> None:
    entry = enter()
    assert sequencing.sequence() == 0
    assert sequence_all() == 1
    entry.refresh_from_db()
    assert entry.position == 0
    assert list(sequencing.folder().entries(0, 1)) == [ledger.said(entry).to_bytes()]
    assert ledger.counts(THING) == {201: 1}


def test_nothing_due_signs_nothing() -> None:
    assert sequencing.sequence() == sequencing.publish() == 0
    assert not Checkpointed.objects.exists()
    assert sequencing.folder().note() is None


def test_a_log_that_grew_in_many_batches_verifies_as_a_whole() -> None:
    for number in (1, 3, 255, 2, 30):
        grow(number)
    found = audit(sequencing.folder().read, policy())
    assert found.checkpoint.size == 291 == Checkpointed.objects.count() + 286
    assert sequencing.folder().check().size == 291
    assert sorted(Checkpointed.objects.values_list("size", flat=True)) == [1, 4, 259, 261, 291]


def test_a_batch_is_shuffled() -> None:
    rows = [enter() for _number in range(40)]
    sequence_all()
    places = [LedgerEntry.objects.get(pk=row.pk).position for row in rows]
    assert sorted(places) == list(range(40))  # type: ignore[type-var]
    assert places != list(range(40))


def test_slow_entries_wait_for_fifty_of_their_subject() -> None:
    for _number in range(49):
        enter(OTHER, slow=True)
    grow(1)
    assert ledger.counts(OTHER) == {}
    enter(OTHER, slow=True)
    assert sequence_all() == 51
    assert ledger.counts(OTHER) == {201: 50}


def test_slow_entries_wait_no_longer_than_an_hour_after_their_day() -> None:
    enter(OTHER, slow=True)
    assert sequencing.sequence(timezone.now() + timedelta(minutes=59)) == 0
    assert sequencing.sequence(timezone.now() + ledger.SLOW) == 1


def test_what_takes_back_never_comes_before_what_it_takes_back() -> None:
    voice = enter(OTHER, slow=True)
    back = enter(OTHER, after=voice)
    assert back.not_before > voice.not_before
    sequencing.sequence(timezone.now() + LONG)
    assert ledger.counts(OTHER) == {201: 2}


LONG = timedelta(hours=30)


def test_a_large_batch_is_taken_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencing, "BATCH", 2)
    monkeypatch.setattr(sequencing, "LARGEST", 4)
    rows = [enter() for _number in range(10)]
    now = timezone.now() + timedelta(minutes=11)
    assert [sequencing.sequence(now) for _turn in range(4)] == [4, 4, 2, 0]
    assert [one.size for one in Checkpointed.objects.all()] == [10, 8, 6, 4, 2]
    assert sequencing.publish() == 3
    assert sequencing.shown() == len(rows)


def test_the_folder_is_made_anew_from_the_rows(home: Path) -> None:
    grow(300)
    grow(5)
    before = sequencing.folder().note()
    shutil.rmtree(home / "log")
    assert sequencing.publish() == 1
    assert sequencing.publish() == 0
    assert sequencing.folder().note() == before
    assert sequencing.folder().check().size == 305


def test_what_was_signed_and_not_shown_is_shown_later() -> None:
    """A worker that dies between the two leaves nothing to be mended."""
    enter()
    sequencing.sequence(timezone.now() + timedelta(minutes=11))
    assert sequencing.shown() == 0
    assert sequence_all() == 1


@pytest.mark.django_db(transaction=True)
def test_many_sequencers_at_once_make_one_log() -> None:
    start = Barrier(6)

    def work(_number: int) -> None:
        start.wait()
        try:
            for _turn in range(5):
                enter()
                sequencing.sequence(timezone.now() + timedelta(minutes=11))
                sequencing.publish()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert sequence_all() == 30
    assert sorted(LedgerEntry.objects.values_list("position", flat=True)) == list(range(30))  # type: ignore[type-var]
    found = audit(sequencing.folder().read, policy())
    for row in Checkpointed.objects.all():
        assert bytes(row.root) == sequencing.root_at(row.size)
    assert found.checkpoint.size == 30


@pytest.mark.django_db(transaction=True)
def test_workers_of_several_processes_make_one_log(home: Path) -> None:
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tocsin.settings",
        "TOCSIN_HOME": str(home),
    }
    words = [sys.executable, "-m", "tests.kernel.growing", str(connection.settings_dict["NAME"])]
    with processes(words, 3, env=surroundings, cwd=ROOT) as running:
        assert [one.wait(120) for one in running] == [0, 0, 0]
    assert sequence_all() == 30
    found = audit(sequencing.folder().read, policy())
    assert found.checkpoint.size == 30
    for row in Checkpointed.objects.all():
        assert bytes(row.root) == sequencing.root_at(row.size)


class Between:
    """Has another worker bring the log on right after somebody has looked at its newest row."""

    def __init__(self, times: int) -> None:
        self.left, self.really = times, ledger.latest

    def __call__(self) -> Checkpointed | None:
        """The row as it was before."""
        seen = self.really()
        if self.left:
            left, self.left = self.left - 1, 0  # the other worker looks too
            grow(2)
            self.left = left
        return seen


@pytest.mark.parametrize("times", [1, 2])
def test_what_another_worker_shows_meanwhile_is_no_older_backup(
    monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    grow(3)
    between = Between(0)
    monkeypatch.setattr(ledger, "latest", between)
    enter()
    sequencing.sequence(timezone.now() + timedelta(minutes=11))
    between.left = times
    sequencing.publish()
    assert sequencing.folder().check().size == 4 + 2 * times
    between.left = times
    newest = sequencing.look_for_fork()
    assert newest is not None
    assert newest.size == 4 + 4 * times


def forget_the_newest(home: Path) -> int:
    """The database as an older backup had it; the folder stays. How many entries are left."""
    last, before = Checkpointed.objects.all()[:2]
    LedgerEntry.objects.filter(position__gte=before.size).delete()
    last.delete()
    return int(before.size)


def test_an_old_backup_signs_nothing_and_says_what_to_do(home: Path) -> None:
    grow(3)
    grow(2)
    assert forget_the_newest(home) == 3
    enter()
    with pytest.raises(Refusal, match="tocsin log recover") as refused:
        sequence_all()
    assert "5 entries" in str(refused.value)
    assert "knows 3 of them" in str(refused.value)
    for look in (sequencing.publish, sequencing.look_for_fork):
        with pytest.raises(Refusal, match="older backup"):
            look()
    assert sequencing.shown() == 5


def test_an_empty_database_beside_a_log_signs_nothing(home: Path) -> None:
    grow(2)
    Checkpointed.objects.all().delete()
    LedgerEntry.objects.all().delete()
    enter()
    with pytest.raises(Refusal, match="knows 0 of them"):
        sequence_all()


def test_another_log_in_the_folder_is_not_gone_on_with(home: Path) -> None:
    grow(2)
    kept = home.parent / "kept"
    shutil.copytree(home / "log", kept)
    LedgerEntry.objects.all().delete()
    Checkpointed.objects.all().delete()
    shutil.rmtree(home / "log")
    grow(3)
    shutil.rmtree(home / "log")
    shutil.copytree(kept, home / "log")
    enter()
    with pytest.raises(Refusal, match="another one than that of the database"):
        sequence_all()


def test_rows_without_their_checkpoint_are_not_signed_for() -> None:
    grow(2)
    Checkpointed.objects.all().delete()
    enter()
    with pytest.raises(Refusal, match="do not fit its last checkpoint"):
        sequence_all()


def test_another_key_does_not_go_on_with_the_log(home: Path) -> None:
    grow(1)
    vault().destroy("log-key")
    with patch.object(fitting, "NEEDS", []):
        vault().get("log-key")
    enter()
    with pytest.raises(Refusal, match="a key that this server does not have"):
        sequence_all()


def test_another_name_does_not_go_on_with_the_log(settings: Any) -> None:
    grow(1)
    settings.TOCSIN_LOG_ORIGIN = "elsewhere.example/log"
    enter()
    with pytest.raises(Refusal, match="Set TOCSIN_LOG_ORIGIN to that name"):
        sequence_all()


def test_the_log_keeps_its_name_where_the_address_changes(settings: Any) -> None:
    grow(1)
    named = sequencing.origin()
    settings.TOCSIN_ADDRESS = "https://elsewhere.example"
    grow(1)
    assert (
        sequencing.origin() == named == audit(sequencing.folder().read, policy()).checkpoint.origin
    )


def test_a_new_log_is_named_by_the_address(settings: Any) -> None:
    settings.TOCSIN_ADDRESS = "https://elsewhere.example"
    assert sequencing.origin() == "elsewhere.example/log"


def test_a_damaged_checkpoint_is_named(home: Path) -> None:
    grow(1)
    (home / "log" / "checkpoint").write_text("nothing\n")
    enter()
    with pytest.raises(Refusal, match="public log: This is no signed note"):
        sequence_all()


def test_a_row_that_was_altered_is_not_shown(home: Path) -> None:
    grow(1)
    enter()
    sequencing.sequence(timezone.now() + timedelta(minutes=11))
    LedgerEntry.objects.filter(position=1).update(kind=9)
    with pytest.raises(Refusal, match="another log"):
        sequencing.publish()
    assert sequencing.shown() == 1


def test_a_promise_names_the_entry_and_the_hour() -> None:
    entry = enter()
    promise = Promise.check(proving.promise(entry), policy())
    assert promise.leaf == ledger.leaf(entry)
    assert promise.deadline == ledger.deadline(entry)
    assert proving.promise(entry) == proving.promise(entry)


def test_there_is_a_receipt_once_the_entry_is_shown() -> None:
    entry = enter()
    assert proving.receipt(entry) is None
    sequencing.sequence(timezone.now() + timedelta(minutes=11))
    entry.refresh_from_db()
    assert proving.receipt(entry) is None
    sequencing.publish()
    text = proving.receipt(entry) or ""
    said, witnessed = Receipt.parse(text).check(policy())
    assert said.commitment == entry.commitment
    assert witnessed.checkpoint.size == 1


def test_the_policy_lies_beside_the_log(home: Path) -> None:
    from tocsin.kernel.tlog.verify import Policy

    grow(1)
    told = Policy.parse(sequencing.policy())
    assert told == policy()
    assert told.check(sequencing.folder().note() or "").checkpoint.size == 1
    assert LogFolder(home / "log").check().size == 1
