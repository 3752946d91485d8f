"""Web, worker and clerk are killed with signal 9 while many sign: nothing lost, nothing doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.conftest import Template
from tests.faults.rounds import kills, under_load
from tests.faults.world import World

KILLS, ACKS = 4, 60  # `make faults` has the long form


def test_nothing_is_lost_or_doubled_by_kills(template: Template, place: Path) -> None:
    world = template.world(place)
    outcome = under_load(world, place / "history", ACKS, kills(KILLS, seed=1), seed=1)
    assert outcome.holds, outcome
    assert outcome.verdict.acknowledged >= ACKS
    assert outcome.verdict.reads > 0


def test_what_ends_the_clerk_is_told_in_the_log_and_not_among_the_results(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path / "nowhere", DATABASE_URL="")
    clerk = world.clerk()
    assert not clerk.enter("somebody@example.org")
    clerk.kill()
    assert capfd.readouterr().err == ""
    assert "Traceback" in world.log.read_text("utf-8")
