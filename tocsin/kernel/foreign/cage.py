"""Other people's bytes are decoded in a process of their own, which can do next to nothing.

`run` starts it: bytes go in and come out by pipes, no file is written, a time is kept. `confine`
is what such a process does to itself before it reads a byte.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore, Thread, Timer
from typing import IO, cast

ROOT = Path(__file__).resolve().parents[3]
AT_ONCE = BoundedSemaphore(2)  # each may take what `confine` leaves it
MIB = 1024 * 1024


class Died(Exception):  # noqa: N818 - it says what happened
    """The process crashed, ran out of time or memory, or said more than it may."""


def run(
    command: Sequence[str],
    given: bytes,
    *,
    seconds: float,
    most: int,
    folder: Path = Path("/"),
    env: Mapping[str, str] | None = None,
) -> bytes:
    """What a command answers to the bytes given, at most `most` bytes of it.

    It runs with an empty environment and a session of its own; whatever it started goes with it.
    Raises Died where it does not end well within `seconds`.
    """
    with (
        AT_ONCE,
        subprocess.Popen(  # noqa: S603 - the command is ours
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=dict(env or {}),
            start_new_session=True,
        ) as process,
    ):
        answer = _heard(process, given, seconds, most)
    if process.returncode != 0 or len(answer) > most:
        raise Died(f"it ended with {process.returncode} after {len(answer)} bytes")
    return answer


def _heard(process: subprocess.Popen[bytes], given: bytes, seconds: float, most: int) -> bytes:
    """Feeds and reads at the same time; it is over when the pipe is closed, or by the clock."""
    into, out = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
    clock = Timer(seconds, _end, [process])
    clock.start()
    Thread(target=_feed, args=(into, given), daemon=True).start()
    try:
        answer = out.read(most + 1)
        if len(answer) > most:
            _end(process)
        # Not taken off the table yet, so that its number is nobody else's when its group is ended.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        return answer
    finally:
        _end(process)
        clock.cancel()
        clock.join()


def python(module: str) -> list[str]:
    """The command that runs one of our modules as such a process."""
    return [sys.executable, "-P", "-m", module]


def surroundings() -> dict[str, str]:
    """The environment in which our own modules are found, and nothing else."""
    return {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}


def confine(*, seconds: int, memory: int, files: int, written: int = 0) -> None:
    """Gives up for good: more processor time (s), memory (bytes), open files, bytes in a file.

    With `files` at the number that is open, neither a file nor a socket can be opened any more.
    """
    limits = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: written,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: files,
    }
    for what, most in limits.items():
        _soft, hard = resource.getrlimit(what)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (limit, limit))


def _feed(pipe: IO[bytes], given: bytes) -> None:
    with suppress(OSError), pipe:
        pipe.write(given)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The process and all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
