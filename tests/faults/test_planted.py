"""The checker catches each fault that is planted in the running program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine import engine
from tests.faults.conftest import Template
from tests.faults.rounds import Outcome, kills, under_load

ACKS = 40
LONGER = {"stale checkpoint": 160}  # the log is published once a second: let it grow
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


@pytest.mark.parametrize("fault", FAULTS)
def test_the_checker_catches(fault: str, template: Template, place: Path) -> None:
    world = template.world(place, fault)
    killed = kills(2, seed=2) if EXPECTED[fault] in {"lost", "without mail"} else []
    outcome = under_load(world, place / "history", LONGER.get(fault, ACKS), killed, seed=2)
    assert EXPECTED[fault] in signs(outcome), outcome
