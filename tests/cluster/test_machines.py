"""Several webs and workers on one folder, with a database whose first server dies for good."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cluster.rounds import MORE, deaths, ground
from tests.cluster.template import Template
from tests.faults.crowd import Crowd
from tests.faults.rounds import under_load
from tests.faults.world import World

ACKS, DEATHS = 24, 2
FEWER = 12  # for the control
PEOPLE = 8  # each of whom may have had one answer on its way when the line broke


def doctor(world: World) -> dict[str, str]:
    """What it says of this machine's place among the others."""
    try:
        said = world.ask("tocsin", "doctor", "--json")
    except RuntimeError as wrong:  # exit code 1: something is to be mended
        said = str(wrong)
    assert said.startswith("["), said
    found, _end = json.JSONDecoder().raw_decode(said)  # after it comes what went to standard error
    return {one["about"]: one["remedy"] for one in found}


def test_machines_die_and_a_promoted_replica_holds_all_that_was_acknowledged(
    template: Template, tmp_path: Path
) -> None:
    remedies: list[dict[str, str]] = []
    with ground(template, tmp_path, webs=3, workers=2, waits=True) as here:

        def consult(_crowd: Crowd) -> str:
            # A machine that was set up with a copy of the folder; the workers use the shared one.
            home = template.shared(tmp_path / "alone")
            remedies.append(doctor(World(home, "", None, **here.cluster.settings)))
            return "asked the doctor"

        happenings = [consult, *deaths(here.cluster, DEATHS), here.fail_over]
        found = under_load(here.cluster, tmp_path / "history", ACKS, happenings, people=PEOPLE)
    assert found.holds, found
    assert found.verdict.acknowledged >= ACKS
    assert here.at_the_death - here.at_the_break <= PEOPLE
    (told,) = remedies
    assert told["database"] == ""
    assert "lacks keys that this database was made with" in told["server's own keys"]
    worker = next(remedy for about, remedy in told.items() if about.startswith("worker on "))
    assert "TOCSIN_HOME name the one shared folder" in worker


def test_where_no_commit_waits_for_the_replica_the_checker_finds_what_is_lost(
    template: Template, tmp_path: Path
) -> None:
    with ground(template, tmp_path, webs=1, workers=1, waits=False) as here:
        found = under_load(here.cluster, tmp_path / "history", FEWER, [here.fail_over])
    assert here.at_the_death >= here.at_the_break + MORE
    assert len(found.verdict.lost) >= MORE // 2, found
