"""`tocsin backup`: what is written, what is not, and what is said where it cannot be."""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from tests import cast
from tests.engine import engine
from tests.faults.test_full_disk import no_room
from tests.kernel.growing import sequence_all
from tests.signing.people import sign_and_confirm
from tests.unlocked import CHEAP
from tocsin.kernel import audit, audit_log, files
from tocsin.kernel.backups import making
from tocsin.kernel.backups.archive import Reader
from tocsin.kernel.crypto import unlocking
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    found = tmp_path / "another disk"
    found.mkdir()
    return found


def told(path: Path) -> dict[str, bytes]:
    """Each member of an archive."""
    with path.open("rb") as file:
        reader = Reader(file, str(path))
        reader.open(vault().current())
        return {name: b"".join(blocks) for name, blocks in reader.members()}


def some_desk(home: Path) -> None:
    """A voice, its log and audit trail, a kept file, and everything that must not go along."""
    cast.signing_key()
    sign_and_confirm(cast.published(), "Ada", "ada@example.org")
    sequence_all()
    audit_log.sequence(timezone.now() + timedelta(minutes=11))
    audit_log.publish()
    files.store(home / "files", b"evidence")
    (home / "files" / "ab").mkdir(exist_ok=True)
    (home / "files" / "ab" / ".new-half").write_bytes(b"half")
    (home / "files" / "tmp123").mkdir()
    (home / "files" / "tmp123" / "bundle.zip").write_bytes(b"half")
    (home / "outbox" / "some.eml").write_bytes(b"To: ada@example.org")
    (home / "inbox" / "taken").mkdir(parents=True)
    (home / "inbox" / "alert.txt").write_bytes(b"nobody took it up yet")
    (home / "inbox" / "taken" / "old.txt").write_bytes(b"taken")
    unlocking.own_passphrase().write_text("a passphrase")


def test_what_is_in_a_backup_and_what_is_not(home: Path, place: Path) -> None:
    some_desk(home)
    found = told(making.make(place, 30).path)
    names = {name for name in found if not name.startswith("table/")} - {"database"}
    kept = {f"files/{name[:2]}/{name}" for name in [hashlib.sha256(b"evidence").hexdigest()]}
    [copy] = (home / "audit-log" / "sealed").iterdir()
    expected = {"about.json", "keys/runtime.json", "inbox/alert.txt", *kept}
    assert expected <= names
    assert f"audit-log/sealed/{copy.name}" in names
    others = names - expected - {f"audit-log/sealed/{copy.name}"}
    assert all(name.startswith("files/") and len(name) == 73 for name in others)
    assert found["keys/runtime.json"] == (home / "keys/runtime.json").read_bytes()
    everything = b"".join(found.values())
    assert b"ada@example.org" not in everything
    assert (home / "keys/django-secret").read_bytes() not in everything
    assert b"a passphrase" not in everything


def test_nothing_of_it_can_be_read_without_the_master(home: Path, place: Path) -> None:
    some_desk(home)
    data = making.make(place, 30).path.read_bytes()
    for word in (b"nobody took it up", b"FA-01-2026", b"CREATE TABLE", b"signatories/"):
        assert word not in data
    assert vault().current() not in data


def test_only_its_owner_may_read_it(place: Path) -> None:
    assert making.make(place, 30).path.stat().st_mode & 0o777 == 0o600


def test_it_is_told_in_the_audit_trail_without_the_place(place: Path) -> None:
    assert making.last_made() is None
    made = making.make(place, 30)
    entry = audit.Entry.objects.get(kind="backup")
    assert (entry.verb, entry.subject) == ("back up", made.path.name)
    assert str(place) not in str(entry.detail)
    assert making.last_made() == entry.at


