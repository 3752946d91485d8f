"""The checker catches each fault that is planted in the running program."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine import engine
from tests.faults.conftest import Template
from tests.faults.crowd import Crowd
from tests.faults.rounds import Outcome, kills, under_load

ACKS = 40
PUBLISHED = 6  # times that the log grows while it is read, for a fault of every second reading
PATIENCE = 120  # seconds
# Where an engine is not named, the fault has nothing to do with it and is tried on SQLite.
FAULTS = {
    "sqlite": [
        "acknowledge before commit",
        "lost unique constraint",
        "retry without idempotency",
        "counted before it is confirmed",
        "old counts",
        "forgotten withdrawal",
        "mail marked before it is written",
        "double append",
        "stale checkpoint",
        "reordering",
    ],
    "postgresql": ["acknowledge before commit", "lost unique constraint"],
}[engine()]


def signs(outcome: Outcome) -> set[str]:
    """What the checker complains of."""
    verdict = outcome.verdict
    told = {
        "lost": verdict.lost,
        "doubled": verdict.doubled,
        "misfits": verdict.misfits,
        "without mail": outcome.unanswered,
    }
    return {name for name, found in told.items() if found}


EXPECTED = {
    "acknowledge before commit": "lost",
    "lost unique constraint": "doubled",
    "retry without idempotency": "misfits",
    "counted before it is confirmed": "misfits",
    "old counts": "misfits",
    "forgotten withdrawal": "misfits",
    "mail marked before it is written": "without mail",
    "double append": "doubled",
    "stale checkpoint": "misfits",
    "reordering": "misfits",
}


def log_grows(crowd: Crowd) -> str:
    """Goes on until the log's head has changed several times, each time for readers to see."""
    place, seen, end = crowd.world.home / "log" / "checkpoint", set[bytes](), time.monotonic()
    while len(seen) < PUBLISHED and time.monotonic() < end + PATIENCE:
        if place.exists():
            seen.add(place.read_bytes())
        time.sleep(0.2)
    return f"log published {len(seen)} times"


def happenings(fault: str) -> list[Callable[[Crowd], str]]:
    """What has to happen for the fault to show."""
    if fault == "stale checkpoint":
        return [log_grows]
    return kills(2, seed=2) if EXPECTED[fault] in {"lost", "without mail"} else []


@pytest.mark.parametrize("fault", FAULTS)
def test_the_checker_catches(fault: str, template: Template, place: Path) -> None:
    world = template.world(place, fault)
    outcome = under_load(world, place / "history", ACKS, happenings(fault), seed=2)
    assert EXPECTED[fault] in signs(outcome), outcome
