"""The long form: `make faults KILLS=500 CUTS=100 ACKS=100000`; prints how far it is.

Half of the kills and power cuts befall SQLite, half PostgreSQL, in worlds of at most 25 each; the
voices are spread over all of them. Ends with one line of figures, and exit code 1
where anything was lost, doubled or does not fit.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")


@dataclass
class Total:
    """What all rounds gave together."""

    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    misfits: int = 0
    others: int = 0
    reads: int = 0


def say(line: str) -> None:
    """At once, with the time since the beginning."""
    print(f"{time.monotonic() - BEGUN:7.0f} s {line}", flush=True)


BEGUN = time.monotonic()
PEOPLE = 24  # at once; more keep the machine no busier
ROUND = 25  # kills or cuts of one world; then a new one begins


def rounds(number: int) -> list[int]:
    """A number in parts of at most ROUND."""
    return [ROUND] * (number // ROUND) + ([number % ROUND] if number % ROUND else [])


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for one world."""
    folder = Path(tempfile.mkdtemp(prefix="tocsin_faults_"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def add(total: Total, name: str, found: object) -> None:
    """One more round; a fault is said at once."""
    from tests.faults.rounds import Outcome

    assert isinstance(found, Outcome)
    total.acknowledged += found.verdict.acknowledged
    total.lost += len(found.verdict.lost)
    total.doubled += len(found.verdict.doubled)
    total.misfits += len(found.verdict.misfits)
    total.others += len(found.unanswered) + len(found.gone)
    total.reads += found.verdict.reads
    say(f"{name}: {found}")


def on_sqlite(total: Total, kills: int, cuts: int, acks: int, seed: int) -> None:
    """One world whose database is a file; on a fragile disk where its power is to fail."""
    from tests.faults import rounds as play
    from tests.faults.power import Disk
    from tests.faults.world import World, copied, prepared

    with scratch() as folder:
        home = prepared(folder / "template")
        (folder / "world").mkdir()
        if not cuts:
            world = World(copied(home, folder / "world"))
            happen = play.kills(kills, seed)
            found = play.under_load(
                world, folder / "h", acks, happen, seed=seed, people=PEOPLE, say=say
            )
            add(total, f"SQLite, {kills} kills", found)
            return
        with Disk(folder / "world") as disk:
            world = play.on_disk(home, disk)
            happen = play.power_cuts(cuts, disk.cut, disk.start)
            found = play.under_load(
                world, folder / "h", acks, happen, seed=seed, people=PEOPLE, say=say
            )
        add(total, f"SQLite, {cuts} power cuts", found)


def on_postgresql(total: Total, kills: int, cuts: int, acks: int, seed: int) -> None:
    """One world on a server of its own."""
    from tests.faults import databases
    from tests.faults import rounds as play
    from tests.faults.world import World, prepared

    kind = databases.OnDisk if cuts else databases.Lasting
    with scratch() as folder, kind() as server:
        url = databases.create(server.url(), "tocsin")
        home = prepared(folder / "template", DATABASE_URL=url)
        happen = play.kills(kills, seed)
        if isinstance(server, databases.OnDisk):
            happen = play.power_cuts(cuts, server.cut, server.again)
        world = World(home, "", None, DATABASE_URL=url)
        found = play.under_load(
            world, folder / "h", acks, happen, seed=seed, people=PEOPLE, say=say
        )
    add(total, f"PostgreSQL, {kills} kills, {cuts} power cuts", found)


Engine = Callable[[Total, int, int, int, int], None]


def main() -> int:
    """All rounds; the exit code."""
    parser = argparse.ArgumentParser(prog="tests.faults.endurance")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--cuts", type=int, default=100)
    parser.add_argument("--acks", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    import django

    django.setup()
    total = Total()
    plan: list[tuple[Engine, int, int]] = []
    halves: list[tuple[Engine, int, int]] = [
        (on_sqlite, given.kills - given.kills // 2, given.cuts - given.cuts // 2),
        (on_postgresql, given.kills // 2, given.cuts // 2),
    ]
    for engine, kills, cuts in halves:
        plan += [(engine, number, 0) for number in rounds(kills)]
        plan += [(engine, 0, number) for number in rounds(cuts)]
    share = -(-given.acks // max(1, len(plan)))
    for at, (engine, kills, cuts) in enumerate(plan):
        engine(total, kills, cuts, share, given.seed + at)
    faults = total.lost + total.doubled + total.misfits + total.others
    say(
        f"acknowledged {total.acknowledged}, lost {total.lost}, doubled {total.doubled}; "
        f"{given.kills} kills, {given.cuts} power cuts, {total.reads} reads, "
        f"{total.misfits + total.others} other faults"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
