"""What sealing costs for each, by how many are sealed together: steps that come again are quick.

    python -m tests.bench.steps

Microseconds of work for one signature, the median of many batches; between two of them the first
is written down, so that each begins with other things at hand, as in a server.
"""

from __future__ import annotations

import statistics
import time

from tests.bench.served import APPEAL, surroundings

SIZES = (1, 4, 16, 32, 64)
NUMBER = 2000  # signatures of each size


def main() -> None:
    """A line for each size."""
    with surroundings("sqlite"):
        for size in SIZES:
            print(f"{size:3} together: {cost(size) * 1e6:4.0f} µs for each", flush=True)


def cost(size: int) -> float:
    """Seconds of this thread's work for one signature."""
    from tocsin.kernel import keys
    from tocsin.publishing.models import Revision
    from tocsin.signing.batches import sign_many
    from tocsin.signing.entries import Entry
    from tocsin.signing.preparing import Form, Prepared, prepare_many

    revision = Revision.objects.select_related("appeal").get(appeal__document_id=APPEAL)
    key, spent = keys.active(), []
    for batch in range(NUMBER // size):
        people = (f"p{size}x{batch}x{at}@gmail.com" for at in range(size))
        typed = (
            Entry("Ada Lind", one, "SE", "Please.", "addressee", inform=True) for one in people
        )
        forms = [Form(revision, one, key=key) for one in typed]
        began = time.thread_time()
        made = prepare_many(forms)
        spent.append((time.thread_time() - began) / size)
        sign_many([one for one in made if isinstance(one, Prepared)])
    return statistics.median(spent)


if __name__ == "__main__":
    main()
