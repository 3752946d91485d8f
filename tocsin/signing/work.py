"""Unconfirmed signatures are deleted past the limit; receipts go out when the log has the voice."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from tocsin.kernel.work import Loop
from tocsin.signing import receipts
from tocsin.signing.models import Signature

BATCH = 500


def forget_unconfirmed() -> int:
    """Deletes what nobody confirmed in TOCSIN_CONFIRM_DAYS; gives the number of rows."""
    oldest = timezone.now() - timedelta(days=settings.TOCSIN_CONFIRM_DAYS)
    old = Signature.objects.filter(state="unconfirmed", signed_at__lt=oldest)
    keys = list(old.values_list("pk", flat=True)[:BATCH])
    # The state is asked again: somebody may have confirmed in between.
    deleted, _kinds = Signature.objects.filter(pk__in=keys, state="unconfirmed").delete()
    return deleted


def turn() -> int:
    """Both."""
    return forget_unconfirmed() + receipts.mail_due()


LOOP = Loop("signing", turn)
