"""Where the server's master key lies while it is unlocked: in memory, never on a disk.

The folder is `TOCSIN_RUNTIME`, or else one below `/run/user/UID` or `/dev/shm`, which systems of
today keep in memory (tmpfs). It belongs to one data folder: its name ends in a hash of that path.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

from tocsin.kernel import files
from tocsin.kernel.crypto import wiping
from tocsin.kernel.refusal import Refusal

NAME = "master"
IN_MEMORY = {"tmpfs", "ramfs"}
MOUNTS = Path("/proc/self/mounts")


def folders(home: Path, chosen: str) -> tuple[Path, ...]:
    """Where the master may lie, the first choice first."""
    if chosen:
        return (Path(chosen).absolute(),)
    mark = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    user = os.geteuid()
    return Path(f"/run/user/{user}/tocsin-{mark}"), Path(f"/dev/shm/tocsin-{user}-{mark}")  # noqa: S108


def put(home: Path, chosen: str, master: bytes) -> Path:
    """Lays the master down where web and worker find it; gives the file.

    Raises Refusal where no folder in memory is to be had, or somebody else's stands there.
    """
    folder = _place(home, chosen)
    take_away(home, chosen)
    try:
        folder.mkdir(mode=0o700, parents=bool(chosen), exist_ok=True)
    except OSError as error:
        raise Refusal(
            f"The folder {folder} cannot be made: {error.strerror}. "
            "Set TOCSIN_RUNTIME to a folder in memory that you may write to."
        ) from error
    if not is_ours(folder):
        raise Refusal(
            f"The folder {folder} belongs to somebody else or is open to others. "
            "Remove it, or set TOCSIN_RUNTIME to another one."
        )
    files.write(folder / NAME, master)
    return folder / NAME


def _place(home: Path, chosen: str) -> Path:
    if chosen:
        return folders(home, chosen)[0]
    for folder in folders(home, ""):
        if folder.parent.is_dir() and is_in_memory(folder.parent):
            return folder
    raise Refusal(
        "This machine has no folder in memory (tmpfs) at /run/user or /dev/shm, and the key of "
        "this server must not lie on a disk. Set TOCSIN_RUNTIME to a folder that is in memory."
    )


def take_away(home: Path, chosen: str) -> bool:
    """Overwrites and removes the master wherever it lies; whether there was one."""
    found = False
    for folder in folders(home, chosen):
        if is_ours(folder):
            found = wiping.remove(folder / NAME) or found
            wiping.sweep(folder)
            if not chosen:
                with suppress(OSError):  # somebody keeps something else there
                    folder.rmdir()
    return found


def is_ours(folder: Path) -> bool:
    """Whether it is a folder of this user that nobody else may enter."""
    try:
        seen = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(seen.st_mode) and seen.st_uid == os.geteuid() and not seen.st_mode & 0o077


def is_in_memory(folder: Path) -> bool:
    """Whether what is written there stays in memory, as the system's table of mounts says."""
    try:
        lines = MOUNTS.read_text("utf-8").splitlines()
    except OSError:
        return False
    place = folder.resolve()
    found = [(line.split()[1], line.split()[2]) for line in lines if len(line.split()) > 2]
    above = [(where, kind) for where, kind in found if place.is_relative_to(where)]
    # The longest is the nearest; of two at one place the later lies on top.
    nearest = max(enumerate(above), key=lambda one: (len(one[1][0]), one[0]), default=None)
    return nearest is not None and nearest[1][1] in IN_MEMORY
