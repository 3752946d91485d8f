"""Sizes and times of a log of 70,000 voices: `python -m tests.kernel.tlog.measures`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.kernel.tlog.sample import LOG, WITNESSES, cosigned, published, receipt, signed, voices
from tocsin.kernel.tlog.auditing import audit
from tocsin.kernel.tlog.verify import Policy, Receipt

SIZE, AT = 70_000, 41_234


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """Seconds of this process's own work, each time."""
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times


def main() -> None:
    """Prints them."""
    entries, trust = voices(SIZE), Policy.of(LOG.verifier())
    note = signed(entries)
    alone = receipt(entries, AT, note=note)
    witnessed = receipt(entries, AT, note=cosigned(note, *WITNESSES))
    print(f"receipt: {len(alone.encode())} bytes, with three witnesses {len(witnessed.encode())}")
    took = seconds(lambda: Receipt.parse(alone).check(trust), 200)
    print(f"verifying it: {took * 1000:.2f} ms")
    with tempfile.TemporaryDirectory() as name:
        log = published(Path(name) / "log", entries)
        files = [path for path in log.path.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files) / 1e6
        print(f"the log: {len(files)} files, {size:.1f} MB")
        print(f"audit (root, tallies): {seconds(lambda: audit(log.read, trust)):.2f} s")
        print(f"check (every file): {seconds(log.check):.2f} s")


if __name__ == "__main__":
    main()
