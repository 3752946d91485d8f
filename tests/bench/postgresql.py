"""The door on PostgreSQL, all of which has the server's core too, flushing at each commit.

`tests.bench.door` is the same on SQLite; one process can know one engine alone.
"""

from __future__ import annotations

import argparse
import os
from statistics import median

from tests.bench import door
from tests.bench.frame import Row
from tests.bench.served import SERVER

ASKED = ("empty POST", "sign", "sealing alone", "writing alone", "confirm")


def rows(quick: bool) -> list[Row]:
    """Signing and confirming a second."""
    os.sched_setaffinity(0, {int(SERVER)})  # for what is started here; the client has its own
    rounds, seconds = (1, 1) if quick else (3, 4)
    asked = argparse.Namespace(engine="postgresql", rounds=rounds, seconds=seconds, only=ASKED)
    found = door.measured(asked).found
    rate = {name: median(one.rate) for name, one in found.items()}
    parts = ("empty POST", "sealing alone", "writing alone")
    series = 1 / sum(1 / rate[name] for name in parts)
    beside = "; ".join(f"{name} {rate[name]:,.0f}" for name in parts)
    beside += f"; the three in series allow {series:,.0f}: {rate['sign'] / series:.0%}"
    return [
        Row("sign, a second, PostgreSQL", door.told(found["sign"]), beside, "≥ 70 % of the series"),
        Row("confirm, a second, PostgreSQL", door.told(found["confirm"])),
    ]
