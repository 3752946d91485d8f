"""The real program as a harness runs it: web and worker as processes that may be killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from tests.faults.history import Rows
from tests.paths import ROOT
from tests.ports import free_port
from tocsin.kernel.web.listening import is_answering

PATIENCE = 60  # seconds until the pages answer
SAID = 20_000  # characters of what was said, of which the last tell why nothing goes on
APPEAL = "FA-01-2026"
ORIGIN = "faults.example/log"


class World:
    """`with World(home) as world: …`: web and worker on a data folder, dead at the end."""

    def __init__(
        self, home: Path, fault: str = "", log: Path | None = None, **settings: str
    ) -> None:
        self.home = home
        self.port = free_port()
        self.fault = fault
        self.settings = settings
        self.running: dict[str, subprocess.Popen[str]] = {}
        self.log = log or home.parent / "said"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of ours but what is chosen here."""
        ours = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("TOCSIN_") and name != "DATABASE_URL"
        }
        chosen = {
            "TOCSIN_HOME": str(self.home),
            "PORT": str(self.port),
            "TOCSIN_RUNTIME": str(self.home.parent / "memory"),
            "TOCSIN_LOG_MINUTES": "0",
            "TOCSIN_SLOW_MINUTES": "0",  # programs fill forms in no time
            "TOCSIN_LOG_ORIGIN": ORIGIN,
            "PYTHONPATH": str(ROOT),
            "PYTHONFAULTHANDLER": "1",  # so that `stacks` can ask where everybody stands
            "DJANGO_SETTINGS_MODULE": "tocsin.settings",
        }
        return (
            ours
            | chosen
            | ({"TOCSIN_TEST_FAULT": self.fault} if self.fault else {})
            | (self.settings)
        )

    def _command(self, name: str) -> list[str]:
        from tocsin.console.management.commands.up import web, worker

        if not self.fault:
            return web(self.port) if name == "web" else worker()
        if name == "web":
            return [*web(self.port)[:-1], "tests.faults.started:application"]
        return [sys.executable, "-m", "tests.faults.started", "work"]

    def start(self, *names: str) -> World:
        """Starts web, worker or both; gives itself back when the pages answer."""
        self.begin(*names)
        self.await_pages()
        return self

    def begin(self, *names: str) -> None:
        """Starts them, and does not wait."""
        for name in names or ("web", "worker"):
            assert name not in self.running
            with self.log.open("a") as said:
                self.running[name] = subprocess.Popen(
                    self._command(name),
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=said,
                    text=True,
                    start_new_session=True,
                )

    def await_pages(self) -> None:
        """Returns when the web answers. Raises RuntimeError with what was said."""
        end = time.monotonic() + PATIENCE
        while "web" in self.running and not is_answering(self.port):
            if time.monotonic() > end or self.running["web"].poll() is not None:
                raise RuntimeError(self.log.read_text("utf-8"))
            time.sleep(0.02)

    def kill(self, *names: str) -> None:
        """Signal 9 to all processes of web, worker or both."""
        for name in names or tuple(self.running):
            process = self.running.pop(name)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def stacks(self) -> str:
        """Ends all processes, and gives the last lines they said: where each thread stood."""
        for name in tuple(self.running):
            process = self.running.pop(name)
            os.killpg(process.pid, signal.SIGABRT)
            process.wait()
        return self.log.read_text("utf-8")[-SAID:]

    def __enter__(self) -> World:
        return self if self.running else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self.kill()

    def ask(self, *words: str, typed: str = "") -> str:
        """One of the words of tests.faults.started, or of `tocsin`; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout

    def kept(self, addresses: Iterable[str]) -> tuple[Rows, dict[str, str]]:
        """What the database holds of these voices, and the leaf of each that is counted."""
        said = self.ask("tests.faults.started", "kept", typed=json.dumps(list(addresses)))
        found = json.loads(said)
        return Rows("database", found["places"], found["total"]), found["leaves"]

    def clerk(self) -> Clerk:
        """Somebody who enters lines of paper."""
        return Clerk(self.environment, self.log)


class Clerk:
    """Enters paper, one line at a time, in a process of its own."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        with log.open("a") as said:  # a disk that is away ends it with a traceback, as it should
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.started", "clerk"],
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                start_new_session=True,
            )
        self.one_at_a_time = threading.Lock()

    def enter(self, address: str) -> bool:
        """Whether the line was kept; False where the clerk is dead."""
        with self.one_at_a_time:
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            try:
                self.process.stdin.write(address + "\n")
                self.process.stdin.flush()
            except (OSError, ValueError):
                return False  # dead, and perhaps closed
            return self.process.stdout.readline().strip() == address

    def kill(self) -> None:
        """Signal 9."""
        self.process.kill()
        self.process.wait()
        with self.one_at_a_time:
            for line in (self.process.stdin, self.process.stdout):
                if line is not None:
                    with suppress(BrokenPipeError):
                        line.close()


def prepared(folder: Path, **settings: str) -> Path:
    """A data folder in which an appeal can be signed; to be copied."""
    world = World(folder / "home", "", None, **settings)
    folder.mkdir(parents=True, exist_ok=True)
    world.ask("tests.faults.started", "setup")
    return world.home


def copied(home: Path, folder: Path) -> Path:
    """The data folder anew, with each file kept on its disk; and the memory of its vault."""
    target = folder / "home"
    shutil.copytree(home, target)
    if (home.parent / "memory").exists():
        shutil.copytree(home.parent / "memory", folder / "memory")
    for place, _folders, names in os.walk(folder):
        for path in (Path(place), *(Path(place) / name for name in names)):
            handle = os.open(path, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
    return target
