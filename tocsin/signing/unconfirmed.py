"""Signatures that nobody confirmed are deleted: after some days, after a bounce, with an appeal."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from tocsin.signing import links
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
    """Deletes what nobody confirmed while links work (TOCSIN_CONFIRM_DAYS); how many."""
    old = Signature.objects.filter(state="unconfirmed", signed_at__lt=links.oldest())
    keys = list(old.values_list("pk", flat=True)[:BATCH])
    return delete(Signature.objects.filter(pk__in=keys)) if keys else 0
