"""Signing and confirming while the worker mails and keeps the log, beside the web alone.

    python -m tests.bench storm

The web has core 0 as in `tests.bench.door`; the worker, Debian's smtp-sink and wrk share core 1.
Both write to one SQLite file, and each mail, receipt and entry of the log is due at once.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests.bench.door import door
from tests.bench.frame import Row
from tests.bench.mail import sink
from tests.bench.served import (
    APPEAL,
    CLIENT,
    CONFIRM,
    SIGN,
    counted,
    kept,
    loaded,
    running,
    surroundings,
    tokens,
)
from tests.bench.soak import worker
from tests.ports import free_port

Told = dict[str, float]
MAILED = {"sign": "links", "confirm": "receipts"}
AIM = {"sign": "mails no slower than signatures come in", "confirm": ""}


@contextmanager
def working() -> Iterator[None]:
    """The worker, with what it mails to."""
    with sink() as port:
        os.environ["TOCSIN_SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        with worker(CLIENT):
            time.sleep(3)  # until it has begun
            yield


class Storm:
    """What wrk said, by what was asked and who was there, and how long the queue took to empty."""

    def __init__(self, folder: Path, seconds: int) -> None:
        self.folder, self.seconds = folder, seconds
        self.found: dict[tuple[str, bool], list[Told]] = {}
        self.emptied: dict[str, list[float]] = {"sign": [], "confirm": []}

    def round(self, number: int) -> None:
        """Each kind alone and beside the worker."""
        for beside in (False, True):
            mark = f"{number}{'b' if beside else 'a'}"
            links = self.folder / "links"
            tokens(3000 * self.seconds, f"c{mark}x", links)
            self._ask("confirm", beside, counted, "/", CONFIRM, str(links))
            self._ask("sign", beside, kept, f"/{APPEAL}/sign/", SIGN, f"s{mark}")

    def _ask(
        self,
        what: str,
        beside: bool,
        number: Callable[[], int],
        path: str,
        script: str,
        word: str,
    ) -> None:
        before, port = number(), free_port()
        with running(door(port), port), working() if beside else nullcontext():
            told, good = loaded(f"http://127.0.0.1:{port}{path}", self.seconds, script, word)
            if beside:
                self.emptied[what].append(_until_empty())
        if number() - before < good:
            sys.exit(f"{what}: {good} were acknowledged, {number() - before} are there")
        self.found.setdefault((what, beside), []).append(told)
        print(what, "beside the worker" if beside else "alone", told, file=sys.stderr, flush=True)

    def middle(self, what: str, name: str, *, beside: bool) -> float:
        """The median of the rounds."""
        return statistics.median(one[name] for one in self.found[what, beside])

    def row(self, what: str) -> Row:
        """Both, and what one is of the other; when all was mailed that it had to."""
        said = [
            "{:,.0f} (p50 {:.0f} ms, p99 {:.0f} ms, at most {:.0f} ms)".format(
                *(self.middle(what, name, beside=beside) for name in ("rate", "p50", "p99", "max"))
            )
            for beside in (True, False)
        ]
        ratio = self.middle(what, "rate", beside=True) / self.middle(what, "rate", beside=False)
        left = statistics.median(self.emptied[what])
        mailed = f"; all {MAILED[what]} mailed {left:.1f} s after {self.seconds} s of it"
        alone = f"the web alone: {said[1]}; ratio {ratio:.2f}"
        return Row(f"{what}, a second, while the worker works", said[0] + mailed, alone, AIM[what])


def _until_empty() -> float:
    """Seconds until no mail waits and no receipt."""
    from django.db import connections

    from tocsin.kernel.mail.outbox import Mail
    from tocsin.signing.models import Receipt

    began = time.monotonic()
    while Mail.objects.filter(state__in=("waiting", "sending")).exists() or (
        Receipt.objects.exists()
    ):
        time.sleep(0.1)
    taken = time.monotonic() - began
    connections.close_all()
    return taken


def rows(quick: bool) -> list[Row]:
    """A row for each kind."""
    rounds, seconds = (1, 2) if quick else (3, 8)
    os.environ["TOCSIN_LOG_MINUTES"] = "0"
    os.environ["TOCSIN_SLOW_MINUTES"] = "0"  # one network sends all of them, and is slow by rights
    with surroundings("sqlite") as folder:
        storm = Storm(folder, seconds)
        for number in range(rounds):
            storm.round(number)
    return [storm.row("sign"), storm.row("confirm")]
