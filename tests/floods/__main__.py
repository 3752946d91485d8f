"""Prints what becomes of fakes and of people in each scenario.

    python -m tests.floods [--scale 0.1] [--seed 1] [--only "slow drip"] [--engine postgresql]

The real moves with a clock that jumps; some minutes for all.
"""

from __future__ import annotations

import argparse

from tests.bench.mail import surroundings

HEAD = (
    "| scenario | fakes | counted | held back | mails to fakes | most to one | "
    "people | refused | delayed | without script | no mail | held back |"
)


def main() -> None:
    """Reads the arguments, plays, prints a table."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--scale", type=float, default=1.0)
    read.add_argument("--seed", type=int, default=1)
    read.add_argument("--only", default="")
    read.add_argument("--engine", default="sqlite", choices=["sqlite", "postgresql"])
    asked = read.parse_args()
    with surroundings(asked.engine):
        _print(asked.scale, asked.seed, asked.only)


def _print(scale: float, seed: int, only: str) -> None:
    from django.db import connection

    from tests import cast
    from tests.floods.clock import set_by_hand
    from tests.floods.scenarios import SCENARIOS, play

    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=OFF")  # nothing here has to last
    cast.signing_key()
    print(HEAD)
    print("|---" * HEAD.count(" | ") + "|---|")
    for scenario in SCENARIOS:
        if only in scenario.name:
            with set_by_hand() as clock:
                told = play(scenario, clock, seed, scale)
            cells = [
                scenario.name,
                told.fakes,
                told.fakes_counted,
                told.fakes_held,
                told.fake_mails,
                told.most_mails,
                told.people,
                told.refused,
                told.delayed,
                told.scriptless,
                told.unmailed,
                told.people_held,
            ]
            print("| " + " | ".join(map(str, cells)) + " |", flush=True)


if __name__ == "__main__":
    main()
