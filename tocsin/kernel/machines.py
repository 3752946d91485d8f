"""Several machines on one PostgreSQL and one data folder: which workers there are, and what fits.

Each worker writes a new word every ten seconds, in its row and in a file of the data folder. Who
reads another word in the folder than in the row has another folder: a copy, or one of its own.
Where everything is in SQLite there is one machine, and nothing is written.
"""

from __future__ import annotations

import secrets
import socket
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from tocsin.kernel import files
from tocsin.kernel.crypto.home import home, vault
from tocsin.kernel.work import Loop

EVERY = 10.0  # seconds
ALIVE = timedelta(minutes=1)
KEPT = timedelta(minutes=10)


class Worker(models.Model):
    """A worker, as it said last; two words, because folder and row change one after the other."""

    name = models.CharField(max_length=32, primary_key=True)
    host = models.CharField(max_length=100)
    version = models.CharField(max_length=20)
    word = models.CharField(max_length=32)
    former = models.CharField(max_length=32, blank=True)
    is_locked = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        app_label = "kernel"
        ordering = ["host", "name"]

    def __str__(self) -> str:
        return self.host


@dataclass
class _Self:
    """This process, once it is a worker."""

    name: str = ""
    word: str = ""
    at: float = -EVERY


_self = _Self()


def is_shared() -> bool:
    """Whether other machines may work on the same database."""
    return connection.vendor == "postgresql"


def _file(name: str) -> Path:
    return home() / "workers" / name


def tell() -> None:
    """Writes this worker down with a new word. Raises Refusal on a full disk, OSError."""
    _self.name = _self.name or secrets.token_hex(16)
    _self.at, former, _self.word = time.monotonic(), _self.word, secrets.token_hex(16)
    place = _file(_self.name)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.write(place, f"{_self.word}\n{former}\n".encode())
    told = {
        "host": socket.gethostname()[:100],
        "version": settings.TOCSIN_VERSION[:20],
        "word": _self.word,
        "former": former,
        "is_locked": vault().locked,
        "seen_at": timezone.now(),
    }
    Worker.objects.update_or_create(name=_self.name, defaults=told)


def forget() -> None:
    """Takes away workers that have not been seen for long, and their files."""
    for row in Worker.objects.filter(seen_at__lt=timezone.now() - KEPT):
        _file(row.name).unlink(missing_ok=True)
        row.delete()


def alive() -> list[Worker]:
    """The workers that were seen within a minute."""
    return list(Worker.objects.filter(seen_at__gt=timezone.now() - ALIVE))


def has_same_folder(row: Worker) -> bool:
    """Whether that worker writes into the data folder of this process."""
    try:
        here = set(_file(row.name).read_text("utf-8").split())
    except OSError:
        return False
    return bool(here & {row.word, row.former})


def weak() -> list[str]:
    """The settings of PostgreSQL with which it may forget what it acknowledged."""
    if not is_shared():
        return []
    with connection.cursor() as cursor:
        names = ["fsync", "full_page_writes", "synchronous_commit"]
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off' ORDER BY 1",
            [names],
        )
        found = [str(name) for (name,) in cursor.fetchall()]
        cursor.execute("SHOW synchronous_commit")
        if cursor.fetchone() == ("local",):  # which no replica is waited for
            found.append("synchronous_commit")
    return found


def lacks_replica() -> bool:
    """Whether each commit waits for a replica, and none is connected."""
    if not is_shared():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_standby_names")
        names = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_stat_replication")
        return bool(names and names[0]) and cursor.fetchone() == (0,)


def clock_is_off() -> timedelta:
    """By how much this machine's clock is ahead of the database's (negative: behind)."""
    if not is_shared():
        return timedelta()
    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
        after = timezone.now()
    return before + (after - before) / 2 - there  # type: ignore[no-any-return]


def turn() -> int:
    """Tells that this worker is there; it is no work that anybody waits for."""
    if is_shared() and time.monotonic() - _self.at >= EVERY:
        tell()
        forget()
    return 0


LOOP = Loop("machines", turn)
