"""Which keys the signatures of an appeal need, and when they are destroyed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from tocsin.appeals.models import Appeal

# Of an appeal's ID: what tells its mailboxes apart, and what locks who asked to be told.
MAILBOXES, INFORMED = "signatories/{}", "informed/{}"


def later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due(closed_on: date) -> date:
    """When the keys of an appeal that was closed on a day are destroyed."""
    return later(closed_on, settings.TOCSIN_RETENTION_MONTHS)


def needed(signed: QuerySet[Any]) -> Iterator[str]:
    """The names of those that must be there. What is due to be destroyed may be gone already."""
    mine = signed.filter(appeal=OuterRef("pk"))
    # The first by an index: “exists” may read millions of rows of others on PostgreSQL.
    tagged = mine.filter(tag__isnull=False).order_by("appeal_id", "tag").values("pk")[:1]
    informed = mine.filter(inform__isnull=False).order_by("appeal_id", "pk").values("pk")[:1]
    kept = Appeal.objects.filter(settled__forgotten_on=None).order_by()
    # On another machine whose clock is ahead it may be tomorrow.
    soon = timezone.localdate() + timedelta(days=1)
    for document_id, closed_on, *found in kept.values_list(
        "document_id", "settled__closed_on", Subquery(tagged), Subquery(informed)
    ):
        if closed_on is None or due(closed_on) > soon:
            names = zip((MAILBOXES, INFORMED), found, strict=True)
            yield from (name.format(document_id) for name, first in names if first)