def test_rows_are_those_of_one_moment_while_others_write(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tocsin.kernel.backups import content

    cast.olga()
    before = content.about

    def about(*words: object) -> dict[str, object]:
        """The rows are taken by now; somebody writes on."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE people_staff SET username = 'later'")
        return before(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(content, "about", about)
    found = told(making.make(place, 30).path)
    rows = found["database"] if engine() == "sqlite" else found["table/people_staff"]
    assert b"olga" in rows
    assert b"later" not in rows


def test_no_copy_of_the_rows_is_left_in_the_data_folder(home: Path, place: Path) -> None:
    if engine() == "sqlite":
        (home / ".backup-rows").write_bytes(b"of a backup that was killed")
    making.make(place, 30)
    assert not (home / ".backup-rows").exists()


def test_what_was_deleted_is_not_in_the_copy(place: Path) -> None:
    word = "zqxjvk" * 20
    with connection.cursor() as cursor:
        if engine() == "sqlite":
            cursor.execute("PRAGMA secure_delete=OFF")
        audit.Entry.objects.create(actor=word, verb="v", kind="k", subject="s")
        audit.Entry.objects.all().delete()
        if engine() == "sqlite":
            cursor.execute("PRAGMA secure_delete=ON")
    assert word.encode() not in b"".join(told(making.make(place, 30).path).values())


def test_a_locked_server_makes_none(place: Path) -> None:
    unlocking.lock()
    with pytest.raises(Locked):
        making.make(place, 30)
    assert list(place.iterdir()) == []


def test_the_place_must_be_a_folder_elsewhere(home: Path, place: Path) -> None:
    with pytest.raises(Refusal, match=r"is no folder. Make it, or name another one") as refused:
        making.make(place / "nowhere", 30)
    assert str(place / "nowhere") in refused.value.sentence
    with pytest.raises(Refusal, match=r"would be lost with it. Name a folder on another disk"):
        making.make(home / "files", 30)
    link = place / "link"
    link.symlink_to(home)
    with pytest.raises(Refusal, match="would be lost with it"):
        making.make(link, 30)


def test_a_full_disk_leaves_the_backups_before_and_no_half_one(place: Path) -> None:
    before = making.make(place, 30).path
    kept = before.read_bytes()
    shutil.move(before, place.parent / "kept")
    with no_room(place):
        with pytest.raises(Refusal, match=r"disk of .* is full. Nothing was kept of this backup"):
            making.make(place, 30)
        assert [one.name for one in place.iterdir() if one.name != ".filling"] == []
    assert (place.parent / "kept").read_bytes() == kept


def test_a_place_that_may_not_be_written_is_named(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refusing(path: object, *words: int, **named: object) -> int:
        """Root may write everywhere; this disk is for reading only."""
        if str(path).endswith(".part"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *words, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refusing)
    with pytest.raises(Refusal, match=r"cannot be written to: Permission denied. Run this as the"):
        making.make(place, 30)


def test_what_the_disk_did_not_keep_is_noticed_at_once(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def losing(handle: int) -> None:
        """A disk that keeps another byte than it was given."""
        real(handle)
        if os.path.realpath(f"/proc/self/fd/{handle}").endswith(".part"):
            os.pwrite(handle, b"!!", 5000)

    monkeypatch.setattr(os, "fsync", losing)
    with pytest.raises(Refusal, match="cut short or was altered"):
        making.make(place, 30)
    assert list(place.iterdir()) == []
    assert making.last_made() is None


def test_two_at_once_are_one_too_many(home: Path, place: Path) -> None:
    with (
        making._alone(),
        pytest.raises(Refusal, match=r"Another backup is being made. Wait until it is done"),
    ):
        making.make(place, 30)


def aged(path: Path, days: int) -> Path:
    """The same archive as of some days ago; the name says when."""
    then = timezone.now() - timedelta(days=days)
    old = path.with_name(f"tocsin-{then:{making.STAMP}}.backup")
    shutil.copy(path, old)
    return old


def spared(path: Path) -> list[Path]:
    """As many newer ones as always stay."""
    return [aged(path, days) for days in range(1, making.SPARED + 1)]


def test_a_clock_that_is_far_ahead_costs_only_what_has_newer_ones_beside_it(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = making.make(place, 30).path
    old, *newer = [aged(made, days) for days in (4, 3, 2)] + [made]
    ahead = timezone.now() + timedelta(days=400)
    monkeypatch.setattr(timezone, "now", lambda: ahead)
    again = making.make(place, 30)
    assert again.removed == [old]
    assert {one.name for one in place.iterdir()} == {one.name for one in (again.path, *newer)}


def test_old_ones_of_this_server_are_destroyed_and_no_others(place: Path) -> None:
    made = making.make(place, 30).path
    old, young, newer = aged(made, 31), aged(made, 29), spared(made)
    foreign = aged(made, 40)
    foreign.write_bytes(foreign.read_bytes().replace(b'"id": "', b'"id": "x', 1))
    nothing = aged(made, 41)
    nothing.write_bytes(b"somebody else's")
    (place / "holiday.backup").write_bytes(b"something else")
    made.unlink()
    again = making.make(place, 30)
    assert again.removed == [old]
    left = {one.name for one in place.iterdir()}
    assert left == {
        one.name for one in (again.path, young, *newer, foreign, nothing, place / "holiday.backup")
    }


def test_what_is_destroyed_is_overwritten_where_its_salt_was(place: Path) -> None:
    made = making.make(place, 30).path
    old = aged(made, 31)
    spared(made)
    made.unlink()
    os.link(old, place / "the same blocks")
    making.make(place, 30)
    data = (place / "the same blocks").read_bytes()
    assert data[: making.HEAD].strip(b"\0") == b""


def test_another_passphrase_is_still_the_same_server(place: Path) -> None:
    made = making.make(place, 30).path
    old = aged(made, 31)
    spared(made)
    made.unlink()
    unlocking.change(vault().current(), "eight quiet ferries at dusk", CHEAP)
    assert making.make(place, 30).removed == [old]


def test_a_changed_archive_is_refused_by_its_check(place: Path) -> None:
    path = making.make(place, 30).path
    assert making.check(path, vault().current()).members >= 2
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    with pytest.raises(Refusal, match="is cut short or was altered, from byte"):
        making.check(path, vault().current())
    path.write_bytes(data)
    with pytest.raises(Refusal, match="belongs to another server or another time"):
        making.check(path, bytes(32))
    with pytest.raises(Refusal, match="cannot be read: No such file"):
        making.check(place / "nothing", vault().current())
