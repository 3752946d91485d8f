"""The commands of the terminal, as a person types them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from tests import cast
from tests.console.doctor import doctor
from tests.paths import ROOT
from tocsin.__main__ import main
from tocsin.console import ceremony
from tocsin.console.table import COMMANDS, overview
from tocsin.kernel import keys, machines
from tocsin.kernel.audit import Entry
from tocsin.kernel.crypto import memory, seal, unlocking
from tocsin.kernel.crypto.home import home
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import migrating
from tocsin.people.models import Staff


def typed(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tocsin", *words],
        capture_output=True,
        text=True,
        input=stdin,
        check=False,
    )


def said(command: str, *words: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(command, *words, stdout=out, **options)
    return out.getvalue()


def refused(command: str, *words: str) -> str:
    """The sentence that a person reads instead of a result."""
    with pytest.raises(Refusal) as refusal:
        call_command(command, *words)
    return refusal.value.sentence


def test_help_names_every_command() -> None:
    shown = typed("--help")
    assert shown.returncode == 0
    for name in COMMANDS:
        assert f"  {name} " in shown.stdout
    assert len(overview().splitlines()) <= 25  # lines of a terminal


def test_an_unknown_command_is_named_and_the_others_are_offered() -> None:
    shown = typed("fly")
    assert shown.returncode == 2
    assert "There is no command “fly”" in shown.stderr
    assert "import" in shown.stderr


def test_django_finds_nothing_wrong_in_what_our_commands_no_longer_look_at() -> None:
    assert "no issues (0 silenced)" in said("check", fail_level="WARNING")


@pytest.mark.parametrize(
    ("words", "inside"),
    [
        (["doctor"], "django.core.management.ManagementUtility.execute"),
        (["keys", "create", "X"], "tocsin.kernel.crypto.keyfile.write_pair"),
    ],
)
def test_ctrl_c_ends_a_command_with_a_word_and_not_with_a_traceback(
    words: list[str],
    inside: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    def interrupted(*_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(inside, interrupted)
    monkeypatch.setattr("tocsin.console.ceremony.chosen", str)
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 130
    assert capsys.readouterr().err == "Stopped.\n"


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "manage"])
def test_each_command_tells_how_it_is_used(name: str) -> None:
    words = [name, "create", "--help"] if name == "keys" else [name, "--help"]
    shown = typed(*words)
    assert shown.returncode == 0, shown.stderr
    assert "usage:" in shown.stdout


def create(folder: Path) -> int:
    """The organisation's key pair in a folder."""
    return ceremony.create_keys(["Desk", "--no-passphrase", "--out", str(folder / "organisation")])


def test_keys_are_created_apart_and_never_overwritten(tmp_path: Path) -> None:
    assert create(tmp_path) == 0
    pair = seal.load_private(tmp_path / "organisation.private")
    assert seal.load_public(tmp_path / "organisation.public").public == pair.public
    assert (tmp_path / "organisation.private").stat().st_mode & 0o077 == 0
    assert create(tmp_path) == 1


def test_a_second_creation_says_why_it_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create(tmp_path)
    create(tmp_path)
    assert "exists already" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_public_key_is_taken_in_use(tmp_path: Path) -> None:
    create(tmp_path)
    assert "sealed to" in said("keys", "add", str(tmp_path / "organisation.public"))
    active = keys.active()
    assert active is not None
    assert active.key_id in said("keys", "list")


@pytest.mark.django_db
def test_a_private_key_never_comes_to_the_server(tmp_path: Path) -> None:
    create(tmp_path)
    sentence = refused("keys", "add", str(tmp_path / "organisation.private"))
    assert "other half of a key pair" in sentence
    assert keys.active() is None


@pytest.mark.django_db
def test_a_retired_key_closes_signing() -> None:
    pair = cast.signing_key()
    assert "signing is closed" in said("keys", "retire", pair.key_id)
    assert keys.active() is None


