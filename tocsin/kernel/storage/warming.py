"""Right after a start nothing of a database lies in memory, and who signs waits for the disk again
and again, for one page after the other. Read in order, all of it is there within seconds.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

STEP = 16 * 2**20  # bytes; between two of them others get at the disk
MEMORY = Path("/proc/meminfo")
PART = 0.8  # of what is free: the rest is for those who work meanwhile


def begin(file: Path) -> None:
    """Warms beside whatever else goes on, and holds up no end."""
    threading.Thread(target=warm, args=[file], name="warming", daemon=True).start()


def warm(file: Path) -> int:
    """Asks the system to read a file ahead; how many bytes.

    None where it would not fit into what is free, where there is no such file, or where the
    system cannot tell.
    """
    with suppress(OSError):
        size = file.stat().st_size
        if size <= PART * _free() and hasattr(os, "posix_fadvise"):
            with file.open("rb") as opened:
                for at in range(0, size, STEP):
                    os.posix_fadvise(opened.fileno(), at, STEP, os.POSIX_FADV_WILLNEED)
            return size
    return 0


def _free() -> int:
    """Bytes of memory that programs may still have, with what the system can give up at once."""
    for line in MEMORY.read_text("ascii").splitlines():
        name, _colon, rest = line.partition(":")
        if name == "MemAvailable":
            return int(rest.split()[0]) * 1024
    return 0
