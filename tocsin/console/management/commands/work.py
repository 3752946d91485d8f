"""`tocsin work`: do what is due, until told to stop."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections

from tocsin.console.loops import LOOPS, WHILE_LOCKED
from tocsin.intake import dropped, mailbox
from tocsin.kernel import loaded, progress
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.mail import lmtp
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import migrating
from tocsin.kernel.transparency import cosigning
from tocsin.kernel.work import Loop, run_until_idle

WAITING = (
    "The server is locked: alerts are taken in, and mail and everything else waits. "
    "Type: tocsin unlock"
)
REST = 0.5  # seconds between two looks when nothing is due
BREATH = 0.05  # and when something was: what comes in a storm is done by the hundred
AFTER_A_FAULT = 60.0  # seconds for which a loop rests in which the program was wrong
_resting: dict[str, float] = {}  # until when, by the name of the loop, on this process's own clock
log = logging.getLogger("tocsin.work")


def turn(loop: Loop) -> int:
    """One turn; a loop that fails is said, and does not stop the others."""
    begun = time.monotonic()
    if begun < _resting.get(loop.name, 0.0):
        return 0
    try:
        rows = loop.turn()
        if rows:
            ms = int((time.monotonic() - begun) * 1000)
            log.info("turned", extra={"loop": loop.name, "rows": rows, "ms": ms})
        return rows
    except Locked:
        return 0  # it was locked just now, which is said at the next turn
    except (DatabaseError, InterfaceError, OSError, Refusal) as error:
        log.warning("the loop “%s” will try again: %s", loop.name, type(error).__name__)
    except Exception:
        # Were it the end of the worker, one alert that we cannot read would stop everybody's mail.
        log.exception("the loop “%s” failed, and rests for a minute", loop.name)
        _resting[loop.name] = begun + AFTER_A_FAULT
    close_old_connections()
    return 0


def counted(loop: Loop, bar: progress.Bar) -> Loop:
    """The loop, whose rows are counted at the terminal."""

    def turn() -> int:
        rows = loop.turn()
        bar.add(rows)
        return rows

    return Loop(loop.name, turn)


class Command(BaseCommand):
    """Takes alerts in, sends mail, prepares mail-outs, indexes the archive, notes silence."""

    waits = False
    help = "Do what is due: take alerts in, send mail, index the archive, note silence."

    def add_arguments(self, parser: CommandParser) -> None:
        """--once is for cron and for tests."""
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:  # noqa: ARG002
        """Works until a signal comes; a turn that was begun is finished. Raises Refusal."""
        with suppress(DatabaseError):  # one that does not answer yet is asked again in each turn
            migrating.refuse_halfway()
        if once:
            self.once()
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        dropped.prepare()
        loaded.leave_alone()
        with mail_door():
            while not stop.is_set():
                worked = sum(turn(loop) for loop in self.loops())
                stop.wait(BREATH if worked else REST)

    def once(self) -> None:
        """What is due now; raises Locked after what can be done without the server's keys."""
        if vault().locked:
            run_until_idle(WHILE_LOCKED)
            raise Locked
        bar = progress.Bar("Done", stream=progress.terminal())
        loops = [counted(loop, bar) for loop in LOOPS]
        done = run_until_idle(loops)
        if cosigning.wait():  # for an answer that is on its way, and what follows from it
            done += run_until_idle(loops)
        bar.close()
        self.stdout.write(f"{done} done.")

    def loops(self) -> tuple[Loop, ...]:
        """Those that can turn now; says it once when others begin and cease to wait."""
        locked = vault().locked
        if locked != self.waits:
            self.waits = locked
            self.stdout.write(WAITING if locked else "The server is unlocked; mail goes again.")
            self.stdout.flush()
        return WHILE_LOCKED if locked else LOOPS


@contextmanager
def mail_door() -> Iterator[None]:
    """Takes incoming mail while the worker works, where TOCSIN_LMTP says so."""
    if not settings.TOCSIN_LMTP:
        yield
        return
    where = lmtp.place(settings.TOCSIN_LMTP)
    door = lmtp.Door(where, mailbox.arrive, settings.TOCSIN_ALERT_MAIL)
    door.open()
    try:
        yield
    finally:
        door.close()
