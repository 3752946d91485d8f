"""`tocsin up`: one command starts everything, says where it is, and ends in good order."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.core.management import call_command

from tests import cast
from tests.ended import processes
from tests.paths import ROOT
from tests.ports import free_port
from tests.program import Program
from tests.unlocked import PASSPHRASE
from tocsin.console.management.commands import up
from tocsin.kernel.refusal import Refusal
from tocsin.people.models import Staff


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Program]:
    """The program on an empty data folder, while it runs."""
    with Program(tmp_path / "server") as program:
        yield program


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def command() -> tuple[up.Command, io.StringIO]:
    """The command and what it prints."""
    said = io.StringIO()
    return up.Command(stdout=said), said


def status(address: str) -> int:
    try:
        with urlopen(address, timeout=20) as answer:  # noqa: S310 - our own loopback address
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def test_it_says_where_everything_is_and_ends_at_ctrl_c(started: Program) -> None:
    assert status(f"{started.address}/") == 200
    assert status(f"{started.address}/fr/about/") == 200
    assert status(f"{started.address}/FA-99-2026/") == 404
    assert len(started.started()) == 2
    assert (started.home / "tocsin.sqlite3").exists()
    assert started.stop() == 0
    said = "".join(started.said)
    assert f"Public pages  {started.address}/" in said
    assert f"Desk          {started.address}/desk/\n" in said
    assert f"Outgoing mail {started.home}/outbox" in said
    assert "Ctrl-C stops everything." in said
    assert "Traceback" not in said
    assert len(started.said) < 10


def test_a_locked_server_starts_and_says_what_to_type(tmp_path: Path) -> None:
    with Program(tmp_path / "server", CREDENTIALS_DIRECTORY="") as program:
        assert status(f"{program.address}/") == 200
        (tmp_path / "phrase").write_text(PASSPHRASE)
        given = ("--passphrase-file", str(tmp_path / "phrase"))
        assert "The server is unlocked." in program.run("unlock", *given).stdout
        assert "ok  server's own keys" in program.run("doctor").stdout
        assert "Locked." in program.run("lock").stdout
    said = "".join(program.said)
    assert (
        "This server is locked: signing is closed and mail waits. "
        "Type: tocsin unlock, and choose a passphrase\n" in said
    )
    assert "Traceback" not in said


@pytest.mark.parametrize("number", [0, 1])
def test_when_one_half_ends_by_itself_the_other_is_stopped_and_the_code_is_1(
    started: Program, number: int
) -> None:
    children = started.started()
    os.kill(children[number], signal.SIGKILL)
    assert started.process.wait(30) == 1
    end = time.monotonic() + 20
    while any(map(someone_is_left, children)) and time.monotonic() < end:
        time.sleep(0.05)  # what is dead is known until somebody looks at it
    assert not any(map(someone_is_left, children))


def someone_is_left(group: int) -> bool:
    """Of a process and those whom it started."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_on_a_machine_for_pages_alone_no_worker_is_started(tmp_path: Path) -> None:
    with Program(tmp_path / "server", "--without-worker") as program:
        (web,) = program.started()
        assert b"granian" in Path(f"/proc/{web}/cmdline").read_bytes()
        assert program.stop() == 0


def test_a_port_that_is_taken_is_named_with_another(tmp_path: Path, taken: int) -> None:
    ours = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    shown = subprocess.run(
        [sys.executable, "-m", "tocsin", "up"],
        cwd=ROOT,
        env=ours | {"TOCSIN_HOME": str(tmp_path / "server"), "PORT": str(taken)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (shown.returncode, shown.stdout) == (1, "")
    assert shown.stderr == (
        f"Port {taken} is in use. Stop what listens there, or choose another: PORT={taken + 1}\n"
    )
    assert not (tmp_path / "server").exists()


def test_a_taken_port_stops_it_before_anything_is_made(settings: Any, taken: int) -> None:
    settings.PORT = taken
    with pytest.raises(Refusal, match="is in use"):
        call_command("up", demonstration=True)


@pytest.mark.django_db
def test_real_work_is_never_made_a_demonstration(home: Path) -> None:
    cast.olga()
    made, said = command()
    made.demonstrate()
    assert said.getvalue() == ("This data folder holds real work, so no demonstration was made.\n")
    assert not (home / "demonstration").exists()
    assert Staff.objects.count() == 1


@pytest.mark.django_db
def test_a_demonstration_sends_no_mail_to_a_server(settings: Any) -> None:
    settings.TOCSIN_SMTP_URL = "smtp://127.0.0.1:9"
    with pytest.raises(Refusal, match="Empty TOCSIN_SMTP_URL until it is there"):
        command()[0].demonstrate()
    assert not Staff.objects.exists()


@pytest.mark.django_db
def test_a_real_desk_gives_no_link_that_signs_in(settings: Any) -> None:
    cast.olga()
    settings.TOCSIN_ADDRESS = "https://desk.example.org"
    made, said = command()
    made.welcome()
    assert "Desk          https://desk.example.org/desk/\n" in said.getvalue()
    assert "enter" not in said.getvalue()


@pytest.mark.django_db
def test_a_demonstration_gives_a_link_that_signs_in_an_active_officer(home: Path) -> None:
    (home / "demonstration").mkdir()
    (home / "demonstration" / "README.txt").touch()
    cast.amir()
    made, said = command()
    made.welcome()
    assert "/desk/enter/" not in said.getvalue()
    cast.olga()
    made.welcome()
    assert "/desk/enter/" in said.getvalue()
    Staff.objects.filter(username="olga").update(is_active=False)
    made, said = command()
    made.welcome()
    assert "/desk/enter/" not in said.getvalue()


@pytest.mark.django_db
def test_it_says_how_mail_goes_out_and_keeps_its_password(settings: Any, home: Path) -> None:
    made, said = command()
    made.welcome()
    assert f"Outgoing mail {home / 'outbox'}" in said.getvalue()
    settings.TOCSIN_SMTP_URL = "smtp://user:secret@mail.example.org"
    made, said = command()
    made.welcome()
    assert "Outgoing mail by SMTP" in said.getvalue()
    assert "secret" not in said.getvalue()


def test_the_pages_listen_on_this_machine_only() -> None:
    words = up.web(free_port())
    assert words[words.index("--host") + 1] == "127.0.0.1"


def test_what_does_not_end_by_itself_is_ended_by_force(monkeypatch: pytest.MonkeyPatch) -> None:
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    words = [sys.executable, "-c", f"{stubborn}; time.sleep(600)"]
    with processes(words, stdout=subprocess.PIPE, start_new_session=True) as (running,):
        assert running.stdout.readline() == b"1\n"
        waiting = running.wait
        with monkeypatch.context() as patch:
            patch.setattr(running, "wait", lambda _seconds: waiting(0.1))
            up.stop([running])
        assert waiting(20) == -signal.SIGKILL
