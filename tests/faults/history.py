"""What clients did and were told, and whether what is kept afterwards fits it.

Each client writes its own file, one line for each request: what was asked of which voice, when it
was sent, when the answer came, and what it said. `unknown` is an answer that never came: the
request may have been done or not. Times are of one monotonic clock.

A voice is counted by any number of requests (a repeated click, a second link, a line of paper)
and may be withdrawn by a later one, after which it does not come back. Linear, but for sorting.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

OK, UNKNOWN = "ok", "unknown"
COUNT, WITHDRAW, READ, SEEN, HEAD = "count", "withdraw", "read", "seen", "head"
NEVER = float("inf")


@dataclass(frozen=True)
class Event:
    """One request. `value`: what was read (READ), a place (SEEN), the size of the log (HEAD)."""

    op: str
    token: str
    t_invoke: float
    t_return: float
    result: str = OK
    value: int = 0
    root: str = ""


class Book:
    """A client's own file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, event: Event) -> None:
        """One line, whole."""
        os.write(self._out, json.dumps(asdict(event)).encode() + b"\n")

    def close(self) -> None:
        """No more is written."""
        os.close(self._out)


def read(paths: Iterable[Path]) -> Iterator[Event]:
    """All events of all clients."""
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            yield Event(**json.loads(line))


class Keeper(Protocol):
    """The database, or the public log: where voices are kept. A log does not forget."""

    name: str
    forgets: bool
    total: int

    def positions(self, token: str) -> Sequence[int]:
        """Each place at which the voice is counted."""


@dataclass
class Rows:
    """A keeper made of a table: which voice is counted where."""

    name: str
    places: Mapping[str, Sequence[int]]
    total: int
    forgets: bool = True

    def positions(self, token: str) -> Sequence[int]:
        """Each place at which the voice is counted."""
        return self.places.get(token, ())


@dataclass
class Verdict:
    """Figures, and each fault in a line."""

    acknowledged: int = 0
    unknown: int = 0
    reads: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    misfits: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Nothing lost, nothing doubled, and everything that was read fits."""
        return not (self.lost or self.doubled or self.misfits)

    def __str__(self) -> str:
        told = f"acknowledged {self.acknowledged}, lost {len(self.lost)}, "
        told += f"doubled {len(self.doubled)}, unknown {self.unknown}, reads {self.reads}, "
        faults = [*self.lost, *self.doubled, *self.misfits]
        return told + f"misfits {len(self.misfits)}" + "".join(f"\n  {one}" for one in faults[:10])


@dataclass
class Voice:
    """What is known of one voice: when it was first asked for, first counted, withdrawn."""

    asked: float = NEVER
    counted: float = NEVER
    withdrawing: float = NEVER
    withdrawn: float = NEVER

    def take(self, event: Event) -> None:
        """One more request."""
        is_ok = event.result == OK
        if event.op == COUNT:
            self.asked = min(self.asked, event.t_invoke)
            self.counted = min(self.counted, event.t_return) if is_ok else self.counted
        else:
            self.withdrawing = min(self.withdrawing, event.t_invoke)
            self.withdrawn = min(self.withdrawn, event.t_return) if is_ok else self.withdrawn


def check(events: Iterable[Event], keepers: Sequence[Keeper]) -> Verdict:
    """Compares what was promised with what each keeper holds, and with what was read meanwhile."""
    voices: dict[str, Voice] = {}
    reads: list[Event] = []
    seen: list[Event] = []
    for event in events:
        if event.op in {COUNT, WITHDRAW}:
            voices.setdefault(event.token, Voice()).take(event)
        elif event.op == READ:
            reads.append(event)
        elif event.op == SEEN:
            seen.append(event)
    verdict = Verdict(reads=len(reads))
    verdict.acknowledged = sum(voice.counted < NEVER for voice in voices.values())
    verdict.unknown = sum(voice.asked < NEVER <= voice.counted for voice in voices.values())
    for keeper in keepers:
        _kept(verdict, voices, keeper)
        if not keeper.forgets:
            _stood(verdict, seen, keeper)
    _counted(verdict, list(voices.values()), reads)
    return verdict


def _kept(verdict: Verdict, voices: Mapping[str, Voice], keeper: Keeper) -> None:
    """Each acknowledged voice exactly once, an unknown one at most once, and none besides."""
    found = 0
    for token, voice in voices.items():
        places = keeper.positions(token)
        found += len(places)
        where = f"{keeper.name}: {token}"
        if len(places) > 1:
            verdict.doubled.append(f"{where} is counted {len(places)} times, at {list(places)}")
        is_gone = keeper.forgets and voice.withdrawing < NEVER
        if not places and voice.counted < NEVER and not is_gone:
            verdict.lost.append(f"{where} was acknowledged and is not there")
        if places and keeper.forgets and voice.withdrawn < NEVER:
            verdict.misfits.append(f"{where} was withdrawn and is still counted")
    if found != keeper.total:
        verdict.misfits.append(f"{keeper.name}: {keeper.total} are counted, {found} were asked for")


def _stood(verdict: Verdict, seen: Iterable[Event], log: Keeper) -> None:
    """A place in the log that somebody was shown is that voice's place for ever."""
    for event in seen:
        places = list(log.positions(event.token))
        if event.value not in places:
            verdict.misfits.append(
                f"{log.name}: {event.token} was at {event.value} and is at {places}"
            )


def _counted(verdict: Verdict, voices: Sequence[Voice], reads: list[Event]) -> None:
    """Each number that was read lies between what was certain and what was possible."""
    asked = sorted(voice.asked for voice in voices)
    counted = sorted(voice.counted for voice in voices)
    withdrawing = sorted(voice.withdrawing for voice in voices)
    withdrawn = sorted(voice.withdrawn for voice in voices)
    before = 0  # what all later reads must reach, but for withdrawals
    returned = sorted(
        (one.t_return, one.value + bisect_left(withdrawn, one.t_invoke)) for one in reads
    )
    at = 0
    for event in sorted(reads, key=lambda one: one.t_invoke):
        while at < len(returned) and returned[at][0] < event.t_invoke:
            before = max(before, returned[at][1])
            at += 1
        less = bisect_left(withdrawing, event.t_return)
        low = bisect_left(counted, event.t_invoke) - less
        high = bisect_left(asked, event.t_return) - bisect_left(withdrawn, event.t_invoke)
        if not low <= event.value <= high:
            verdict.misfits.append(f"the count said {event.value}; it was {low} to {high}")
        elif event.value + less < before:
            verdict.misfits.append(f"the count went back to {event.value}")


def check_heads(events: Iterable[Event], root: Callable[[int], str | None]) -> list[str]:
    """Faults of the log's heads: each is the root of its size, and the size never goes back.

    `root(size)` gives the root of the first `size` entries as they are now, None where the log
    is shorter.
    """
    faults: list[str] = []
    heads = sorted((one for one in events if one.op == HEAD), key=lambda one: one.t_invoke)
    returned = sorted((one.t_return, one.value) for one in heads)
    largest = at = 0
    for event in heads:
        while at < len(returned) and returned[at][0] < event.t_invoke:
            largest = max(largest, returned[at][1])
            at += 1
        if event.value < largest:
            faults.append(f"the log went back from {largest} to {event.value}")
        now = root(event.value)
        if now is None:
            faults.append(f"the log had {event.value} entries and has fewer")
        elif now != event.root:
            faults.append(f"the first {event.value} entries are not what they were")
    return faults
