"""Asks a witness for everything that it must refuse, thousands of times.

python -m tests.kernel.tlog.siege 10000
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
from pathlib import Path

from tests.kernel.tlog.sample import LOG, checkpoint_of, forked, growth, signed, voices
from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.tlog.verify import Checkpoint, Verifier, open_note, split_note
from tocsin.kernel.tlog.witness import Answer, Request, Witness

ENTRIES = voices(60)
FORK = forked(ENTRIES)


class Roots:
    """Every cosignature that a witness ever gave, by size: two roots of one size are a fork."""

    def __init__(self, witness: Witness) -> None:
        self.verifier = Verifier.parse(witness.vkey)
        self.by_size: dict[int, set[bytes]] = {}
        self.lock = threading.Lock()

    def note(self, answer: Answer, note: str) -> None:
        """Remembers what was vouched for."""
        if answer.status != 200:
            return
        text = split_note(note)[0]
        open_note(f"{text}\n{answer.body}", [self.verifier])
        made = Checkpoint.parse(text)
        with self.lock:
            self.by_size.setdefault(made.size, set()).add(made.root)

    def one_log(self) -> bool:
        """Whether all of it is one log that grew: never two roots, and all of them of one side."""
        return any(
            all(
                roots == {checkpoint_of(entries[:size]).root}
                for size, roots in self.by_size.items()
            )
            for entries in (ENTRIES, FORK)
        )


def adversary(dice: random.Random) -> tuple[int, list[bytes], tuple[bytes, ...]]:
    """An old size, a log and a proof: mostly plausible, often wrong."""
    entries = dice.choice([ENTRIES, FORK])[: dice.randrange(61)]
    old = dice.randrange(61)
    path = growth(entries, old)
    change = dice.randrange(8)
    if change == 0 and path:
        path = path[:-1]
    elif change == 1:
        path = (*path, dice.randbytes(32))
    elif change == 2:
        path = growth(dice.choice([ENTRIES, FORK]), old)
    return old, entries, path


def besiege(witness: Witness, requests: int, seed: int) -> tuple[int, Roots]:
    """How many of these were granted, and all that was vouched for."""
    dice = random.Random(seed)  # noqa: S311
    roots = Roots(witness)
    notes = [[signed(log[:size]) for size in range(61)] for log in (ENTRIES, FORK)]
    granted = last = 0
    for _ in range(requests):
        old, entries, path = adversary(dice)
        if dice.randrange(3):
            old = last
            path = growth(entries, old)
        note = notes[entries == FORK[: len(entries)]][len(entries)]
        answer = witness.add_checkpoint(Request(old, path, note).body())
        roots.note(answer, note)
        if answer.status == 200:
            if len(entries) < last:
                raise RuntimeError(f"set back from {last} to {len(entries)}")
            granted, last = granted + 1, len(entries)
    return granted, roots


def main() -> int:
    """A new witness for each twenty requests, so that forks are tried from every size."""
    wanted = int(sys.argv[1])
    granted = forks = 0
    with tempfile.TemporaryDirectory() as name:
        for at in range(0, wanted, 20):
            witness = Witness.create(Path(name) / str(at), "w1.example")
            witness.add_log(vkey(LOG.name, LOG.public))
            some, roots = besiege(witness, 20, seed=at)
            granted += some
            forks += not roots.one_log()
    print(
        f"{wanted} requests to {wanted // 20} witnesses: {granted} granted, {forks} forks cosigned"
    )
    return 1 if forks else 0


if __name__ == "__main__":
    sys.exit(main())
