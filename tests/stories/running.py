"""The real program, started as a stranger starts it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ADDRESS = re.compile(r"^Public pages\s+(\S+)/$", re.MULTILINE)
DESK = re.compile(r"^Desk\s+(\S+)$", re.MULTILINE)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Running:
    """A started program; `said` is what it printed until it was ready."""

    home: Path
    port: int
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the public pages are."""
        return self._found(ADDRESS)

    @property
    def desk(self) -> str:
        """Where the desk is, with the one-time sign-in of a demonstration."""
        return self._found(DESK)

    def _found(self, pattern: re.Pattern[str]) -> str:
        found = pattern.search("".join(self.said))
        if found is None:
            raise RuntimeError("".join(self.said))
        return found.group(1)

    def stop(self) -> int:
        """Ctrl-C; gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(20)
        finally:
            if self.process.poll() is None:
                self.process.kill()


def environment(home: Path, port: int) -> dict[str, str]:
    """What a stranger's shell holds, and where this program shall live."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"TOCSIN_HOME": str(home), "PORT": str(port), "PYTHONUNBUFFERED": "1"}


def start(home: Path, *words: str) -> Running:
    """`tocsin up --demonstration`, ready to answer; RuntimeError with what it said if it ended."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tocsin", "up", *(words or ("--demonstration",))],
        env=environment(home, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=home.parent,
    )
    running = Running(home, port, process)
    assert process.stdout is not None
    for line in process.stdout:
        running.said.append(line)
        if line.startswith("Ctrl-C"):
            return running
    running.stop()
    raise RuntimeError("".join(running.said))