@pytest.mark.django_db
def test_staff_are_added_with_a_password_from_standard_input(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{cast.PASSWORD}\n"))
    said("staff", "add", "rosa", "--name", "Rosa Lund", "--officer", "--approver")
    rosa = Staff.objects.get(username="rosa")
    assert rosa.check_password(cast.PASSWORD)
    assert (rosa.is_officer, rosa.is_approver, rosa.is_administrator) == (True, True, False)
    assert "rosa: approver, officer" in said("staff", "list")
    assert "rosa sets up a new second factor" in said("staff", "second-factor", "rosa")


@pytest.mark.django_db
def test_a_short_password_is_refused_on_the_console(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert "at least 12 characters" in refused("staff", "add", "rosa")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["add"], "Name the person: tocsin staff add NAME"),
        (["password", "nobody"], "There is nobody called “nobody”"),
    ],
)
def test_a_person_who_is_not_there_is_named(words: list[str], sentence: str) -> None:
    assert sentence in refused("staff", *words)


def test_a_refusal_is_a_line_on_standard_error_and_exit_code_1(tmp_path: Path) -> None:
    shown = typed("keys", "add", str(tmp_path / "nowhere"))
    assert shown.returncode == 1
    assert shown.stderr.startswith("The key file")
    assert "Traceback" not in shown.stderr


@pytest.mark.parametrize("words", [["--help"], ["keys", "partner", "X"]])
@pytest.mark.parametrize("buffered", ["", "1"])
def test_a_reader_that_goes_away_is_no_accident(
    words: list[str], buffered: str, tmp_path: Path
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    shown = subprocess.run(
        [sys.executable, "-m", "tocsin", *words],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONUNBUFFERED": buffered, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    os.close(writing)
    assert (shown.returncode, shown.stderr) == (141, "")


def test_a_place_that_cannot_be_used_is_named_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "a file"
    there.write_bytes(b"a letter")
    monkeypatch.setenv("TOCSIN_HOME", str(there))
    shown = typed("unlock")
    assert (shown.returncode, shown.stdout) == (1, "")
    assert shown.stderr == (
        f"{there} cannot be written or read: File exists. "
        "Name another place, or run this as the user that may.\n"
    )
    assert there.read_bytes() == b"a letter"


@pytest.mark.django_db
def test_the_doctor_says_what_others_on_the_machine_can_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (home() / "keys").chmod(0o755)
    with pytest.raises(SystemExit):
        call_command("doctor")
    said = f"!!  keys  Everybody with a login here can open it. Type: chmod o= {home() / 'keys'}\n"
    assert said in capsys.readouterr().out


@pytest.mark.django_db
def test_the_doctor_finds_nothing_wrong_in_good_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "is_in_memory", lambda _folder: True)
    cast.signing_key()
    # The PostgreSQL of the tests hurries, and the doctor would say so.
    monkeypatch.setattr(machines, "weak", list)
    findings = json.loads(said("doctor", json=True))
    assert {one["about"]: one["remedy"] for one in findings} == {
        "folder keys": "",
        "folder files": "",
        "folder outbox": "",
        "folder log": "",
        "database": "",
        "server's own keys": "",
        "organisation's key": "",
        "rehearsal of the key": "",
        "backup": "",
        "worker": "",
        "mail": "",
        "public log": "",
        "promises of the log": "",
        "numbers in kernel_entered": "",
        "numbers in signing_tallied": "",
        "numbers in archive_offered": "",
        "index of words": "",
        "choices of the archive": "",
    }


@pytest.mark.django_db
def test_the_doctor_names_the_remedy_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1
    assert "Run: tocsin keys create" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "Bring back a backup into an empty folder: tocsin restore"),
        ("postgresql://db/appeals", "Look at DATABASE_URL."),
    ],
)
def test_the_doctor_says_what_to_do_with_a_damaged_database(
    monkeypatch: pytest.MonkeyPatch, settings: Any, url: str, told: str
) -> None:
    def damaged() -> str:
        raise DatabaseError("malformed")

    settings.DATABASE_URL = url
    monkeypatch.setattr(migrating, "doubt", damaged)
    assert f"!!  database  It does not answer (malformed). {told}" in doctor()


