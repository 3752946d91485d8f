"""The data folder and what lies in it."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from tocsin.kernel import memory
from tocsin.kernel.vault import Vault

FOLDERS = ("keys", "files", "outbox", "log")


def home() -> Path:
    """`TOCSIN_HOME`."""
    return Path(settings.TOCSIN_HOME)


def prepare() -> None:
    """Makes the folders and Django's secret; what is there stays. Raises OSError."""
    home().mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        (home() / name).mkdir(mode=0o700, exist_ok=True)
    secret = home() / "keys" / "django-secret"
    if not secret.exists():
        handle = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(handle, secrets.token_urlsafe(48).encode())
        os.close(handle)
    _close_database()


def _close_database() -> None:
    """Other users of the machine read nothing of SQLite’s, whatever the umask.

    What it writes beside the database gets the rights of the database.
    """
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return
    path = Path(database["NAME"])
    path.touch(mode=0o600)
    for one in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        with suppress(FileNotFoundError):
            one.chmod(one.stat().st_mode & 0o770)


@lru_cache(maxsize=8)
def _vault(place: str, chosen: str) -> Vault:
    folder = Path(place)
    return Vault(folder / "keys" / "runtime.json", memory.folders(folder, chosen))


def vault() -> Vault:
    """The server's own runtime keys; each use raises Locked until `tocsin unlock`."""
    return _vault(os.fspath(settings.TOCSIN_HOME), settings.TOCSIN_RUNTIME)
