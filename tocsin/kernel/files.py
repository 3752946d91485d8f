"""Files that are there whole or not at all, and stay after a power cut."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.full_disk import SENTENCE
from tocsin.kernel.refusal import Refusal

PART = 1 << 20  # bytes
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class FullDisk(Refusal):
    """Pages show `sentence`; whoever typed a command is told which folder it is."""

    def __init__(self, folder: Path) -> None:
        super().__init__(SENTENCE)
        self.told = f"The disk of {folder.absolute()} is full. Make room there"


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """Raises FullDisk of this folder where what is written in it finds no room."""
    try:
        yield
    except FullDisk as error:  # of a folder in it that is gone by now
        raise FullDisk(folder) from error
    except OSError as error:
        if error.errno in FULL:
            raise FullDisk(folder) from error
        raise


@dataclass(frozen=True)
class StoredFile:
    """A kept file: its SHA-256 in hex is its name."""

    sha256: str
    path: Path
    size: int
    new: bool


def write(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Writes the file whole: temporary name, fsync, rename, fsync of the folder.

    Raises Refusal when the disk is full, OSError for what an administrator must look at.
    """
    write_parts(path, [data], mode)


def write_parts(path: Path, parts: Iterable[bytes], mode: int = 0o600) -> None:
    """The same from parts that are never in memory together; what they raise leaves nothing."""
    with room(path.parent):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(mode)
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    sync_folder(path.parent)


def parts(path: Path) -> Iterator[bytes]:
    """A file, a part at a time."""
    with path.open("rb") as file:
        while part := file.read(PART):
            yield part


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file of any size, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_all(whole: Mapping[Path, bytes], mode: int = 0o600) -> None:
    """The same for many files of one folder, which is made durable once.

    What fails leaves some of them there and none of them in part.
    """
    named: list[tuple[str, Path]] = []
    try:
        for path, data in whole.items():
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            named.append((name, path))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(mode)
        for name, _path in named:  # by now the disk is at work on all of them
            _sync(Path(name), os.O_RDWR)
        for name, path in named:
            Path(name).replace(path)
    except OSError as error:
        for name, _path in named:
            Path(name).unlink(missing_ok=True)
        if error.errno in FULL:
            raise FullDisk(path.parent) from error
        raise
    for folder in {path.parent for path in whole}:
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Makes durable that a file has its name there."""
    _sync(folder, os.O_RDONLY)


def _sync(path: Path, how: int) -> None:
    handle = os.open(path, how)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def path(folder: Path, sha256: str) -> Path:
    """Where a kept file lies."""
    return folder / sha256[:2] / sha256


def store(folder: Path, data: bytes) -> StoredFile:
    """Keeps the bytes under their SHA-256; the same bytes are kept once."""
    sha256 = hashlib.sha256(data).hexdigest()
    place = path(folder, sha256)
    new = not place.exists()
    if new:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write(place, data)
    return StoredFile(sha256, place, len(data), new)


def store_file(folder: Path, source: Path) -> StoredFile:
    """The same for a file of any size, which is copied."""
    sha256 = sha256_of(source)
    place = path(folder, sha256)
    new = not place.exists()
    if new:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_parts(place, parts(source))
    return StoredFile(sha256, place, source.stat().st_size, new)


def read(folder: Path, sha256: str) -> bytes:
    """The bytes of a kept file; refuses when they are gone or changed."""
    place = path(folder, sha256)
    data = place.read_bytes() if place.exists() else b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Refusal(_("A kept file is missing or damaged. Bring it back from a backup."))
    return data
