"""How much waits: mails and the oldest of them, writers of the database.

Asked by pages that look again every few seconds, so it stays cheap with millions of mails: each
number is read from an index, and counting ends at a bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from tocsin.kernel.mail.holding import Held
from tocsin.kernel.mail.outbox import Mail

MOST = 100_000


@dataclass(frozen=True)
class Waiting:
    """Mails that wait, MOST meaning “or more”; `late` is how long the oldest has been due.

    `held` are those about appeals whose mails are held back; `slowed` lie in a slow lane.
    """

    mails: int
    late: timedelta
    held: int
    slowed: int
    uncertain: int
    failed: int


def _bounded(rows: QuerySet[Mail]) -> int:
    return rows.order_by().values("state")[:MOST].count()


def mails() -> Waiting:
    """What waits now."""
    now, waiting = timezone.now(), Mail.objects.filter(state="waiting")
    oldest = waiting.filter(due_at__lt=now).order_by("due_at").values_list("due_at", flat=True)
    since = oldest.first()
    return Waiting(
        mails=_bounded(waiting),
        late=now - since if since else timedelta(),
        held=_bounded(waiting.filter(about__in=Held.objects.values("about"))),
        slowed=_bounded(waiting.filter(lane__isnull=False, due_at__gt=now)),
        uncertain=_bounded(Mail.objects.filter(state="uncertain")),
        failed=_bounded(Mail.objects.filter(state="failed")),
    )


def writers() -> int | None:
    """How many of the server's connections wait for a lock; None where the engine cannot say."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])
