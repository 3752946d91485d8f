"""A mail that was answered with 250 is there, whatever happens to the program afterwards."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.intake.mails import TEXT, raw
from tests.paths import ROOT

COMMAND = [sys.executable, "-m", "tocsin"]
# The worker with a word on standard output once its door is open.
WORKING = """
from tocsin.console.management.commands import work
from tocsin.kernel.mail import lmtp
opened = lmtp.Door.open
def say(door):
    opened(door)
    print("open", flush=True)
lmtp.Door.open = say
from tocsin.__main__ import main
main(["work"])
"""


class Server:
    """A data folder of its own, and the worker that takes mail for it."""

    def __init__(self, home: Path) -> None:
        self.place = home / "lmtp"
        ours = {name: v for name, v in os.environ.items() if name != "DATABASE_URL"}
        settings = {"TOCSIN_HOME": str(home / "server"), "TOCSIN_LMTP": str(self.place)}
        self.surroundings = ours | settings | {"DJANGO_SETTINGS_MODULE": "tocsin.settings"}
        self.run("init")

    def run(self, *words: str) -> str:
        """What a command says."""
        named: dict[str, Any] = {"cwd": ROOT, "env": self.surroundings, "text": True}
        done = subprocess.run([*COMMAND, *words], check=True, capture_output=True, **named)
        return str(done.stdout)

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[str]]:
        """The worker, with its door open."""
        bootstrap = "import django; django.setup()\n" + WORKING
        process = subprocess.Popen(
            [sys.executable, "-c", bootstrap],
            cwd=ROOT,
            env=self.surroundings,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "open\n"
            yield process
        finally:
            process.kill()
            process.wait()
            process.stdout.close()

    def send(self, data: bytes) -> tuple[int, bytes]:
        """The answer of the door."""
        with smtplib.LMTP(str(self.place)) as client:
            client.ehlo("mx.example")
            client.mail("desk@casaclara.example")
            client.rcpt("alerts@appeals.example")
            return client.data(data)

    def alerts(self) -> list[str]:
        """The titles of what waits."""
        return [one["title"] for one in json.loads(self.run("alert", "list", "--json"))]


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def test_a_kill_right_after_the_answer_loses_nothing(server: Server) -> None:
    with server.worker() as process:
        code, words = server.send(raw())
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (code, words.decode()) == (250, "2.0.0 Received; it is a new alert")
    assert server.alerts() == [TEXT.split("\n")[0]]
    with server.worker():
        again = server.send(raw())
    assert again[1].decode() == "2.0.0 Received; this alert was here already"
    assert len(server.alerts()) == 1


def test_the_worker_closes_its_door_when_it_is_asked_to_end(server: Server) -> None:
    with server.worker() as process:
        assert server.send(b"From: a@b.example\r\n\r\n\r\n")[0] == 550
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert not server.place.exists()
    assert server.alerts() == []
