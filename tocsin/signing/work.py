"""What is over is forgotten; voids are carried out; receipts go out when the log has the voice."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from tocsin.kernel.work import Loop
from tocsin.signing import bounced, leaving, receipts, retention, voids
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
    """All of it."""
    return sum(
        (
            forget_unconfirmed(),
            bounced.forget(),
            leaving.forget(),
            retention.note_closed(),
            retention.forget_due(),
            voids.turn(),
            receipts.mail_due(),
        )
    )


LOOP = Loop("signing", turn)
