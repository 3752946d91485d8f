"""A PostgreSQL that is copied, and one that streams from it and may be promoted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg

from tests.faults.databases import Lasting, children
from tests.postgres import UNPRIVILEGED, Server

NAME = "second"  # by which the first server knows its replica


class Copied(Lasting):
    """A server on a copy of the data of another one, which has been stopped in order."""

    def __init__(self, data: Path) -> None:
        super().__init__()
        self.original = data

    def make(self) -> None:
        """Copies the data."""
        shutil.copytree(self.original, self.data)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{UNPRIVILEGED}:nogroup", self.data], check=True)

    def wait_for(self, replica: Replica | None) -> None:
        """No commit is answered from now on before the replica has it on its disk."""
        names = f"FIRST 1 ({NAME})" if replica else ""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
            connection.execute("SELECT pg_reload_conf()")

    def senders(self) -> list[int]:
        """The processes that stream to replicas."""
        assert self.process is not None
        found = []
        for pid in children(self.process.pid):
            with suppress(OSError):
                if b"walsender" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(pid)
        return found

    def cut_off(self) -> None:
        """Nothing reaches the replica any more, as when the line between the two is broken."""
        senders = self.senders()
        assert senders, "nobody streams"
        for pid in senders:
            os.kill(pid, signal.SIGSTOP)


class Replica(Lasting):
    """A server that streams from the first one, made as docs/run-it.md says."""

    def __init__(self, first: Server) -> None:
        super().__init__()
        self.first = first

    def make(self) -> None:
        """Copies the first one while it runs, and notes where it streams from."""
        where = f"host={self.first.folder} user=postgres application_name={NAME}"
        copy = ["-D", str(self.data), "--write-recovery-conf", "--checkpoint=fast"]
        self.run([self.installed / "bin" / "pg_basebackup", "-d", where, *copy])

    def promote(self) -> None:
        """From now on it is the one that takes writes."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            done = connection.execute("SELECT pg_promote(true, 60)").fetchone()
        assert done == (True,)


def url(servers: Sequence[Server], database: str) -> str:
    """One DATABASE_URL for all of them: whichever takes writes is used."""
    hosts = ",".join(quote(str(one.folder), safe="") for one in servers)
    return f"postgresql://postgres@{hosts}/{database}?target_session_attrs=read-write"
