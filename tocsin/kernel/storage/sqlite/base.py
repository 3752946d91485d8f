"""SQLite as Django has it, but for how a transaction waits for its turn.

Whoever waits is told nothing when the other is done: SQLite looks again, more and more seldom, up
to a tenth of a second apart. So a process that writes one thing after the other keeps the others
out for seconds: while the worker mailed, nobody could sign. Here it is looked at thousands of times
a second, and never twice after the same span, or two who write keep step and one is always late.
"""

from __future__ import annotations

import select
import sqlite3
import time
from random import random

from django.db.backends.sqlite3 import base

from tocsin.kernel.full_disk import PRIMARY

APART = 0.0005  # seconds between two looks, at most


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection; `timeout` of its options is how many seconds a transaction waits at most."""

    def _start_transaction_under_autocommit(self) -> None:
        patience, mode = (self.settings_dict["OPTIONS"][n] for n in ("timeout", "transaction_mode"))
        with self.wrap_database_errors:
            self._look_for(0)
            try:
                self._begin(mode, time.monotonic() + patience)
            finally:
                self._look_for(patience)

    def _begin(self, mode: str, end: float) -> None:
        while True:
            try:
                self.connection.execute(f"BEGIN {mode}")
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & PRIMARY == sqlite3.SQLITE_BUSY
                if not is_busy or time.monotonic() > end:
                    raise
                _pause(APART * random())  # noqa: S311 - keeps no secret
            else:
                return

    def _look_for(self, seconds: float) -> None:
        self.connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


def _pause(seconds: float) -> None:
    """Goes by no clock, as time.sleep does, which fails where the clock of a test jumps."""
    select.select((), (), (), seconds)
