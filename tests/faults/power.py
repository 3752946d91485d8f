"""A machine whose power is cut: its disk (`volatile`) is a process that is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

from tests.paths import ROOT

PATIENCE = 30  # seconds for the mount to appear


class Disk:
    """`with Disk(folder) as disk: … disk.cut() … disk.start()`; `disk.mount` is the place."""

    def __init__(self, folder: Path) -> None:
        self.store, self.mount = folder / "store", folder / "disk"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Disk:
        self.mount.mkdir(parents=True, exist_ok=True)
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self.cut()

    def start(self) -> None:
        """The machine starts again. Raises RuntimeError where FUSE does not work."""
        command = [sys.executable, "-m", "tests.faults.volatile", str(self.store), str(self.mount)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True
        )
        end = time.monotonic() + PATIENCE
        while not os.path.ismount(self.mount):
            if self.process.poll() is not None or time.monotonic() > end:
                assert self.process.stderr is not None
                said = self.process.stderr.read() if self.process.poll() is not None else b""
                raise RuntimeError(f"FUSE does not work here: {said.decode(errors='replace')}")
            time.sleep(0.01)

    def cut(self) -> None:
        """The power is off: the disk is gone, with all that was in memory alone."""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()
        self.process = None
        unmount = ["fusermount3", "-u", "-z", str(self.mount)]
        subprocess.run(unmount, check=True, capture_output=True)

    def fill(self) -> None:
        """No file grows from now on, and none is made."""
        (self.store / "full").touch()

    def make_room(self) -> None:
        """There is room again."""
        (self.store / "full").unlink()


def works() -> bool:
    """Whether a disk can be made here; says why not."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with Disk(Path(folder)) as disk:
                (disk.mount / "file").write_bytes(b"x")
        except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
            print(error)
            return False
    return True


# `python -m tests.faults.power` says whether it works here.
if __name__ == "__main__":
    sys.exit(not works())
