"""`tocsin up`: everything on one machine, web pages and worker, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections as database

from tocsin.console import unlocked
from tocsin.console.setting_up import set_up
from tocsin.kernel.crypto.home import home, vault
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import warming
from tocsin.kernel.web.listening import connections, is_answering, is_free
from tocsin.people import moves as people
from tocsin.people.models import Staff

PATIENCE = 30  # seconds for the pages to answer
WAITING = 4096  # connections that the kernel holds until they are taken
HEADERS = 10  # seconds for the head of a request, also of the next one on the same connection
BUFFER = 32 * 1024  # bytes of a head; each connection may hold as many
LAST = 8  # seconds in which a process of the web ends what it has begun


def web(port: int, processes: int = 1) -> list[str]:
    """The web server before the door (`tocsin.door`), in one process or several."""
    words = f"--interface asgi --workers {processes} --loop asyncio --http 1 --no-ws"
    words += " --log-level error --no-access-log"  # addresses and links would stand in it
    # As many may be asked at once as may be connected: who sends slowly holds up nobody else.
    words += f" --backlog {WAITING} --backpressure {connections()} --workers-kill-timeout {LAST}"
    words += f" --http1-header-read-timeout {HEADERS * 1000} --http1-buffer-size {BUFFER}"
    where = ["--host", "127.0.0.1", "--port", str(port)]
    return [sys.executable, "-m", "granian", *words.split(), *where, "tocsin.asgi:application"]


def worker() -> list[str]:
    """The worker."""
    return [sys.executable, "-m", "tocsin", "work"]


class Command(BaseCommand):
    """Makes what is missing, starts web pages and worker, and stops both on Ctrl-C."""

    help = "Start everything here: web pages and worker."

    def add_arguments(self, parser: CommandParser) -> None:
        """--demonstration is what `make up` gives."""
        parser.add_argument(
            "--demonstration",
            action="store_true",
            help="fill a new data folder with three invented appeals, and sign in by a link",
        )
        parser.add_argument(
            "--processes", type=int, default=1, help="of the web; more than one with PostgreSQL"
        )
        parser.add_argument(
            "--passphrase-file", type=Path, help="a file whose first line unlocks this server"
        )
        parser.add_argument(
            "--without-worker",
            action="store_true",
            help="start the web pages alone; tocsin work runs on another machine",
        )

    def handle(
        self,
        *args: Any,  # noqa: ARG002 - Django's shape
        demonstration: bool = False,
        passphrase_file: Path | None = None,
        without_worker: bool = False,
        processes: int = 1,
        **options: Any,  # noqa: ARG002
    ) -> None:
        """Returns when everything that it started has ended."""
        if not is_free(settings.PORT):
            raise Refusal(
                f"Port {settings.PORT} is in use. Stop what listens there, or choose another: "
                f"PORT={settings.PORT + 1}"
            )
        if processes < 1 or (processes > 1 and not settings.DATABASE_URL):
            raise Refusal(
                "With SQLite the web runs in one process, since one writes at a time. Leave out "
                "--processes, or set DATABASE_URL."
            )
        set_up()
        if demonstration:
            self.demonstrate()
        if said := unlocked.at_setting_up(passphrase_file):
            self.stdout.write(said)
            self.stdout.flush()
        database.close_all()
        if not settings.DATABASE_URL:
            warming.begin(Path(settings.DATABASES["default"]["NAME"]))
        pages = web(settings.PORT, processes)
        sys.exit(self.run_all([pages] if without_worker else [pages, worker()]))

    def demonstrate(self) -> None:
        """Fills an empty data folder; one that holds real work is left alone."""
        from tocsin.console.demonstration import is_made, make, may_be_made

        if may_be_made():
            if settings.TOCSIN_SMTP_URL:
                raise Refusal(
                    "A demonstration is made with its mail in files. Empty TOCSIN_SMTP_URL until "
                    "it is there."
                )
            self.stdout.write("Making the demonstration …")
            self.stdout.flush()
            if vault().locked:
                unlocked.begin_demonstration()
            make()
        if not is_made():
            self.stdout.write("This data folder holds real work, so no demonstration was made.")

    def welcome(self) -> None:
        """Where everything is, in under ten lines."""
        from tocsin.console.demonstration import is_made

        self.stdout.write(f"Public pages  {settings.TOCSIN_ADDRESS}/")
        officer = Staff.objects.filter(is_officer=True, is_active=True).first()
        if is_made() and officer:
            token = people.make_entry_link(officer)
            self.stdout.write(f"Desk          {settings.TOCSIN_ADDRESS}/desk/enter/{token}/")
        else:
            self.stdout.write(f"Desk          {settings.TOCSIN_ADDRESS}/desk/")
        way = "by SMTP" if settings.TOCSIN_SMTP_URL else str(home() / "outbox")
        self.stdout.write(f"Outgoing mail {way}")
        self.stdout.write("Ctrl-C stops everything.")
        self.stdout.flush()

    def run_all(self, commands: list[list[str]]) -> int:
        """Starts all, waits, stops all; 1 where one of them ended by itself. The web is first."""
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tocsin.settings"}
        # Sessions of their own: Ctrl-C reaches this process, which then stops them in order.
        running = [
            subprocess.Popen(words, env=environment, start_new_session=True)  # noqa: S603
            for words in commands
        ]
        asked = Asked()
        try:
            self.await_pages(running, asked)
            while not asked.to_stop and all(one.poll() is None for one in running):
                time.sleep(0.2)
        finally:
            stop(running)
        return 0 if asked.to_stop else 1

    def await_pages(self, running: list[subprocess.Popen[bytes]], asked: Asked) -> None:
        """Says where everything is once the pages answer."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not asked.to_stop and running[0].poll() is None:
            if is_answering(settings.PORT):
                self.welcome()
                return
            time.sleep(0.1)


class Asked:
    """Remembers that a signal asked to stop."""

    def __init__(self) -> None:
        self.to_stop = False
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._note)

    def _note(self, *_: object) -> None:
        self.to_stop = True


def stop(running: list[subprocess.Popen[bytes]]) -> None:
    """Asks each to end, and ends by force who has not after ten seconds.

    And whom one that was killed left behind: they would serve on, and keep the port.
    """
    for one in running:
        one.terminate()
    for one in running:
        with suppress(subprocess.TimeoutExpired):
            one.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(one.pid, signal.SIGKILL)
