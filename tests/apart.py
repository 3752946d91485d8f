"""A program on a machine of its own: no setting of the tests, no server, no data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.paths import ROOT

# A shell that runs the tests in the background has all its children ignore Ctrl-C.
HEARS = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL);"
    "os.execv(sys.argv[1], sys.argv[1:])"
)


@contextmanager
def interruptible(words: list[str], folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The program as a process that Ctrl-C ends; it does not outlive the test."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with subprocess.Popen(
        [sys.executable, "-c", HEARS, *words],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
