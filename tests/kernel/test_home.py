"""The data folder is made once, closed to others, and never made anew over what lies in it."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest

from tocsin.kernel.home import FOLDERS, home, prepare, vault


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


@pytest.fixture
def sqlite(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where SQLite is to make its database."""
    told = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "tocsin.sqlite3"}
    monkeypatch.setitem(settings.DATABASES, "default", told)
    return tmp_path / "tocsin.sqlite3"


def test_other_users_of_the_machine_cannot_read_the_database(fresh: Path, sqlite: Path) -> None:
    before = os.umask(0o022)
    try:
        prepare()
        with closing(connect(sqlite)) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("CREATE TABLE told (words)")
            assert {one.name for one in sqlite.parent.glob("tocsin.sqlite3*")} >= {
                "tocsin.sqlite3",
                "tocsin.sqlite3-wal",
            }
            assert {one.stat().st_mode & 0o077 for one in sqlite.parent.glob("tocsin.s*")} == {0}
    finally:
        os.umask(before)


def test_a_database_that_others_could_read_is_closed_to_them(fresh: Path, sqlite: Path) -> None:
    sqlite.write_bytes(b"")
    sqlite.chmod(0o644)
    prepare()
    assert sqlite.stat().st_mode & 0o777 == 0o640


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
