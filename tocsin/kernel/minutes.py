"""What comes in, by the minute: counted in memory, written down every two seconds.

For the page of the storm and for `/metrics` alone; what is published is counted from rows. So a
note costs nothing where people sign, and a process that dies takes two seconds of notes along.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from threading import Lock

from django.db import DatabaseError, models, transaction
from django.db.models import F, Sum
from django.utils import timezone

from tocsin.kernel.work import Loop

RECEIVED, CONFIRMED, REFUSED = "received", "confirmed", "refused"
SLOWED = "slowed"  # into the slow lane of confirmations (signing.floods)
PROOF = "proof"  # of work, or none: received while it was asked for (signing.floods)
WRITES, WRITE_MS = "writes", "write-ms"  # of the notes themselves: how long a write waits now
SHOWN = timedelta(hours=1)
KEPT = timedelta(hours=2)
OLDER = datetime(1970, 1, 1, tzinfo=UTC)  # the row that holds all that is older
REST = 2.0  # seconds between two writes of one process

log = logging.getLogger("tocsin.minutes")

Key = tuple[datetime, str, str, str]


class Minute(models.Model):
    """How often it happened in a minute: `what` about which appeal, for which reason."""

    minute = models.DateTimeField()
    what = models.CharField(max_length=20)
    subject = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    number = models.BigIntegerField(default=0)

    class Meta:
        app_label = "kernel"
        constraints = [
            models.UniqueConstraint(
                fields=["minute", "what", "subject", "reason"], name="one_row_a_minute"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject} {self.minute:%H:%M} {self.number}"


_lock = Lock()
_noted: Counter[Key] = Counter()
_written = {"at": 0.0}  # on this process's own clock


def note(what: str, subject: str = "", reason: str = "", number: int = 1) -> None:
    """Counts one; safe from every thread, and asks no database."""
    minute = timezone.now().replace(second=0, microsecond=0)
    with _lock:
        _noted[minute, what, subject[:60], reason[:40]] += number


def forget() -> None:
    """Drops what this process noted and has not written."""
    with _lock:
        _noted.clear()


def flush() -> None:
    """Writes down what this process noted; what cannot be written now is kept for later."""
    _written["at"] = time.monotonic()
    with _lock:
        taken = dict(_noted)
        _noted.clear()
    if not taken:
        return
    try:
        _add(taken)
    except Exception as error:  # whoever counts is stopped by no number
        with _lock:
            _noted.update(taken)
        if not isinstance(error, DatabaseError):
            log.exception("could not write down what was noted")
        return
    note(WRITES)
    note(WRITE_MS, number=int((time.monotonic() - _written["at"]) * 1000))


def flush_if_due() -> None:
    """The same, where something but the cost of writing was noted and two seconds have passed."""
    if time.monotonic() - _written["at"] >= REST and any(
        what not in (WRITES, WRITE_MS) for _minute, what, *_rest in list(_noted)
    ):
        flush()


def _add(numbers: dict[Key, int]) -> None:
    """Sorted, so that two processes never wait for each other in a ring."""
    keys = sorted(numbers)
    with transaction.atomic():
        Minute.objects.bulk_create(
            [Minute(minute=m, what=w, subject=s, reason=r) for m, w, s, r in keys],
            ignore_conflicts=True,
        )
        for minute, what, subject, reason in keys:
            row = Minute.objects.filter(minute=minute, what=what, subject=subject, reason=reason)
            row.update(number=F("number") + numbers[minute, what, subject, reason])


def fold() -> int:
    """Adds what is older than two hours to one row of its kind; gives how many rows went."""
    old = Minute.objects.filter(minute__lt=timezone.now() - KEPT).exclude(minute=OLDER)
    with transaction.atomic():
        rows = list(old.select_for_update().order_by("pk"))
        whole: Counter[Key] = Counter()
        for row in rows:
            whole[OLDER, row.what, row.subject, row.reason] += row.number
        if rows:
            _add(whole)
            Minute.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def totals() -> dict[tuple[str, str], int]:
    """All that was ever written, by what and reason; it only grows."""
    rows = Minute.objects.order_by().values_list("what", "reason").annotate(n=Sum("number"))
    return {(what, reason): number for what, reason, number in rows}


def last_hour(subjects: Iterable[str] | None = None) -> list[Minute]:
    """The rows of the last hour, of all appeals or of some, the oldest first."""
    rows = Minute.objects.filter(minute__gt=timezone.now() - SHOWN).order_by("minute", "pk")
    return list(rows if subjects is None else rows.filter(subject__in=list(subjects)))


def turn() -> int:
    """Writes and folds. It is no work that anybody waits for, so it counts as none."""
    if time.monotonic() - _written["at"] >= REST:
        flush()
        fold()
    return 0


LOOP = Loop("minutes", turn)
