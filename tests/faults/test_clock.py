"""The system's clock is wrong, and jumps. Needs libfaketime (tests/run installs it)."""

from __future__ import annotations

from pathlib import Path

from tests.faults.conftest import Template
from tests.faults.crowd import LINK, Crowd, request
from tests.faults.rounds import under_load
from tests.faults.world import APPEAL, World

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
STEPS = ["-1d", "+400d", "+0"]
LAZY = {"FAKETIME_CACHE_DURATION": "1"}  # how often the clock's file is read, in seconds
AT_ONCE = {"FAKETIME_NO_CACHE": "1"}


class Clock:
    """A clock for all processes of a world, by libfaketime."""

    def __init__(self, place: Path) -> None:
        self.file = place / "clock"
        self.turn("+0")

    def turn(self, step: str) -> str:
        """How far it is from the right time from now on."""
        self.file.write_text(step + "\n", "ascii")
        return f"clock {step}"

    def of(self, world: World, **how: str) -> World:
        """The world goes by it; what only measures how long something takes goes on."""
        world.settings |= {
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            **how,
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        return world


def test_a_clock_that_jumps_loses_and_doubles_nothing(template: Template, place: Path) -> None:
    clock = Clock(place)

    def jump(step: str) -> object:
        return lambda _crowd: clock.turn(step)

    def jumping(at: int, _crowd: Crowd) -> str:
        return clock.turn(STEPS[at])

    steps = [lambda crowd, at=at: jumping(at, crowd) for at in range(len(STEPS))]
    found = under_load(
        clock.of(template.world(place), **LAZY), place / "history", 40, steps, seed=4
    )
    assert found.verdict.holds, found


def test_a_link_that_a_wrong_clock_takes_for_old_is_explained(
    template: Template, place: Path
) -> None:
    clock = Clock(place)
    world = clock.of(template.world(place), **AT_ONCE)
    form = {"name": "Some Person", "email": "late@example.org", "country": "SE"}
    with world.start("web"):
        assert request(world, f"/{APPEAL}/sign/", form | {"choice": "counted"})[0] == 302
        world.ask("tests.faults.started", "settle")
        mail = next((world.home / "outbox").glob("*.eml")).read_bytes()
        found = LINK.search(mail)
        assert found is not None
        path = f"/{APPEAL}/confirm/{found.group(1).decode()}/"
        clock.turn("+400d")
        status, page = request(world, path, {})
        assert status == 410
        assert "Sign again, and you get a new one." in page.decode()
        clock.turn("+0")
        assert request(world, path, {})[0] == 200
        world.kill()
    assert len(world.kept(["late@example.org"])[0].positions("late@example.org")) == 1
