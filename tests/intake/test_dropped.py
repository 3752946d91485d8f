"""Files that lie in the folder are taken when they are whole, and move on with a note."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest

from tests import cast
from tests.intake.mails import TEXT, raw
from tests.intake.test_signed import PAIR
from tocsin.intake import dropped, moves, sealing
from tocsin.intake.models import Alert, Arrival
from tocsin.kernel.crypto import signature
from tocsin.kernel.refusal import Refusal
from tocsin.people import moves as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox(settings: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, an hour after everything in it was put there."""
    settings.TOCSIN_INBOX = ""  # type: ignore[attr-defined]
    dropped.prepare()
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 3600)
    return dropped.inbox()


def put(folder: Path, name: str, data: bytes = TEXT.encode()) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_file_is_taken_and_its_note_says_where_it_went(inbox: Path) -> None:
    put(inbox, "alert.txt")
    assert dropped.turn() == 1
    alert = Alert.objects.get()
    assert (alert.way, alert.filename) == ("folder", "alert.txt")
    assert (inbox / "taken" / "alert.txt").read_bytes() == TEXT.encode()
    note = (inbox / "taken" / "alert.txt.txt").read_text("utf-8")
    assert note.startswith("This is a new alert: http")
    assert f"/desk/alerts/{alert.pk}/" in note
    assert not (inbox / "alert.txt").exists()
    assert dropped.turn() == 0


def test_a_mail_is_taken_with_its_sender(inbox: Path) -> None:
    put(inbox, "one.eml", raw())
    dropped.turn()
    assert Arrival.objects.get().sender == "desk@casaclara.example"


def test_what_cannot_be_read_is_set_apart_with_the_reason(inbox: Path) -> None:
    put(inbox, "scan.png", b"\x89PNG\r\n\x1a\n" + bytes(200))
    put(inbox, "empty.txt", b"")
    put(inbox, "away.eml", raw(Auto_Submitted="auto-replied"))
    assert dropped.turn() == 3
    assert not Alert.objects.exists()
    notes = {path.name: path.read_text("utf-8") for path in (inbox / "refused").glob("*.txt")}
    assert notes["scan.png.txt"].startswith("This is no plain text (perhaps a PDF, a picture")
    assert notes["empty.txt.txt"].startswith("The file is empty.")
    assert notes["away.eml.txt"] == "This mail is no alert (automatic).\n"


def test_the_same_file_again_says_so(inbox: Path) -> None:
    for _turn in range(2):
        put(inbox, "alert.txt")
        dropped.turn()
    assert Alert.objects.count() == 1
    assert Arrival.objects.count() == 1
    again = (inbox / "taken" / "2-alert.txt.txt").read_text("utf-8")
    assert again.startswith("This alert was here already: ")


def test_a_file_that_is_still_being_written_is_left(inbox: Path) -> None:
    path = put(inbox, "alert.txt")
    just_now = path.stat().st_ctime + 1
    assert dropped.waiting(just_now) == []
    assert dropped.waiting(just_now + dropped.SETTLED) == [path]


@pytest.mark.parametrize("name", [".a.txt", "a.txt.part", "a.tmp", "a.txt~", "a.sig"])
def test_names_of_unfinished_files_are_passed_over(name: str, inbox: Path) -> None:
    put(inbox, name)
    assert dropped.turn() == 0
    assert (inbox / name).exists()


def test_a_link_is_not_followed(inbox: Path, tmp_path: Path) -> None:
    secret = put(tmp_path, "secret.txt")
    (inbox / "alert.txt").symlink_to(secret)
    (inbox / "folder").mkdir()
    assert dropped.turn() == 0
    assert not Alert.objects.exists()


def test_a_signature_beside_the_file_goes_with_it(inbox: Path) -> None:
    people.set_partner_key(cast.olga(), cast.partner(), signature.public_file(PAIR))
    put(inbox, "alert.txt.sig", sealing.apart(TEXT, PAIR).encode())
    put(inbox, "alert.txt")
    dropped.turn()
    assert Arrival.objects.get().signed == "verified"
    assert (inbox / "taken" / "alert.txt.sig").exists()


def test_a_file_that_was_taken_before_a_crash_is_moved_after_it(inbox: Path) -> None:
    path = put(inbox, "alert.txt")
    dropped._outcome(path)  # the row is there, and the machine stops
    assert dropped.turn() == 1
    assert Alert.objects.count() == 1
    assert Arrival.objects.count() == 1


def test_a_full_disk_leaves_the_file_for_later(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(inbox, "alert.txt")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Refusal, match=r"The server’s disk is full"):
            dropped.turn()
    assert (inbox / "alert.txt").exists()
    assert dropped.turn() == 1


def test_the_folder_may_be_elsewhere(settings: object, tmp_path: Path) -> None:
    settings.TOCSIN_INBOX = str(tmp_path / "drop")  # type: ignore[attr-defined]
    dropped.prepare()
    assert (tmp_path / "drop" / "taken").is_dir()
    assert dropped.waiting() == []


def test_a_folder_that_cannot_be_had_is_said(settings: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    settings.TOCSIN_INBOX = str(tmp_path / "file")  # type: ignore[attr-defined]
    with pytest.raises(Refusal, match=r"cannot be used: .+. Look at TOCSIN_INBOX."):
        dropped.prepare()


def test_a_folder_that_is_not_there_is_an_empty_one(settings: object, tmp_path: Path) -> None:
    settings.TOCSIN_INBOX = str(tmp_path / "none")  # type: ignore[attr-defined]
    assert dropped.turn() == 0


def test_what_the_desk_has_already_is_noted_as_an_arrival(inbox: Path) -> None:
    moves.receive(cast.olga(), TEXT.encode(), "", "paste")
    put(inbox, "alert.txt")
    dropped.turn()
    assert [one.way for one in Arrival.objects.all()] == ["paste", "folder"]
