"""Links that prove a mailbox: who opens one has read the mail that held it."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.kernel import audit, coarse, switches
from tocsin.kernel.refusal import Refusal
from tocsin.signing.models import Signature


def hash_of(token: str) -> bytes:
    """All that is kept of a link to leave by."""
    return hashlib.sha256(token.encode()).digest()


def is_expired(signature: Signature) -> bool:
    """Whether the link of a signature that waits for confirmation is too old."""
    waits, at = signature.state == "unconfirmed", signature.signed_at
    return waits and at < _back(1) and at < oldest()  # mostly the first says enough


def oldest() -> datetime:
    """The hour before which links work no longer.

    Twice as far back where mail was paused within their days: nobody knows which left late.
    """
    return _back(2 if _was_paused() else 1)


def _back(times: int) -> datetime:
    return coarse.hour(timezone.now() - times * timedelta(days=settings.TOCSIN_CONFIRM_DAYS))


def _was_paused() -> bool:
    """Whether mail is paused, or was at any time that links of today may have waited through."""
    if switches.on(switches.MAIL_PAUSED):
        return True
    resumed = audit.Entry.objects.filter(
        kind="switch", subject=switches.MAIL_PAUSED, verb="switch off", at__gte=_back(1)
    )
    return resumed.exists()


def unknown_link() -> Refusal:
    """The sentence for a link that is altered, too old, or was used to delete."""
    return Refusal(
        _(
            "This link does not work: it is older than %(days)d days, was used to delete the "
            "signature, or a part of it is missing. Sign again, and you get a new one."
        )
        % {"days": settings.TOCSIN_CONFIRM_DAYS}
    )
