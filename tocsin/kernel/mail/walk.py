"""One mail for each of many people: rows are walked page by page, then the post empties the batch.

A row that walks is leased, and has `state` (preparing → sending → done), `cursor` and `batch`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tocsin.kernel.mail.outbox import progress
from tocsin.kernel.states import States

EVER = datetime(1970, 1, 1, tzinfo=UTC)


def go_on(row: Any, states: States, last: int | None) -> None:
    """A page was queued up to the key `last`; None where there was none left to walk."""
    if last is None:
        row.state = states.check(row.state, "sending", "")
    else:
        row.cursor = last
    row.leased_until = None
    row.save(update_fields=["cursor", "state", "leased_until"])


def finish(table: Any, states: States, **also: Any) -> int:
    """Rows of which no mail waits any more are done, and get the fields `also`; gives how many.

    What is done is due no more: so those that are not are found without reading all others.
    """
    number = 0
    for row in table._default_manager.filter(state="sending", due_at__gt=EVER):
        counts = progress(row.batch)
        if not counts["waiting"] and not counts["sending"]:
            after = states.check("sending", "done", "")
            still = table._default_manager.filter(pk=row.pk, state="sending")
            number += still.update(state=after, due_at=None, **also)
    return number
