"""The real program, started as a person starts it, for stories and for faults."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

from tests.paths import ROOT
from tests.ports import free_port
from tests.unlocked import credentials

PATIENCE = 120  # seconds until the pages answer; the demonstration is made in them
READY = re.compile(r"https?://127\.0\.0\.1:\d+")
DESK = re.compile(r"https?://\S+/desk/enter/\S+")
ENDED = None


class Program:
    """`tocsin up` in a data folder and a session of its own, unlocked, until `stop()`."""

    def __init__(self, home: Path, *arguments: str, **settings: str) -> None:
        self.home = home
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self.environment = self._surroundings(settings)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tocsin", "up", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _surroundings(self, settings: dict[str, str]) -> dict[str, str]:
        ours = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("TOCSIN_") and name not in {"DATABASE_URL", "COVERAGE_PROCESS"}
        }
        chosen = {"TOCSIN_HOME": str(self.home), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        chosen["TOCSIN_SLOW_MINUTES"] = "0"  # a test fills a form faster than people do
        keys = credentials(self.home.parent / f"{self.home.name}-credentials")
        return ours | chosen | keys | settings

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.said.append(line)
                self._lines.put(line)
        self._lines.put(ENDED)

    def await_pages(self) -> Program:
        """Returns when the program has printed where it is. Raises RuntimeError."""
        self._await(READY)
        return self

    def desk_link(self) -> str:
        """The one-time address of the desk that the demonstration prints."""
        found = DESK.search("".join(self.said)) or DESK.search(self._await(DESK))
        assert found is not None
        return found.group()

    def _await(self, pattern: re.Pattern[str]) -> str:
        while True:
            try:
                line = self._lines.get(timeout=PATIENCE)
            except queue.Empty:
                line = ENDED
            if line is ENDED:
                raise RuntimeError("tocsin up did not start:\n" + "".join(self.said))
            if pattern.search(line):
                return line

    def run(
        self, *words: str, typed: str = "", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Another command on the same data, such as `run("doctor")`, with what is typed to it."""
        return subprocess.run(
            [sys.executable, "-m", "tocsin", *words],
            cwd=ROOT,
            env=self.environment | settings,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )

    def outbox(self) -> list[Path]:
        """The mail that was sent, oldest first."""
        return sorted((self.home / "outbox").rglob("*.eml"), key=lambda path: path.stat().st_mtime)

    def stop(self) -> int:
        """Ctrl-C; gives back the exit code. What does not end in 20 seconds is killed.

        Then all that it ever wrote has been read into `said`.
        """
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self._listening.join(PATIENCE)
        return self.process.wait()

    def kill(self) -> None:
        """As if the power failed: everything that it started ends at once."""
        for pid in (*self.started(), self.process.pid):
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def started(self) -> list[int]:
        """The web server and the worker, which have sessions of their own."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listed.read_text("ascii").split()] if listed.exists() else []

    def __enter__(self) -> Program:
        try:
            return self.await_pages()
        except BaseException:
            self.stop()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self.stop()
