"""Deaths of machines, and of the database's first server, while many sign.

    python -m tests.cluster.rounds --acks 200 --kills 8 --failovers 3

tells the outcome of a long run; the tests of this folder are the short ones.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django

from tests.cluster.machines import Cluster
from tests.cluster.replicas import Copied, Replica, url
from tests.cluster.template import DATABASE, Template, prepared_once
from tests.faults.crowd import Crowd
from tests.faults.rounds import under_load

MORE = 6  # that are acknowledged while nothing reaches the replica
MOMENT = 1.0  # seconds in which somebody would be acknowledged, if anybody were
Happening = Callable[[Crowd], str]


def deaths(cluster: Cluster, number: int, seed: int = 0) -> list[Happening]:
    """Any machine is killed with signal 9, and starts again."""
    chance = random.Random(seed)  # noqa: S311 - a test's dice

    def die(_crowd: Crowd) -> str:
        name = chance.choice(sorted(cluster.machines))
        cluster.kill(name)
        cluster.start(name)
        return f"{name} was killed"

    return [die] * number


@dataclass
class Ground:
    """A server, its replica, and the machines that work on whichever takes writes."""

    first: Copied
    second: Replica
    cluster: Cluster
    waits: bool
    at_the_break: int = 0
    at_the_death: int = 0
    pause: float = 0.0
    holds: bool = False
    lost: int = 0

    def fail_over(self, crowd: Crowd) -> str:
        """The line to the replica breaks, then the first server dies; the replica is promoted.

        Notes how many were acknowledged when it broke and when it died, and for how many seconds
        nobody was acknowledged after the death.
        """
        self.first.cut_off()
        self.at_the_break = crowd.acknowledged
        if self.waits:
            crowd.ended.wait(MOMENT)
        else:
            crowd.until(self.at_the_break + MORE)
        self.first.crash()
        died = time.monotonic()
        self.at_the_death = crowd.acknowledged
        self.second.promote()
        crowd.new_clerk()
        crowd.until(self.at_the_death + 1)
        self.pause = time.monotonic() - died
        return "promoted"


@contextmanager
def ground(
    template: Template, folder: Path, webs: int, workers: int, *, waits: bool
) -> Iterator[Ground]:
    """With `waits` no commit is answered before the replica has it."""
    with template.server() as first, Replica(first) as second:
        first.wait_for(second if waits else None)
        settings = {"DATABASE_URL": url([first, second], DATABASE)}
        cluster = Cluster(template.shared(folder / "shared"), folder, webs, workers, **settings)
        yield Ground(first, second, cluster, waits)


def long(template: Template, folder: Path, acks: int, kills: int, *, waits: bool) -> Ground:
    """One failover in the middle of deaths; tells what came of it."""
    with ground(template, folder, 3, 2, waits=waits) as here:
        killing = deaths(here.cluster, kills)
        middle = kills // 2
        happenings = [*killing[:middle], here.fail_over, *killing[middle:]]
        found = under_load(here.cluster, folder / "history", acks, happenings)
    how = "each commit waits for the replica" if waits else "no commit waits for the replica"
    print(f"3 webs, 2 workers, {kills} kills, 1 failover; {how}:\n  {found}", flush=True)
    print(f"  nobody was acknowledged for {here.pause:.1f} s", flush=True)
    here.holds = found.holds
    here.lost = len(found.verdict.lost)
    return here


def main() -> None:
    """The command line."""
    reader = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    reader.add_argument("--acks", type=int, default=200, help="of each round")
    reader.add_argument("--kills", type=int, default=8, help="of each round")
    reader.add_argument("--failovers", type=int, default=3, help="rounds")
    chosen = reader.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")
    django.setup()
    with tempfile.TemporaryDirectory() as name, prepared_once(Path(name) / "template") as template:
        rounds = [
            long(template, Path(name) / str(at), chosen.acks, chosen.kills, waits=True)
            for at in range(chosen.failovers)
        ]
        control = long(template, Path(name) / "control", chosen.acks, chosen.kills, waits=False)
    sys.exit(0 if all(one.holds for one in rounds) and control.lost else 1)


if __name__ == "__main__":
    main()
