"""What signing costs for each, by how many come together: steps that come again are quick.

    python -m tests.bench.steps

Microseconds of work for one signature, the median of many batches; between two of them the first
is written down, so that each begins with other things at hand, as in a server. *Not Python* is what
libraries do of it: HPKE, and SQLite's statements and commits. No program in Python goes below it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.bench.served import APPEAL, surroundings

SIZES = (1, 4, 16, 32, 64)
NUMBER = 2000  # signatures of each size

Said = TypeVar("Said")


@dataclass
class Cost:
    """Seconds of work for one signature: all of it, and parts of that."""

    sealing: float
    writing: float
    hpke: float
    sql: float

    def line(self) -> str:
        """In words, in microseconds."""
        told = (self.sealing, self.writing, self.hpke, self.sql)
        sealing, writing, hpke, sql = (round(one * 1e6) for one in told)
        return (
            f"sealing {sealing:4} µs, writing {writing:4} µs; "
            f"not Python: HPKE {hpke:3} µs, SQLite {sql:3} µs"
        )


def main() -> None:
    """A line for each size."""
    with surroundings("sqlite"):
        for size in SIZES:
            print(f"{size:3} together: {cost(size).line()}", flush=True)


def cost(size: int) -> Cost:
    """Of so many at once."""
    from django.db import connection as connected

    from tocsin.kernel import keys
    from tocsin.publishing.models import Revision
    from tocsin.signing.batches import sign_many
    from tocsin.signing.entries import Entry
    from tocsin.signing.preparing import Form, Prepared, prepare_many

    revision = Revision.objects.select_related("appeal").get(appeal__document_id=APPEAL)
    key, spent = keys.active(), [Spent() for _part in range(4)]
    assert key is not None
    sealing, writing, hpke, sql = spent
    connection: Any = connected  # of which nobody is told how it commits
    commit = connection._commit
    connection._commit = sql.timed(commit)
    for batch in range(NUMBER // size):
        people = (f"p{size}x{batch}x{at}@gmail.com" for at in range(size))
        typed = (
            Entry("Ada Lind", one, "SE", "Please.", "addressee", inform=True) for one in people
        )
        forms = [Form(revision, one, key=key) for one in typed]
        made = sealing.timed(prepare_many)(forms)
        with connection.execute_wrapper(sql.timed(_execute)):
            writing.timed(sign_many)([one for one in made if isinstance(one, Prepared)])
        hpke.timed(_sealed)(bytes(key.public), size)
        for one in spent:
            one.end()
    connection._commit = commit
    return Cost(*(statistics.median(one.of_batches) / size for one in spent))


class Spent:
    """Seconds of this thread's work in something, for each batch."""

    def __init__(self) -> None:
        self.now, self.of_batches = 0.0, list[float]()

    def timed(self, do: Callable[..., Said]) -> Callable[..., Said]:
        """The same, and its time is added."""

        def done(*words: Any, **named: Any) -> Said:
            began = time.thread_time()
            try:
                return do(*words, **named)
            finally:
                self.now += time.thread_time() - began

        return done

    def end(self) -> None:
        """Of a batch."""
        self.of_batches.append(self.now)
        self.now = 0.0


def _sealed(public: bytes, size: int) -> None:
    """So many records, as `signing.sealing` seals them, which are empty."""
    from tocsin.kernel.crypto import seal

    plain = bytes(seal.SIZE)
    if size == 1:
        seal.seal_padded(public, plain, APPEAL)
        return
    together = seal.Together(public)
    for _one in range(size):
        together.seal_padded(plain, APPEAL)


def _execute(execute: Callable[..., Said], *words: Any) -> Said:
    return execute(*words)


if __name__ == "__main__":
    main()
