"""`tocsin work`: everything that is due is done, and a loop that fails stops no other."""

from __future__ import annotations

import io
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError

from tests import cast
from tests.ended import processes
from tests.mailing.people import subscriber
from tests.paths import ROOT
from tests.signing.people import entry
from tests.unlocked import PASSPHRASE, credentials
from tocsin.archive.models import ArchiveEntry
from tocsin.console.loops import LOOPS, WHILE_LOCKED
from tocsin.console.management.commands import work as working
from tocsin.console.management.commands.work import Command, turn
from tocsin.kernel import logs
from tocsin.kernel.crypto import unlocking
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.work import Loop
from tocsin.mailing import moves as mailing
from tocsin.signing import moves


def work() -> str:
    out = io.StringIO()
    call_command("work", once=True, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_nothing_due_is_nothing_done() -> None:
    assert work() == "0 done.\n"


@pytest.mark.django_db
def test_what_is_due_is_done_once(home: Path) -> None:
    cast.signing_key()
    revision = cast.published()
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    subscriber("bo@example.org")
    mailing.dispatch(cast.olga(), revision)
    assert work() != "0 done.\n"
    assert ArchiveEntry.objects.get().document_id == "FA-01-2026"
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    assert len(list((home / "outbox").rglob("*.eml"))) == Mail.objects.count() == 2
    assert work() == "0 done.\n"


def test_every_room_with_a_loop_is_worked() -> None:
    with_loops = {path.parent.name for path in ROOT.glob("tocsin/*/work.py")} - {"kernel"}
    assert {"intake", "archive", "mailing", "signing", "replies"} == with_loops
    names = [loop.name for loop in LOOPS]
    assert len(names) == len(set(names)) == len(with_loops) + 5  # log, trail, notes, machines, post


def test_mail_goes_last_so_that_what_was_prepared_goes_at_once() -> None:
    from tocsin.kernel.mail import post

    assert LOOPS[-1] is post.LOOP


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error",
    [
        DatabaseError("secret@example.org"),
        InterfaceError("secret"),
        OSError("secret"),
        Refusal("secret"),
    ],
)
def test_a_loop_that_fails_is_named_and_tried_again(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> int:
        raise error

    with caplog.at_level(logging.WARNING, "tocsin.work"):
        assert turn(Loop("counting", fail)) == 0
    assert "the loop “counting” will try again" in caplog.text
    assert type(error).__name__ in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.django_db
def test_a_fault_of_the_program_is_said_with_its_place_and_stops_no_other_loop(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "_resting", {})
    turns: list[str] = []

    def fail() -> int:
        turns.append("counting")
        raise ZeroDivisionError("secret")

    for _time in range(3):
        assert turn(Loop("counting", fail)) == 0
        assert turn(Loop("other", lambda: 1)) == 1
    assert turns == ["counting"], "it rests, so that it does not fill the disk with its fault"
    [said] = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert said.getMessage() == "the loop “counting” failed, and rests for a minute"
    told = logs.facts(said)
    assert told["error"] == "ZeroDivisionError"
    assert told["places"][-1].endswith(" fail")
    assert "secret" not in str(told)


@pytest.mark.django_db
def test_a_loop_that_rested_for_a_minute_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "_resting", {"counting": time.monotonic() + 60})
    assert turn(Loop("counting", lambda: 1)) == 0
    now = time.monotonic() + 61
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert turn(Loop("counting", lambda: 1)) == 1


@pytest.mark.django_db
def test_what_is_done_once_tells_a_fault_of_the_program_to_whoever_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(working, "LOOPS", (Loop("counting", fail),))
    with pytest.raises(ZeroDivisionError):
        work()


def test_a_loop_that_works_says_how_much_it_did() -> None:
    assert turn(Loop("counting", lambda: 7)) == 7


@pytest.mark.django_db
def test_a_locked_server_sends_nothing_and_loses_nothing(home: Path) -> None:
    cast.signing_key()
    revision = cast.published()
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    unlocking.lock()
    with pytest.raises(Locked):
        work()
    assert ArchiveEntry.objects.get().document_id == "FA-01-2026"  # what needs no key is done
    assert Mail.objects.get().state == "waiting"
    assert Mail.objects.get().leased_until is None
    assert list((home / "outbox").iterdir()) == []
    unlocking.unlock(PASSPHRASE)
    work()
    assert Mail.objects.get().state == "sent"


def test_a_locked_worker_says_once_that_it_waits_and_once_that_it_goes_on() -> None:
    said = io.StringIO()
    command = Command(stdout=said)
    assert command.loops() == LOOPS
    assert said.getvalue() == ""
    unlocking.lock()
    for _turn in range(3):
        assert command.loops() == WHILE_LOCKED
    assert said.getvalue() == (
        "The server is locked: alerts are taken in, and mail and everything else waits. "
        "Type: tocsin unlock\n"
    )
    unlocking.unlock(PASSPHRASE)
    for _turn in range(3):
        assert command.loops() == LOOPS
    assert said.getvalue().endswith("The server is unlocked; mail goes again.\n")
    assert len(said.getvalue().splitlines()) == 2


def test_a_loop_that_meets_the_lock_is_not_said_twice(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> int:
        raise Locked

    assert turn(Loop("counting", fail)) == 0
    assert caplog.text == ""


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_ends_in_good_order_when_it_is_asked(tmp_path: Path, name: int) -> None:
    ours = {word: value for word, value in os.environ.items() if word != "DATABASE_URL"}
    keys = credentials(tmp_path / "credentials")
    surroundings = ours | keys | {"TOCSIN_HOME": str(tmp_path / "server")}
    command = [sys.executable, "-m", "tocsin"]
    subprocess.run([*command, "init"], cwd=ROOT, env=surroundings, check=True, capture_output=True)
    waiting = [sys.executable, "-c", WAITING]
    with processes(waiting, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE) as (worker,):
        assert worker.stdout.readline() == b"working\n"
        worker.send_signal(name)
        assert worker.wait(20) == 0


# Says so once the worker listens to signals: its first turn comes after that.
WAITING = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.settings"
import django
django.setup()
from django.core.management import call_command
from tocsin.console.management.commands import work
first = work.turn
def turn(loop):
    print("working", flush=True)
    work.turn = first
    return first(loop)
work.turn = turn
call_command("work")
"""
