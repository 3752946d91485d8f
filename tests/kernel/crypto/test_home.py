"""The data folder is made once, closed to others, and never made anew over what lies in it."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tocsin.kernel.crypto.home import DATABASE, FOLDERS, exposed, home, prepare, vault
from tocsin.kernel.refusal import Refusal


@pytest.fixture
def fresh(tmp_path: Path, settings: Any) -> Path:
    """A place where nothing is yet, two folders deep."""
    settings.TOCSIN_HOME = tmp_path / "far" / "away"
    return tmp_path / "far" / "away"


def modes(folder: Path) -> set[int]:
    return {path.stat().st_mode & 0o077 for path in folder.iterdir()}


def test_the_folder_is_the_one_that_is_set(fresh: Path, settings: Any) -> None:
    settings.TOCSIN_HOME = str(fresh)
    assert home() == fresh
    assert not fresh.exists()


def test_everything_is_made_and_closed_to_others(fresh: Path) -> None:
    prepare()
    assert {path.name for path in fresh.iterdir()} == set(FOLDERS)
    assert modes(fresh) == modes(fresh / "keys") == {0}


def test_the_database_is_closed_to_others_before_anything_stands_in_it(
    fresh: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", fresh / DATABASE)
    prepare()
    with closing(sqlite3.connect(fresh / DATABASE)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE sessions (key)")
        assert {path.name for path in fresh.glob(f"{DATABASE}*")} > {DATABASE}
        assert modes(fresh) == {0}


def test_what_an_older_program_left_open_is_closed_and_the_log_stays_as_it_is(fresh: Path) -> None:
    prepare()
    (fresh / DATABASE).touch()
    for name in (DATABASE, "files", "log"):
        (fresh / name).chmod(0o755)
    assert exposed() == [fresh / "files", fresh / DATABASE]
    prepare()
    assert exposed() == []
    assert (fresh / DATABASE).stat().st_mode & 0o777 == 0o750
    assert (fresh / "log").stat().st_mode & 0o777 == 0o755


def test_each_folder_has_a_long_secret_of_its_own(tmp_path: Path, settings: Any) -> None:
    secrets = set()
    for name in ("one", "two"):
        settings.TOCSIN_HOME = tmp_path / name
        prepare()
        secrets.add((tmp_path / name / "keys" / "django-secret").read_text())
    assert len(secrets) == 2
    assert min(map(len, secrets)) > 60


def test_preparing_again_keeps_what_is_there(fresh: Path) -> None:
    prepare()
    (fresh / "files" / "kept").write_bytes(b"kept")
    secret = (fresh / "keys" / "django-secret").read_bytes()
    prepare()
    assert (fresh / "files" / "kept").read_bytes() == b"kept"
    assert (fresh / "keys" / "django-secret").read_bytes() == secret


def test_a_secret_that_a_full_disk_left_empty_is_made_anew(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare()
    secret = fresh / "keys" / "django-secret"
    secret.write_bytes(b"")  # so an older program left it
    prepare()
    assert len(secret.read_bytes()) > 60
    secret.unlink()

    def full(*_words: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal, match="disk is full"):
        prepare()
    assert list((fresh / "keys").iterdir()) == []


def test_a_folder_that_was_lost_is_made_again(fresh: Path) -> None:
    prepare()
    (fresh / "log").rmdir()
    prepare()
    assert (fresh / "log").is_dir()


def test_a_file_where_the_folder_should_be_is_never_overwritten(fresh: Path) -> None:
    fresh.parent.mkdir()
    fresh.write_bytes(b"a letter")
    with pytest.raises(OSError, match="exists"):
        prepare()
    assert fresh.read_bytes() == b"a letter"


def test_the_vault_of_a_folder_is_one_and_of_another_another(tmp_path: Path, settings: Any) -> None:
    vaults = []
    for name in ("one", "one", "two"):
        settings.TOCSIN_HOME = tmp_path / name
        prepare()
        vaults.append(vault())
    assert vaults[0] is vaults[1]
    assert vaults[0] is not vaults[2]
