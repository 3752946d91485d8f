"""`python -m …foreign.shut_away PROGRAM …`: gives up what it can, then becomes the program."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

from tocsin.kernel.foreign import cage, fence

SECONDS = 90  # of the processor
MOST = 64 * cage.MIB  # bytes of a file that it writes
MEMORY = 4096 * cage.MIB  # addresses, of which it uses a tenth
OPEN = 512
SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/opt", "/etc")
DATA = ("/var/lib/libreoffice", "/var/spool/libreoffice", "/var/cache/fontconfig", "/dev/urandom")
PIPES = ("/tmp", "/var/tmp")  # noqa: S108 - LibreOffice makes its socket there, wherever TMPDIR is
# Linux: a user of one's own, and in it a network without a single device.
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000


def without_network() -> bool:
    """Leaves the network for good; False where the system does not let us."""
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is None:
        return False
    user, group = os.getuid(), os.getgid()
    if unshare(NEW_USER | NEW_NETWORK) != 0:
        return False
    with suppress(OSError):
        _keep_the_user(user, group)
    return True


def _keep_the_user(user: int, group: int) -> None:
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        Path("/proc/self", name).write_text(line, "ascii")


def without_files(program: Path) -> bool:
    """Keeps this folder and what the system gives to everybody; False where it does not let us."""
    allowed = dict.fromkeys(map(Path, (*SYSTEM, *DATA)), fence.USE)
    if (place := program.resolve().parent).name == "program":  # as LibreOffice is laid out
        allowed[place.parent] = fence.USE
    allowed |= dict.fromkeys(map(Path, PIPES), fence.SOCKET | fence.UNLINK)
    allowed |= {Path("/dev/null"): fence.READ | fence.WRITE, Path.cwd(): fence.ALL}
    return fence.keep(allowed)


if __name__ == "__main__":
    without_network()
    without_files(Path(sys.argv[1]))
    cage.confine(seconds=SECONDS, memory=MEMORY, files=OPEN, written=MOST)
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 - no shell
