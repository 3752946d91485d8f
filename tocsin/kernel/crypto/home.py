"""The data folder and what lies in it."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from tocsin.kernel import files
from tocsin.kernel.crypto import fitting, memory
from tocsin.kernel.crypto.vault import Vault

FOLDERS = ("keys", "files", "outbox", "log")
DATABASE = "tocsin.sqlite3"
# A web server may serve the log.
CLOSED = ("keys", "files", "outbox", DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")
OTHERS = 0o007


def home() -> Path:
    """`TOCSIN_HOME`."""
    return Path(settings.TOCSIN_HOME)


def prepare() -> None:
    """Makes the folders and Django's secret; what is there stays, and is closed to others.

    Raises OSError.
    """
    home().mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        (home() / name).mkdir(mode=0o700, exist_ok=True)
    # SQLite opens a file that it makes to everybody, and its journals take the rights of the file.
    # One that is there is not opened: closing it again would end locks that this process has on it.
    if settings.DATABASES["default"]["NAME"] == home() / DATABASE:
        with suppress(FileExistsError):
            os.close(os.open(home() / DATABASE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    for place in exposed():
        with suppress(OSError):  # of a disk that knows no rights; the doctor says so
            place.chmod(place.stat().st_mode & ~OTHERS)
    secret = home() / "keys" / "django-secret"
    if not secret.exists() or not secret.stat().st_size:  # empty: the disk was full, once
        files.write(secret, secrets.token_urlsafe(48).encode())


def exposed() -> list[Path]:
    """What everybody with a login on this machine could open, and should not."""
    found = []
    for place in (home() / name for name in CLOSED):
        with suppress(FileNotFoundError):  # SQLite takes its journals away when it ends
            if place.stat().st_mode & OTHERS:
                found.append(place)
    return found


@lru_cache(maxsize=8)
def _vault(place: str, chosen: str) -> Vault:
    folder = Path(place)
    places = memory.folders(folder, chosen)
    return Vault(folder / "keys" / "runtime.json", places, fitting.needed)


def vault() -> Vault:
    """The server's own runtime keys; each use raises Locked until `tocsin unlock`."""
    return _vault(os.fspath(settings.TOCSIN_HOME), settings.TOCSIN_RUNTIME)
