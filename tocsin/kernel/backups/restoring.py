"""A data folder is made of a backup: in an empty place, wholly, and with nothing done twice.

Whatever is written lies in `.restoring` until the archive is proved whole. The rows come back as
they were at that moment, and the world has gone on since: so mail waits for a person, who knows
what went out; the public log waits for a mirror, which knows what was signed; sessions are over.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from tocsin.kernel import audit, files, switches
from tocsin.kernel.backups import content, rows
from tocsin.kernel.backups.archive import NEWER, UNWHOLE, Header, Reader
from tocsin.kernel.backups.making import opened, refuse_master
from tocsin.kernel.crypto.home import DATABASE, home, prepare
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.progress import Bar, terminal
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import migrating
from tocsin.kernel.switches import LOG_WAITS, MAIL_PAUSED, Switch
from tocsin.kernel.transparency import ledger

UNFINISHED = ".restoring"
OF_THE_DISK = {"lost+found"}


@dataclass(frozen=True)
class Restored:
    """What came back: of when, and how many entries the public log had then."""

    made: str
    entries: int


def restore(path: Path, asked: Callable[[Header], bytes]) -> Restored:
    """Makes the data folder of an archive; `asked` gives the master that opens it.

    Raises Refusal: the folder or the database is not empty, another organisation, a newer program,
    a damaged archive. Nothing is left of what was begun.
    """
    _refuse_filled()
    with opened(path) as file:
        reader = Reader(file, str(path))
        _refuse_other(reader.header.organisation)
        master = asked(reader.header)
        refuse_master(reader.header, master)
        reader.open(master)
        with _begun() as folder, _sentences():
            about = _take_in(reader, folder, path.stat().st_size)
            _move_up(folder, reader.header)
            prepare()
            call_command("migrate", verbosity=0, interactive=False)
            _settle(about["made"])
    last = ledger.latest()
    return Restored(about["made"], last.size if last else 0)


def _refuse_filled() -> None:
    place = home()
    there = {one.name for one in place.iterdir()} if place.is_dir() else set()
    if there - OF_THE_DISK and UNFINISHED not in there:
        raise Refusal(
            f"The data folder {place} is not empty, and a restore never writes over what is there. "
            "Set TOCSIN_HOME to a new, empty folder."
        )
    if rows.engine() != "sqlite":
        rows.refuse_filled()


def _refuse_other(organisation: str) -> None:
    if organisation != settings.TOCSIN_ORGANISATION:
        raise Refusal(
            f"This backup is of “{organisation}”, and this server is set up for "
            f"“{settings.TOCSIN_ORGANISATION}”. Take another backup, or set TOCSIN_ORGANISATION."
        )


@contextmanager
def _begun() -> Iterator[Path]:
    """The folder of what is unfinished. What fails leaves the data folder empty."""
    try:
        home().mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear()
        (home() / UNFINISHED).mkdir(mode=0o700)
    except OSError as error:
        raise Refusal(
            f"The data folder {home()} cannot be used: {error.strerror}. "
            "Set TOCSIN_HOME to a folder that you may write to."
        ) from error
    try:
        yield home() / UNFINISHED
    except BaseException:
        if rows.engine() != "sqlite":
            rows.drop()
        connections.close_all()
        _clear()
        raise
    (home() / UNFINISHED).rmdir()


def _clear() -> None:
    """Takes away what a restore began; the mark goes last."""
    there = [path for path in home().iterdir() if path.name not in OF_THE_DISK]
    for one in sorted(there, key=lambda path: path.name == UNFINISHED):
        shutil.rmtree(one) if one.is_dir() else one.unlink()


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in files.FULL:
            raise Refusal(
                f"The disk of {home()} is full. Nothing was restored; make room and try again."
            ) from error
        raise Refusal(f"Nothing was restored: {error}. Look at that disk.") from error


def _take_in(reader: Reader, folder: Path, size: int) -> dict[str, Any]:
    """Everything into the folder, and the rows into their server where there is one."""
    bar = Bar("Bytes read", size, stream=terminal())
    members = reader.members()
    try:
        name, blocks = next(members, ("", iter(())))
        about: dict[str, Any] = json.loads(b"".join(blocks)) if name == content.ABOUT else {}
        _refuse_unfit(about, reader)
        with _filling(about) as filling:
            for name, blocks in members:
                if name.startswith(rows.TABLE) and filling is not None:
                    filling.take(name, _counted(blocks, bar))
                else:
                    _put(folder, DATABASE if name == rows.WHOLE else name, _counted(blocks, bar))
    finally:
        bar.close()
    return about


def _counted(blocks: Iterator[bytes], bar: Bar) -> Iterator[bytes]:
    for block in blocks:
        yield block
        bar.add(len(block))


@contextmanager
def _filling(about: dict[str, Any]) -> Iterator[rows.Filling | None]:
    if about["engine"] == "sqlite":
        yield None
        return
    with rows.filled(about["migrations"], about["tables"]) as filling:
        yield filling


def _refuse_unfit(about: dict[str, Any], reader: Reader) -> None:
    if not about:
        raise Refusal(UNWHOLE.format(reader.place, reader.at))
    if about["format"] != content.FORMAT or migrating.unknown(about["migrations"]):
        raise Refusal(NEWER.format(f"{reader.place} (of {reader.header.version})"))
    if stands := migrating.halfway(about["migrations"]):
        raise Refusal(
            f"{reader.place} holds a database at {stands}, half-way to what this version begins "
            f"with. Check out commit {migrating.LAST} of Tocsin, restore it there and back up anew."
        )
    if about["engine"] != rows.engine():
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        wanted = "Unset DATABASE_URL." if about["engine"] == "sqlite" else "Set DATABASE_URL."
        raise Refusal(
            f"This backup holds a database of {names.get(about['engine'], about['engine'])}, and "
            f"this server is set up for {names[rows.engine()]}. {wanted}"
        )
    pinned = "".join(settings.TOCSIN_FINGERPRINT.split()).lower()
    if pinned and about["fingerprint"] and pinned != "".join(about["fingerprint"].split()):
        raise Refusal(
            f"This backup seals to the key {about['fingerprint']}, which is not that of "
            "TOCSIN_FINGERPRINT. Take another backup, or set the fingerprint of that time."
        )


def _put(folder: Path, name: str, blocks: Iterator[bytes]) -> None:
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        raise Refusal(f"The backup names a file “{name}” outside the data folder. Use another one.")
    place = folder.joinpath(*parts)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for block in blocks:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _move_up(folder: Path, header: Header) -> None:
    """The archive is whole: its parts get their places."""
    (folder / "keys").mkdir(mode=0o700, exist_ok=True)
    files.write(
        folder / "keys" / "master.json", (json.dumps(header.master, indent=1) + "\n").encode()
    )
    for one in sorted(folder.iterdir()):
        one.replace(home() / one.name)
    files.sync_folder(home())


def _settle(made: str) -> None:
    """Nothing goes on by itself as if no time had passed since."""
    why = f"Restored from the backup of {made}."
    with transaction.atomic():
        Session.objects.all().delete()
        # What may go only once may have gone since.
        unsure = Mail.objects.filter(repeatable=False, state__in=["waiting", "sending"])
        number = unsure.update(state="uncertain", leased_until=None, due_at=None, error="restored")
        _wait(MAIL_PAUSED, f"{why} What went out since may go again: look at the mail-outs first.")
        if ledger.latest() is not None:
            _wait(LOG_WAITS, f"{why} At the server: tocsin log recover MIRROR")
        audit.record(audit.SYSTEM, "restore", "backup", made, uncertain=number)
    switches.forget()
    connection.close()


def _wait(name: str, why: str) -> None:
    told = {"why": why, "by": audit.SYSTEM, "since": timezone.now()}
    Switch.objects.update_or_create(name=name, subject="", defaults=told)
