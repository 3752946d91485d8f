"""Signatures that nobody confirmed are deleted: after some days, after a bounce, with an appeal."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tocsin.kernel import coarse
from tocsin.signing.models import Signature

BATCH = 500


def delete(rows: QuerySet[Signature]) -> int:
    """Deletes those of the rows that nobody confirmed, or is confirming now; how many.

    `rows.delete()` would read them first and then delete by their keys, whatever they had become
    in between: voices that were just told that they count.
    """
    with transaction.atomic():
        free = rows.filter(state="unconfirmed").order_by("pk")
        keys = list(free.select_for_update(of=["self"]).values_list("pk", flat=True))
        some = (keys[at : at + BATCH] for at in range(0, len(keys), BATCH))
        return sum(Signature.objects.filter(pk__in=few).delete()[0] for few in some)


def forget() -> int:
    """Deletes what nobody confirmed in TOCSIN_CONFIRM_DAYS; how many."""
    oldest = coarse.hour(timezone.now() - timedelta(days=settings.TOCSIN_CONFIRM_DAYS))
    old = Signature.objects.filter(state="unconfirmed", signed_at__lt=oldest)
    keys = list(old.values_list("pk", flat=True)[:BATCH])
    return delete(Signature.objects.filter(pk__in=keys))
