"""Ten floods, harder ones, and one that cannot be told from people; each with people among it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tests import cast
from tests.floods import crowd
from tests.floods.clock import Clock
from tests.floods.crowd import Act
from tests.floods.simulation import Outcome, Run
from tocsin.appeals.models import Appeal

HOUR = 3600.0
Maker = Callable[[random.Random, int, float], list[Act]]


@dataclass(frozen=True)
class Scenario:
    """`fakes` and `people` within `hours`."""

    name: str
    make: Maker
    fakes: int
    people: int
    hours: float = 3


SCENARIOS = [
    Scenario("one address", crowd.one_address, 2000, 500),
    Scenario("ten thousand addresses", crowd.many_addresses, 10_000, 500),
    Scenario("a catch-all domain", crowd.catch_all, 2000, 500),
    Scenario("500 throw-away domains", crowd.throw_away, 2000, 500),
    Scenario("dots and plus", crowd.variants, 1000, 200),
    Scenario("slow drip", crowd.drip, 288, 1000, hours=48),
    Scenario("stolen names", crowd.stolen, 200, 200),
    Scenario("one victim is bombed", crowd.bombed, 5000, 200),
    Scenario("replays", crowd.replayed, 1000, 200),
    Scenario("scraped forms", crowd.scraped, 2000, 500),
    Scenario("bought mailboxes", crowd.real_mailboxes, 500, 500),
    Scenario("ten thousand within an hour", crowd.many_addresses, 10_000, 500, hours=1),
    Scenario("250 throw-away domains", crowd.throw_away, 1000, 500),
    Scenario("forty domains", crowd.forty, 2000, 500),
    Scenario("forty domains, six hours later", crowd.forty_later, 2000, 500, hours=9),
]


def play(scenario: Scenario, clock: Clock, seed: int = 1, scale: float = 1.0) -> Outcome:
    """Needs an organisation's key; makes appeals of its own."""
    known = Appeal.objects.count()
    revisions = [cast.published(f"FA-{known + n:02d}-2026") for n in range(1, 4)]
    dice = random.Random(f"{seed} {scenario.name}")  # noqa: S311 - the same crowd each time
    seconds = scenario.hours * HOUR
    fakes = scenario.make(dice, max(int(scenario.fakes * scale), 1), seconds)
    people = crowd.people(dice, max(int(scenario.people * scale), 1), seconds)
    return Run(revisions, clock, timedelta(hours=min(scenario.hours, 3))).go(fakes + people)
