"""Work is rows that are due: lease a batch, handle it, retry with back-off, give up visibly.

The lease is a time in the row (as in takahe's reconciliation loop), so a dead worker loses
nothing: its rows fall due again when the lease runs out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.utils import timezone

from tocsin.kernel.storage import among  # noqa: F401 - a lookup
from tocsin.kernel.storage.rows import fetch

Row = TypeVar("Row", bound=models.Model)

LEASE = timedelta(minutes=2)
FARTHEST = timedelta(days=1)  # no row is put off or leased for so long, but by a wrong clock
LAST_ATTEMPT = 16  # about two days, as long as a mail server may well be down


class Leased(models.Model):
    """Columns that a row needs to be worked on."""

    due_at = models.DateTimeField(null=True, default=timezone.now, db_index=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


def lease(
    rows: models.QuerySet[Row], batch: int, now: datetime | None = None, **also: Any
) -> list[Row]:
    """Takes up to `batch` due rows that nobody holds; SKIP LOCKED where the engine has it.

    `also` are columns to be set in the same write; the rows that are given do not show them.
    """
    now = now or timezone.now()
    free = rows.filter(is_past("due_at", now)).filter(
        models.Q(leased_until=None) | is_past("leased_until", now)
    )
    if not free.exists():  # a look keeps nobody from writing
        return []
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            free = free.select_for_update(skip_locked=True)
        taken = fetch(free.order_by("due_at", "pk")[:batch])
        until = now + LEASE
        rows.model._default_manager.filter(pk__among=[row.pk for row in taken]).update(
            leased_until=until, **also
        )
    for row in taken:
        row.leased_until = until  # type: ignore[attr-defined]
    return taken


def is_past(column: str, now: datetime) -> models.Q:
    """A time that is over, or so far ahead that the clock was wrong when it was written."""
    over, wrong = {f"{column}__lte": now}, {f"{column}__gt": now + FARTHEST}
    return models.Q(**over) | models.Q(**wrong)


def back_off(attempts: int) -> timedelta:
    """How long to wait after the n-th failure: 30 s doubling to 6 h, with a quarter of jitter."""
    seconds = min(30 * 2 ** max(attempts - 1, 0), 6 * 3600)
    return timedelta(seconds=seconds * random.uniform(1, 1.25))  # noqa: S311 - no secret


@dataclass(frozen=True)
class Loop:
    """One room's loop: `turn` handles what is due and says how many rows that was."""

    name: str
    turn: Callable[[], int]


def run_until_idle(loops: Sequence[Loop]) -> int:
    """Turns every loop until none finds anything due; gives the number of rows handled."""
    total = 0
    while handled := sum(loop.turn() for loop in loops):
        total += handled
    return total
