"""Landlock (Linux 5.13): a process gives up, for good, all files but those that it names.

LibreOffice draws pictures of this machine where a document links to them, whatever its profile
says.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping
from pathlib import Path

# linux/landlock.h and the table of system calls, which has these numbers on each machine
CREATE, ADD, RESTRICT = 444, 445, 446
ASK_VERSION, BENEATH, NO_NEW_PRIVILEGES = 1, 1, 38
RUN, WRITE, READ, LIST, UNLINK, SOCKET = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 5, 1 << 9
FIRST, MOVE = (1 << 13) - 1, 1 << 13  # what version 1 knows; version 2
OF_A_FILE = RUN | WRITE | READ
USE, ALL = RUN | READ | LIST, FIRST | MOVE


class _Rules(ctypes.Structure):
    _fields_ = (("handled", ctypes.c_uint64),)


class _Rule(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def keep(allowed: Mapping[Path, int]) -> bool:
    """Keeps what is allowed beneath each path; False where the system knows no such fence."""
    system = ctypes.CDLL(None, use_errno=True)
    version = system.syscall(CREATE, None, 0, ASK_VERSION)
    if version < 1:
        return False
    handled = ALL if version > 1 else FIRST
    rules = _Rules(handled)
    fence = system.syscall(CREATE, ctypes.byref(rules), ctypes.sizeof(rules), 0)
    if fence < 0:
        return False
    for path, rights in allowed.items():
        _allow(system, fence, path, rights & handled)
    system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    done: int = system.syscall(RESTRICT, fence, 0)
    os.close(fence)
    return done == 0


def _allow(system: ctypes.CDLL, fence: int, path: Path, rights: int) -> None:
    """Nothing where there is no such path."""
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    rule = _Rule(rights if path.is_dir() else rights & OF_A_FILE, parent)
    system.syscall(ADD, fence, BENEATH, ctypes.byref(rule), 0)
    os.close(parent)
