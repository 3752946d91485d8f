"""Domains that bring several voices each; whether they bring far more than they did before.

Looks at what it is given and asks nobody: `waves` reads the voices, and acts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

BIN = timedelta(minutes=10)
BINS = 18  # what is usual: three hours

LEAST = 30  # voices in ten minutes; fewer are no wave
SPREAD = 6 * 1.4826  # six standard deviations, told by the median of deviations (MAD)
CROWD = 3  # voices of a domain within three hours; of most small domains there is one
FEW = 5  # voices of a domain within three hours; who has more is judged apart from who has not
LARGE = 20
SHARE = 0.2  # of all that was confirmed in these ten minutes

SMALL = "A wave from new domains with a few voices each, seen by the program."
NEW = "A wave from new domains with several voices each, seen by the program."
OLD = "A wave from domains that had voices here before, seen by the program."


@dataclass(frozen=True)
class Voices:
    """Those of one minute and domain that are alike in what is looked at; how many.

    `waits` are those held back for their domain in a batch for which nobody has proposed anything.
    """

    domain: bytes
    at: datetime
    quick: bool
    counts: bool
    number: int = 1
    waits: bool = False


Crowds = dict[bytes, list[Voices]]  # by domain


def found(voices: Iterable[Voices], usual: Collection[bytes]) -> Crowds:
    """Voices of domains that are not usual and have several of them, by domain."""
    every: Crowds = {}
    for one in voices:
        if one.domain and one.domain not in usual:
            every.setdefault(one.domain, []).append(one)
    return {domain: some for domain, some in every.items() if number(some) >= CROWD}


def number(some: Iterable[Voices]) -> int:
    """How many voices they are."""
    return sum(one.number for one in some)


def bins(voices: Iterable[Voices], now: datetime) -> list[int]:
    """How many there were in each ten minutes, the last ones first."""
    told = Counter[int]()
    for one in voices:
        told[int((now - one.at) / BIN)] += one.number
    return [told[at] for at in range(BINS)]


def is_wave(numbers: list[int]) -> bool:
    """Whether the last ten minutes are far above the others (median and MAD), and many."""
    last, before = numbers[0], numbers[1:]
    usual = median(before)
    spread = median(abs(one - usual) for one in before)
    return last >= max(LEAST, usual + SPREAD * max(spread, 1))


def seen(some: Collection[Voices], now: datetime, *, is_old: bool = False) -> list[int]:
    """How many of one domain were a crowd in each ten minutes, as it looked then.

    Before its third voice a domain is none, unless it had some before these three hours: else a
    flood of many domains would be what is usual as soon as it could be seen. The last ones are all
    that came, the others only those that count still.
    """
    every, usual = bins(some, now), bins((one for one in some if one.counts), now)
    told, up_to_then = [0] * BINS, CROWD if is_old else 0
    for at in reversed(range(BINS)):
        up_to_then += every[at]
        told[at] = usual[at] if up_to_then >= CROWD else 0
    told[0] = bins((one for one in some if one.counts or one.waits), now)[0]
    return told


def last(voices: Iterable[Voices], now: datetime) -> int:
    """How many of some voices were counted in the last ten minutes, and count still."""
    return bins((one for one in voices if one.counts), now)[0]


def stand_out(
    crowds: Crowds, of_all: int, now: datetime, old: Collection[bytes] = frozenset()
) -> bool:
    """Whether they are a wave together, and a good part of the last ten minutes.

    `of_all` are everybody's of these that count. What is held back of others is no part of it: a
    wave could hide in another one.
    """
    each = [seen(some, now, is_old=domain in old) for domain, some in crowds.items()]
    numbers: list[int] = [sum(one) for one in zip(*each, strict=True)] or [0] * BINS
    if not is_wave(numbers):
        return False
    others = of_all - last((one for some in crowds.values() for one in some), now)
    return numbers[0] >= SHARE * (others + numbers[0])


def parts(crowds: Crowds, old: Collection[bytes]) -> dict[str, Crowds]:
    """The same apart: domains that had voices before these three hours, large ones, small ones."""
    told: dict[str, Crowds] = {}
    for domain, some in crowds.items():
        part = OLD if domain in old else SMALL if number(some) <= FEW else NEW
        told.setdefault(part, {})[domain] = some
    return told


def made(
    apart: dict[str, Crowds], of_all: int, now: datetime, old: Collection[bytes]
) -> dict[str, Crowds]:
    """The parts without which the others are no wave: the one that brings most, then the next.

    So whoever brings a wave in one part has no more voices counted in the others than whoever
    brings none.
    """
    rest, taken = dict(apart), dict[str, Crowds]()
    while stand_out(_together(rest), of_all, now, old):
        most = max(rest, key=lambda name: sum(seen(some, now)[0] for some in rest[name].values()))
        taken[most] = rest.pop(most)
        of_all -= last((one for some in taken[most].values() for one in some), now)
    return taken


def _together(apart: dict[str, Crowds]) -> Crowds:
    return {domain: some for part in apart.values() for domain, some in part.items()}
