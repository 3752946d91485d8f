"""A database from an old backup takes what it lacks from a mirror, and from no other log."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.kernel.growing import THING, enter, grow, policy, sequence_all
from tests.kernel.transparency.test_sequencing import forget_the_newest
from tocsin.kernel import audit, switches
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.models import Checkpointed, LedgerEntry
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.switches import LOG_WAITS
from tocsin.kernel.tlog.auditing import audit as whole
from tocsin.kernel.transparency import ledger, sequencing
from tocsin.kernel.transparency.recovering import Recovered, recover, without_mirror

pytestmark = pytest.mark.django_db


def test_what_an_old_backup_lacks_is_brought_in_and_the_log_goes_on(home: Path) -> None:
    grow(300)
    grow(7)
    wanted = sorted(bytes(row.commitment) for row in LedgerEntry.objects.all())
    forget_the_newest(home)
    assert recover("olga", str(home / "log")) == Recovered(307, 7, 7)
    assert sorted(bytes(row.commitment) for row in LedgerEntry.objects.all()) == wanted
    assert grow(2) == 309
    assert whole(sequencing.folder().read, policy()).checkpoint.size == 309


def test_entries_that_still_waited_in_the_backup_take_their_old_places(home: Path) -> None:
    grow(3)
    waiting = enter()
    sequence_all()
    waiting.refresh_from_db()
    place = waiting.position
    LedgerEntry.objects.filter(pk=waiting.pk).update(position=None)
    Checkpointed.objects.get(size=4).delete()
    assert recover("olga", str(home / "log")) == Recovered(4, 1, 0)
    waiting.refresh_from_db()
    assert waiting.position == place
    assert LedgerEntry.objects.count() == 4


def test_an_empty_database_takes_in_the_whole_log(home: Path) -> None:
    grow(20)
    LedgerEntry.objects.all().delete()
    Checkpointed.objects.all().delete()
    assert recover("olga", str(home / "log")).brought_in == 20
    assert ledger.counts(THING) == {201: 20}
    assert grow(1) == 21


def test_where_nothing_lacks_nothing_is_changed(home: Path) -> None:
    grow(4)
    assert recover("olga", str(home / "log")) == Recovered(4, 0, 0)
    kept = home.parent / "mirror"
    shutil.copytree(home / "log", kept)
    grow(1)
    assert recover("olga", str(kept)) == Recovered(5, 0, 0)


def test_it_is_told_in_the_audit_trail(home: Path) -> None:
    grow(3)
    grow(2)
    forget_the_newest(home)
    recover("olga", str(home / "log"))
    told = audit.Entry.objects.get(verb="recover")
    assert told.detail == {"entries": 2, "unknown": 2}


def wait() -> None:
    """As after a restore."""
    switches.turn("system", LOG_WAITS, "", on=True, why="Restored.")


def test_a_restored_log_waits_for_a_mirror_and_then_goes_on(home: Path) -> None:
    grow(3)
    kept = home.parent / "mirror"
    shutil.copytree(home / "log", kept)
    wait()
    enter()
    with pytest.raises(Refusal, match="Nothing is signed until a mirror was asked"):
        sequence_all()
    with pytest.raises(Refusal, match="is this server's own folder"):
        recover("olga", str(home / "log"))
    assert recover("olga", str(kept)) == Recovered(3, 0, 0)
    assert not switches.on(LOG_WAITS)
    assert sequence_all() == 4


def test_a_mirror_of_another_log_does_not_let_it_go_on(home: Path) -> None:
    kept = two_logs(home)
    wait()
    with pytest.raises(Refusal, match="two different ones from entry"):
        recover("olga", str(kept))
    assert switches.on(LOG_WAITS)


def test_without_a_mirror_it_goes_on_at_a_persons_word(home: Path) -> None:
    grow(2)
    wait()
    without_mirror("olga")
    assert grow(1) == 3
    assert audit.Entry.objects.get(verb="go on without a mirror").subject == "2"


def test_no_word_is_taken_down_where_the_log_waits_for_none(home: Path) -> None:
    grow(2)
    with pytest.raises(Refusal, match="does not wait for a mirror, so nothing was changed"):
        without_mirror("olga")
    assert not audit.Entry.objects.filter(verb="go on without a mirror").exists()


def two_logs(home: Path) -> Path:
    """The same key signed two logs: a mirror of one of them; the database has the other."""
    grow(2)
    grow(3)
    kept = home.parent / "mirror"
    shutil.copytree(home / "log", kept)
    forget_the_newest(home)
    shutil.rmtree(home / "log")
    grow(1)
    return kept


def test_a_log_that_was_continued_twice_is_refused(home: Path) -> None:
    mirror = two_logs(home)
    before = set(LedgerEntry.objects.values_list("pk", "position"))
    with pytest.raises(Refusal, match="two different ones from entry 3 on"):
        recover("olga", str(mirror))
    assert before == set(LedgerEntry.objects.values_list("pk", "position"))


def test_a_smaller_log_that_is_another_is_refused_too(home: Path) -> None:
    mirror = two_logs(home)
    grow(6)
    with pytest.raises(Refusal, match="two different ones"):
        recover("olga", str(mirror))


def test_the_log_of_somebody_else_is_refused(home: Path) -> None:
    grow(2)
    vault().destroy("log-key")
    LedgerEntry.objects.all().delete()
    Checkpointed.objects.all().delete()
    with pytest.raises(Refusal, match="Nothing was changed"):
        recover("olga", str(home / "log"))


def test_a_folder_without_a_log_is_refused(home: Path) -> None:
    with pytest.raises(Refusal, match="holds no log"):
        recover("olga", str(home / "keys"))


def test_a_mirror_with_a_hole_is_refused_whole(home: Path) -> None:
    grow(3)
    grow(300)
    forget_the_newest(home)
    bundle = next((home / "log" / "tile" / "entries").glob("000*"))
    bundle.write_bytes(bundle.read_bytes()[:-3])
    with pytest.raises(Refusal, match="cut off or damaged"):
        recover("olga", str(home / "log"))
    assert LedgerEntry.objects.count() == 3


def test_an_altered_entry_of_a_mirror_is_found(home: Path) -> None:
    grow(3)
    grow(2)
    forget_the_newest(home)
    [bundle] = (home / "log" / "tile" / "entries").glob("000.p/5")
    data = bytearray(bundle.read_bytes())
    data[-1] ^= 1
    bundle.write_bytes(bytes(data))
    with pytest.raises(Refusal, match="two different ones"):
        recover("olga", str(home / "log"))
    assert LedgerEntry.objects.count() == 3


def test_an_address_that_does_not_answer_is_named() -> None:
    with pytest.raises(Refusal, match="does not answer as it should"):
        recover("olga", "http://127.0.0.1:9/log")
    with pytest.raises(Refusal, match="begins with https"):
        recover("olga", "ftp://mirror.example/log")
