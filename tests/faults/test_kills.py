"""Web, worker and clerk are killed with signal 9 while many sign: nothing lost, nothing doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import crowd
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


def test_where_nothing_goes_on_it_is_said_where_each_thread_stood(
    template: Template, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "LONGEST", 0.5)
    world = template.world(place).start("web")
    with (
        world,
        crowd.Crowd(world, place / "history", people=1) as one,
        pytest.raises(RuntimeError, match="nothing goes on") as stopped,
    ):
        one.until(1)
    assert "Fatal Python error: Aborted" in str(stopped.value)
    assert "tocsin/door/writer.py" in str(stopped.value)


def test_what_ends_the_clerk_is_told_in_the_log_and_not_among_the_results(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path / "nowhere", DATABASE_URL="")
    clerk = world.clerk()
    assert not clerk.enter("somebody@example.org")
    clerk.kill()
    assert capfd.readouterr().err == ""
    assert "Traceback" in world.log.read_text("utf-8")
