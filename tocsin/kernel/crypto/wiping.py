"""Files whose former content must not stay on the disk.

What was there is overwritten in place after its successor is safe. That reaches the same blocks on
a disk that writes in place (ext4, XFS); on one that moves blocks (SSD, Btrfs, ZFS) only an
encrypted disk helps.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tocsin.kernel import files

AT_ONCE = 1 << 20  # bytes


def replace(path: Path, data: bytes) -> None:
    """Writes the file whole, then overwrites what it held before. Raises as `files.write`."""
    with _former(path) as former:
        files.write(path, data)
        if former is not None:
            _overwrite(former)


def remove(path: Path) -> bool:
    """Overwrites a file and takes it away; whether it was there."""
    with _former(path) as former:
        if former is None:
            return False
        _overwrite(former)
        path.unlink(missing_ok=True)
    return True


def sweep(folder: Path) -> None:
    """Takes away what a crash left half written by `files.write`."""
    for left in folder.glob(".new-*"):
        with suppress(FileNotFoundError):
            remove(left)


@contextmanager
def _former(path: Path) -> Iterator[int | None]:
    try:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        yield None
        return
    try:
        yield handle
    finally:
        os.close(handle)


def _overwrite(handle: int) -> None:
    size, nothing = os.fstat(handle).st_size, bytes(AT_ONCE)
    for at in range(0, size, AT_ONCE):
        os.pwrite(handle, nothing[: size - at], at)
    os.fsync(handle)
