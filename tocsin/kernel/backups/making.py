"""A backup is written while the site runs: whole or not at all, and read back before it counts."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tocsin.kernel import audit, files
from tocsin.kernel.backups import content, rows
from tocsin.kernel.backups.archive import Header, Reader, Writer, new_header
from tocsin.kernel.crypto.home import home, vault
from tocsin.kernel.progress import Bar, terminal
from tocsin.kernel.refusal import Refusal

NAME = re.compile(r"tocsin-\d{8}T\d{6}Z\.backup")
STAMP = "%Y%m%dT%H%M%SZ"
HEAD = 64 * 1024  # bytes that are overwritten before an archive is deleted: its salt is in them
SPARED = 3  # archives beside the new one that stay, however old: the clock may be wrong
VERB = "back up"


@dataclass(frozen=True)
class Made:
    """An archive that was written and read back; `removed` older ones are gone."""

    path: Path
    size: int
    removed: list[Path]


@dataclass(frozen=True)
class Checked:
    """An archive that was read to its end."""

    header: Header
    members: int
    size: int


def make(place: Path, keep_days: int) -> Made:
    """Writes an archive into the folder, then removes those of this server that are too old.

    Raises Locked, and Refusal where the folder or a disk does not allow it.
    """
    refuse_place(place)
    master = vault().current()
    now = timezone.now().astimezone(UTC)
    path = place / f"tocsin-{now:{STAMP}}.backup"
    with _alone(), _sentences(place):
        if path.exists():
            raise Refusal(f"{path} is there already. Wait a second and try again.")
        size = _write_whole(path, master, now)
        removed = _forget(place, path, master, now - timedelta(days=keep_days))
    with transaction.atomic():
        audit.record(audit.SYSTEM, VERB, "backup", path.name, size=size, removed=len(removed))
    return Made(path, size, removed)


def refuse_place(place: Path) -> None:
    """Raises Refusal unless it is a folder that lies outside the data folder."""
    if not place.is_dir():
        raise Refusal(f"{place} is no folder. Make it, or name another one.")
    if place.resolve().is_relative_to(home().resolve()):
        raise Refusal(
            f"{place} lies in the data folder itself and would be lost with it. Name a folder on "
            "another disk."
        )


def last_made() -> datetime | None:
    """When the last backup was made; none where none ever was."""
    return audit.Entry.objects.filter(kind="backup", verb=VERB).values_list("at", flat=True).first()


def check(path: Path, master: bytes, words: str = "Bytes checked") -> Checked:
    """Reads an archive to its end and believes nothing. Raises Refusal with the place of damage."""
    with opened(path) as file:
        reader = Reader(file, str(path))
        refuse_master(reader.header, master)
        reader.open(master)
        bar = Bar(words, path.stat().st_size, stream=terminal())
        members = size = 0
        try:
            for _name, blocks in reader.members():
                members += 1
                for block in blocks:
                    size += len(block)
                    bar.add(len(block))
        finally:
            bar.close()
    return Checked(reader.header, members, size)


def refuse_master(header: Header, master: bytes) -> None:
    """Raises Refusal where it is another server's master."""
    if not header.fits(master):
        raise Refusal(
            f"This backup of “{header.organisation}” belongs to another server or another time. "
            "Give its own passphrase (--passphrase-file) or its own shares (--shares)."
        )


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, to be read; a Refusal where it cannot be."""
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from error


@contextmanager
def _alone() -> Iterator[None]:
    handle = os.open(home() / "keys" / "backup.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Refusal("Another backup is being made. Wait until it is done.") from error
    finally:
        os.close(handle)


@contextmanager
def _sentences(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in files.FULL:
            raise Refusal(
                f"The disk of {place} is full. Nothing was kept of this backup, and the ones "
                "before are untouched; make room there, or name another folder."
            ) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise Refusal(
                f"{place} cannot be written to: {error.strerror}. Run this as the user of the "
                "data folder, and give that user the folder."
            ) from error
        where = error.filename or place
        raise Refusal(f"The backup failed at {where}: {error.strerror}. Look there.") from error


def _write_whole(path: Path, master: bytes, now: datetime) -> int:
    part = path.with_name(f".{path.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            written = _write(file, master, now)
            file.flush()
            os.fsync(file.fileno())
            # So that what is read back comes from the disk.
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        found = check(part, master)
        if (found.members, found.size) != written:
            raise Refusal(
                f"What was written to {path.parent} is not what is there now. Look at it."
            )
        part.replace(path)
        files.sync_folder(path.parent)
    finally:
        with suppress(OSError):
            part.unlink()
    return path.stat().st_size


def _write(file: BinaryIO, master: bytes, now: datetime) -> tuple[int, int]:
    """The number of members and of their bytes."""
    made = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    held = json.loads((home() / "keys" / "master.json").read_bytes())
    header = new_header(settings.TOCSIN_ORGANISATION, made, settings.TOCSIN_VERSION, held)
    writer, size = Writer(file, header, master), 0
    sealed = content.copies()
    with rows.taken(home()) as taken:
        whole = taken.size + sum(path.stat().st_size for path in content.kept())
        bar = Bar("Bytes written", whole, stream=terminal())
        told = json.dumps(content.about(taken, made)).encode()
        try:
            size += writer.add(content.ABOUT, [told])
            for name, blocks in chain(taken.members, content.beside(sealed)):
                size += writer.add(name, _counted(blocks, bar))
        finally:
            bar.close()
    writer.close()
    return writer.members, size


def _counted(blocks: Iterator[bytes], bar: Bar) -> Iterator[bytes]:
    for block in blocks:
        yield block
        bar.add(len(block))


def archives(place: Path) -> list[Path]:
    """What lies there under a name that this program gives, the oldest first."""
    return sorted(path for path in place.iterdir() if NAME.fullmatch(path.name))


def _forget(place: Path, newest: Path, master: bytes, oldest: datetime) -> list[Path]:
    """Archives of this server that are too old; what they hold is a riddle once the head is gone.

    A key that retention destroyed still lies in backups that were made before: no longer than this,
    or than three newer ones take.
    """
    removed = []
    others = [path for path in archives(place) if path != newest and _is_own(path, master)]
    for path in others[:-SPARED]:
        made = datetime.strptime(path.name[7:-7], STAMP).replace(tzinfo=UTC)
        if made < oldest:
            with path.open("r+b") as file:
                file.write(bytes(min(HEAD, path.stat().st_size)))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            removed.append(path)
    return removed


def _is_own(path: Path, master: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return Reader(file, str(path)).header.fits(master)
    except Refusal:
        return False
