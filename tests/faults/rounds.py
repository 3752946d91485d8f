"""Rounds of faults under load, short for each run of the tests and long for `make faults`."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.crowd import Crowd
from tests.faults.history import COUNT, HEAD, WITHDRAW, Verdict, check, check_heads
from tests.faults.power import Disk
from tests.faults.public import PublicLog
from tests.faults.world import World, copied
from tocsin.kernel.tlog.verify import Invalid

Say = Callable[[str], None]


def silent(_line: str) -> None:
    """Nobody listens."""


@dataclass
class Outcome:
    """The verdict; who has no mail when all is settled; whose link did not work."""

    verdict: Verdict
    unanswered: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Nothing lost, nothing doubled, everybody answered."""
        return self.verdict.holds and not self.unanswered and not self.gone

    def __str__(self) -> str:
        without = "".join(f"\n  {one} has no mail" for one in self.unanswered[:10])
        told = f"without mail {len(self.unanswered)}, dead links {len(self.gone)}"
        return f"{self.verdict}, {told}{without}"


def outcome(world: World, crowd: Crowd) -> Outcome:
    """What is left when all are dead and what was due is done."""
    crowd.go_home()
    world.kill()
    stuck = ""
    try:
        world.ask("tests.faults.started", "settle")
    except RuntimeError as error:
        stuck = str(error).strip().splitlines()[-1]
    events = crowd.events()
    asked = {event.token for event in events if event.op in {COUNT, WITHDRAW}}
    database, leaves = world.kept(asked)
    try:
        log = PublicLog(world.home / "log")
    except Invalid as error:
        verdict = check(events, [database])
        verdict.misfits.append(f"log: {error}")
    else:
        verdict = check(events, [database, log.kept(leaves | crowd.promises)])
        heads = [event for event in events if event.op == HEAD]
        verdict.misfits += check_heads(heads, log.roots(event.value for event in heads))
    verdict.misfits += [f"what was due cannot be done: {stuck}"] if stuck else []
    return Outcome(verdict, crowd.unanswered(), crowd.gone)


def under_load(
    world: World,
    folder: Path,
    acks: int,
    happenings: Sequence[Callable[[Crowd], str]],
    *,
    seed: int = 0,
    people: int = 8,
    say: Say = silent,
) -> Outcome:
    """What happens, at random moments spread over `acks` acknowledgements."""
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    with world, Crowd(world, folder, seed, people=people) as crowd:
        for at, happen in enumerate(happenings, start=1):
            crowd.until(acks * at // (len(happenings) + 1))
            crowd.ended.wait(chance.uniform(0, 0.2))
            what = happen(crowd)
            say(f"{at:4}  {what:24} acknowledged {crowd.acknowledged}")
        crowd.until(acks)
        return outcome(world, crowd)


def kills(number: int, seed: int = 0) -> list[Callable[[Crowd], str]]:
    """Web, worker, both, or somebody who enters paper, killed with signal 9."""
    chance = random.Random(f"kills {seed}")  # noqa: S311 - a test's dice
    choice = [("web",), ("worker",), ("web", "worker"), ()]

    def kill(crowd: Crowd) -> str:
        which = chance.choice(choice)
        if which:
            crowd.world.kill(*which)
            crowd.world.start(*which)
        else:
            crowd.new_clerk()
        return "killed " + " and ".join(which or ["clerk"])

    return [kill] * number


def power_cuts(
    number: int, cut: Callable[[], None], start: Callable[[], None]
) -> list[Callable[[Crowd], str]]:
    """The machine is off, and starts again."""

    def fail(crowd: Crowd) -> str:
        cut()
        crowd.world.kill()
        start()
        crowd.world.start()
        crowd.new_clerk()
        return "power cut"

    return [fail] * number


def on_disk(home: Path, disk: Disk, fault: str = "", **settings: str) -> World:
    """A world whose data folder lies on the disk whose power may fail."""
    return World(copied(home, disk.mount), fault, disk.store.parent / "said", **settings)
