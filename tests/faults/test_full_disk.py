"""A disk that really is full: a sentence, nothing half-written, and all works once there is room.

A process of its own may write no file beyond a limit (RLIMIT_FSIZE), which fails as a disk does.
"""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import cast
from tests.conveyance.bundles import PAIR, bundle
from tests.paths import ROOT
from tests.unlocked import PASSPHRASE
from tocsin.console import apart, ceremony
from tocsin.console.management.commands import lock
from tocsin.console.run import run_command
from tocsin.intake.models import Alert
from tocsin.kernel import files
from tocsin.kernel.audit import Entry
from tocsin.kernel.crypto import seal
from tocsin.kernel.refusal import Refusal

SENTENCE = "The server’s disk is full, so nothing was saved. Tell the administrator."
TEXT = "PERU: Nine teachers held\n\nThey were taken from the school at noon.\n" * 40
TEXT += "\nDocument Type : Forwarded Urgent Appeal\n"


def lie(home: Path) -> list[Path]:
    """All files among the originals."""
    return [path for path in (home / "files").rglob("*") if path.is_file()]


@contextmanager
def mounted(place: Path) -> Iterator[None]:
    """A disk of 64 kB at that place, full to its last byte."""
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    subprocess.run(words, check=True, capture_output=True)
    try:
        fill(place / ".filling")
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(file: Path) -> None:
    with file.open("wb", buffering=0) as handle:
        try:
            while True:
                handle.write(bytes(4096))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise


def may_mount(place: Path) -> bool:
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(words, check=False, capture_output=True).returncode:
        return False
    return subprocess.run(["umount", str(place)], check=False).returncode == 0


@contextmanager
def no_room(place: Path) -> Iterator[None]:
    """A really full disk where we may mount one; else no file may grow beyond a few bytes."""
    if may_mount(place):
        with mounted(place):
            yield
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    return client


def test_a_file_on_a_full_disk_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with no_room(folder):
        with pytest.raises(Refusal) as refusal:
            files.write(folder / "a", TEXT.encode())
        assert [path.name for path in folder.iterdir() if path.name != ".filling"] == []
    assert str(refusal.value) == SENTENCE
    files.write(folder / "a", TEXT.encode())
    assert (folder / "a").read_bytes() == TEXT.encode()


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["paste", "upload"])
def test_an_alert_at_the_desk_is_refused_until_there_is_room(
    way: str, desk: Client, home: Path
) -> None:
    def send() -> Any:
        file = SimpleUploadedFile("alert.txt", TEXT.encode(), content_type="text/plain")
        typed: dict[str, Any] = {"text": TEXT} if way == "paste" else {"file": file}
        return desk.post("/desk/alerts/", typed)

    with no_room(home / "files"):
        answer = send()
        assert [path.name for path in lie(home) if path.name != ".filling"] == []
    assert answer.status_code == 422
    assert SENTENCE in answer.content.decode()
    assert way == "upload" or "They were taken from the school" in answer.content.decode()
    assert not Alert.objects.exists()
    assert not Entry.objects.exists()
    assert send().status_code == 302
    assert len(lie(home)) == Alert.objects.count() == 1


def command(home: Path, limit: int, *words: str) -> subprocess.CompletedProcess[str]:
    """`tocsin …` in a process that may write no file beyond `limit` bytes."""
    ours = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    start = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "from tocsin.__main__ import main\n"
        "main(sys.argv[1:])\n"
    )
    return subprocess.run(
        [sys.executable, "-c", start, *words],
        cwd=ROOT,
        env=ours | {"TOCSIN_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


ROOM = 1 << 30


def test_an_import_without_room_is_one_sentence_and_works_once_there_is(tmp_path: Path) -> None:
    home, file = tmp_path / "server", tmp_path / "alert.txt"
    (home / "files").mkdir(parents=True)
    file.write_text(TEXT, "utf-8")
    assert command(home, ROOM, "manage", "migrate", "--verbosity", "0").returncode == 0
    full = command(home, 512, "import", str(file))
    assert (full.returncode, full.stdout) == (1, "")
    assert "Traceback" not in full.stderr
    assert full.stderr.strip().endswith(".")
    assert lie(home) == []
    done = command(home, ROOM, "import", str(file))
    assert done.returncode == 0, done.stderr
    assert "and its case are made." in done.stdout


def test_on_a_machine_apart_the_full_folder_is_named_and_no_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    full, phrase = tmp_path / "stick", tmp_path / "phrase"
    full.mkdir()
    phrase.write_text(PASSPHRASE)
    seal.write_pair(PAIR, tmp_path / "o.private", tmp_path / "o.public")
    sealed = bundle(tmp_path)
    create = ["Some Office", "--out", str(full / "office"), "--passphrase-file", str(phrase)]
    opening = [str(sealed), "--key", str(tmp_path / "o.private"), "--out", str(full / "out")]
    with no_room(full):
        assert ceremony.create_keys(create) == 1
        one = capsys.readouterr().err
        assert apart.open_bundle(opening) == 1
        other = capsys.readouterr().err
        assert [path.name for path in full.iterdir() if path.name != ".filling"] == []
    what_to_do = "is full. Make room there, or name another folder.\n"
    assert one == f"The disk of {full} {what_to_do}"
    assert other == f"The disk of {full / 'out'} {what_to_do}"


def test_whoever_types_a_command_at_the_server_is_told_which_folder_is_full(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_words: object, **_named: object) -> str:
        raise files.FullDisk(tmp_path)

    monkeypatch.setattr(lock.Command, "handle", full)
    assert run_command("lock", []) == 1
    assert capsys.readouterr().err == (
        f"The disk of {tmp_path} is full. Make room there, and try again.\n"
    )