@pytest.mark.django_db
def test_the_doctor_sees_mail_that_needs_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    cast.signing_key()
    Mail.objects.create(key="k", batch="b", state="uncertain", due_at=None)
    with pytest.raises(SystemExit):
        call_command("doctor")
    assert "1 mails need a person" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(("lmtp", "told"), [("", True), ("/run/tocsin/lmtp", False)])
def test_the_doctor_asks_who_takes_in_what_comes_back(
    settings: Any, lmtp: str, told: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.TOCSIN_BOUNCE_MAIL, settings.TOCSIN_LMTP = "bounce@appeals.example", lmtp
    with pytest.raises(SystemExit):
        call_command("doctor")
    said = capsys.readouterr().out
    assert "  mail that comes back" in said
    assert ("Nothing takes it in. Set TOCSIN_LMTP" in said) is told


@pytest.mark.django_db(transaction=True)
def test_init_may_be_run_again() -> None:
    first = said("init")
    assert "Next: tocsin staff add" in first
    assert said("init") == first
    assert "people_staff" in connection.introspection.table_names()


def test_a_data_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    shown = subprocess.run(
        [sys.executable, "-m", "tocsin", "init"],
        env={"TOCSIN_HOME": str(tmp_path / "file"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 1
    assert "cannot be used" in shown.stderr
    assert "Set TOCSIN_HOME" in shown.stderr


@pytest.mark.django_db
def test_the_doctor_says_that_the_server_is_locked(capsys: pytest.CaptureFixture[str]) -> None:
    cast.signing_key()
    unlocking.lock()
    with pytest.raises(SystemExit):
        call_command("doctor")
    told = "!!  server's own keys  Signing is closed and mail waits. Type: tocsin unlock\n"
    assert told in capsys.readouterr().out


@pytest.mark.django_db
def test_the_doctor_says_that_the_master_lies_on_a_disk(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(memory, "is_in_memory", lambda _folder: False)
    with pytest.raises(SystemExit):
        call_command("doctor")
    assert "!!  memory  TOCSIN_RUNTIME lies on a disk." in capsys.readouterr().out


@pytest.mark.django_db
def test_the_doctor_reminds_of_a_rehearsal_after_half_a_year() -> None:
    pair = cast.signing_key()
    past = timezone.now() - timedelta(days=190)
    SealingKey.objects.update(added_at=past)
    assert "!!  rehearsal of the key  It was never rehearsed. Run:" in doctor()
    assert "was rehearsed today" in said("keys", "rehearsed", pair.key_id)
    assert f"rehearsed {timezone.now():%Y-%m-%d}" in said("keys", "list")
    assert "ok  rehearsal of the key\n" in doctor()
    Entry.objects.update(at=past)
    assert f"It was last opened on {past:%d %B %Y}." in doctor()


@pytest.mark.django_db
def test_the_doctor_says_when_the_key_is_another_one(capsys: pytest.CaptureFixture[str]) -> None:
    cast.signing_key()
    SealingKey.objects.update(public=seal.create_keypair("Somebody").public)
    with pytest.raises(SystemExit):
        call_command("doctor")
    assert "!!  organisation's key  Signing is closed: the key in the" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_key_in_use_is_written_for_a_rehearsal(tmp_path: Path) -> None:
    assert "No key is in use" in refused("keys", "public", str(tmp_path / "p"))
    pair = cast.signing_key()
    assert "Name the file to write" in refused("keys", "public")
    assert f"Written: {tmp_path / 'p'}" in said("keys", "public", str(tmp_path / "p"))
    assert seal.load_public(tmp_path / "p").public == pair.public
    assert "exists already" in refused("keys", "public", str(tmp_path / "p"))
    assert "No key is called “x”" in refused("keys", "rehearsed", "x")
