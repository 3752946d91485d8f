"""Signing, confirming, a page and the tally with millions of signatures, beside an empty database.

Each has a data folder, and they take each other's place from round to round; 100,000 appeals are in
the archive of the grown one. What was acknowledged is looked for in its database.
"""

from __future__ import annotations

import shutil
import statistics
from pathlib import Path

from tests.bench import soak, tally
from tests.bench.door import Bench
from tests.bench.frame import Row
from tests.bench.served import APPEAL, Figures, surroundings
from tests.bench.stage import LARGEST, checkpoints, entries, signatures

APPEALS = 100_000
STEPS = (1_000_000, LARGEST)
ASKED = ("sign", "confirm", "page")
AIM = "within 10 % of the empty database"


def fill(number: int, appeals: int = 0, there: int = 0) -> None:
    """As many signatures and entries of the log until there are so many; appeals in the archive."""
    from tests.bench import search
    from tocsin.kernel.transparency import ledger
    from tocsin.publishing.logged import subject
    from tocsin.publishing.models import Revision

    revision = Revision.objects.select_related("appeal").get(appeal__document_id=APPEAL)
    last = ledger.latest()
    if appeals:
        search.fill(appeals, revision)
    signatures(revision, number - there, seed=number)
    entries(subject(APPEAL), number - there, number, last.size if last else 0)
    checkpoints()


class Shelf:
    """Two data folders that begin alike; the one that is shown lies where the server looks."""

    def __init__(self, home: Path) -> None:
        self.home, self.shown = home, "empty"
        _hung_up()
        shutil.copytree(home, self._aside("grown"))

    def _aside(self, name: str) -> Path:
        return self.home.with_name(name)

    def show(self, name: str) -> None:
        """From now on it is this one."""
        if name != self.shown:
            _hung_up()
            self.home.rename(self._aside(self.shown))
            self._aside(name).rename(self.home)
            self.shown = name


def _hung_up() -> None:
    from django.db import connections

    connections.close_all()


def rows(quick: bool) -> list[Row]:
    """A million first, then as many as ever; the empty one beside both."""
    part, rounds, seconds = (100, 1, 1) if quick else (1, 3, 4)
    made: list[Row] = []
    with surroundings("sqlite") as folder:
        _first()
        shelf, there = Shelf(folder / "home"), 0
        made += tally.rows(0)
        for step in STEPS:
            number = step // part
            shelf.show("grown")
            fill(number, 0 if there else APPEALS // part, there)
            there = number  # and what the rounds before signed besides
            made += _compared(shelf, folder, number, rounds, seconds)
            made += tally.rows(number)
            made += _memory(shelf, number, 4.0 if quick else 60.0)
    return made


def _first() -> None:
    """One voice, so that both folders have the same keys."""
    from tests.signing.people import sign_and_confirm
    from tocsin.publishing.models import Revision

    sign_and_confirm(Revision.objects.get(), "Ada Lind", "ada@example.org", inform=True)


def _compared(shelf: Shelf, folder: Path, number: int, rounds: int, seconds: int) -> list[Row]:
    benches = {name: Bench(seconds, folder, ASKED) for name in ("empty", "grown")}
    for at in range(rounds):
        for name, bench in benches.items():
            shelf.show(name)
            bench.round(number * 10 + at)  # other mailboxes each time
    empty, grown = (benches[name].found for name in ("empty", "grown"))
    whose = f"{number:,} signatures"
    return [
        Row(f"{what}, a second, {whose}", *_beside(grown[what], empty[what]), AIM) for what in ASKED
    ]


def _beside(grown: Figures, empty: Figures) -> tuple[str, str]:
    pairs = zip(grown.rate, empty.rate, strict=True)
    ratio = statistics.median(mine / max(theirs, 1) for mine, theirs in pairs)
    (ours, slow), (there, slow_there) = (
        (statistics.median(one.rate), statistics.median(one.p99)) for one in (grown, empty)
    )
    return (
        f"{ours:,.0f} (p99 {slow:.0f} ms)",
        f"empty: {there:,.0f} (p99 {slow_there:.0f} ms); ratio {ratio:.2f}",
    )


def _memory(shelf: Shelf, number: int, seconds: float) -> list[Row]:
    """Of both folders, after a minute of readers who sign and confirm."""
    found = {}
    for name in ("empty", "grown"):
        shelf.show(name)
        _hung_up()
        samples, _asked = soak.soaked(shelf.home, seconds, seconds / 2, f"m{number}x{name}")
        found[name] = samples[-1]
    grown, empty = found["grown"], found["empty"]
    return [
        Row(
            f"memory after a minute of readers, {number:,} signatures",
            f"web {grown.web:.0f} MB, worker {grown.worker:.0f} MB",
            f"empty: web {empty.web:.0f} MB, worker {empty.worker:.0f} MB",
            "≤ 200 MB each",
        )
    ]
