"""The public log's tree and tiles for a million entries, beside SHA-256 of the same bytes.

What is measured is the work of the processor; the rows' and the files' waiting for the disk are
those of any row and file.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Sequence

from tests.bench.frame import Row

ENTRIES = 1_000_000
RECEIPTS = 1000
BATCH = 10_000


def rows(quick: bool) -> list[Row]:
    """To append, to prove one, to recompute all of it."""
    from tocsin.kernel.tlog import tiles, tree
    from tocsin.kernel.tlog.entry import entry, leaf_hash

    number = ENTRIES // 10 if quick else ENTRIES
    chance = random.Random(7)  # noqa: S311
    said = [
        entry(1, bytes(32), 490_000, chance.randbytes(32)).to_bytes() for _entry in range(number)
    ]
    plain = _work(lambda: _sha256(said))
    kept: dict[str, bytes] = {}

    def append() -> None:
        for at in range(0, number, BATCH):
            some = said[at : at + BATCH]
            for tile, data in tiles.grow(tiles.Reader(kept.__getitem__, at), some):
                kept[tile.path] = data
            tiles.Reader(kept.__getitem__, at + len(some)).root()

    grown = _work(append)
    reader = tiles.Reader(kept.__getitem__, number)
    places = [chance.randrange(number) for _receipt in range(RECEIPTS)]
    proved = _work(lambda: [reader.inclusion_proof(place, number) for place in places])
    checked = _work(lambda: tree.root(map(leaf_hash, reader.entries(0, number))))
    beside = f"SHA-256 of the same bytes: {plain:.2f} s"
    whose = f"{number:,} entries"
    return [
        Row(f"log, append {whose}", _told(grown, plain), beside),
        Row(f"log, read and recompute {whose}", _told(checked, plain), beside),
        Row(f"log, proof for a receipt of {whose}", f"{proved / RECEIPTS * 1000:.3f} ms of work"),
    ]


def _told(seconds: float, plain: float) -> str:
    return f"{seconds:.2f} s of work, {seconds / plain:.1f} times as much"


def _sha256(said: Sequence[bytes]) -> None:
    for one in said:
        hashlib.sha256(one).digest()


def _work(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began
