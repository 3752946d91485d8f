"""What is over is forgotten; voids are carried out; receipts go out when the log has the voice."""

from __future__ import annotations

import time
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from tocsin.kernel import coarse
from tocsin.kernel.work import Loop
from tocsin.signing import bounced, leaving, receipts, retention, voids
from tocsin.signing.floods import waiting, waves
from tocsin.signing.models import Signature

BATCH = 500
HOUR = 3600.0  # seconds
_next = {"look": 0.0}  # on this process's own clock


def forget_unconfirmed() -> int:
    """Deletes what nobody confirmed in TOCSIN_CONFIRM_DAYS; gives the number of rows."""
    oldest = coarse.hour(timezone.now() - timedelta(days=settings.TOCSIN_CONFIRM_DAYS))
    old = Signature.objects.filter(state="unconfirmed", signed_at__lt=oldest)
    keys = list(old.values_list("pk", flat=True)[:BATCH])
    # The state is asked again: somebody may have confirmed in between.
    deleted, _kinds = Signature.objects.filter(pk__in=keys, state="unconfirmed").delete()
    return deleted


def turn() -> int:
    """All of it."""
    return sum(
        (
            waiting.turn(),
            waves.turn(),
            forget_unconfirmed(),
            bounced.forget(),
            leaving.forget(),
            _of_the_day(),
            voids.turn(),
            receipts.mail_due(),
        )
    )


def _of_the_day() -> int:
    """Appeals that are over, and keys whose day has come: days are looked at once an hour."""
    if time.monotonic() < _next["look"]:
        return 0
    noted = retention.note_closed()
    if noted < retention.MOST:  # else there may be more, at the next turn
        _next["look"] = time.monotonic() + HOUR
    return noted + retention.forget_due()


LOOP = Loop("signing", turn)
