"""Links that prove a mailbox: who opens one has read the mail that held it."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.kernel import coarse
from tocsin.kernel.refusal import Refusal
from tocsin.signing.models import Signature


def hash_of(token: str) -> bytes:
    """All that is kept of a link to leave by."""
    return hashlib.sha256(token.encode()).digest()


def is_expired(signature: Signature) -> bool:
    """Whether the link of a signature that waits for confirmation is too old."""
    oldest = coarse.hour(timezone.now() - timedelta(days=settings.TOCSIN_CONFIRM_DAYS))
    return signature.state == "unconfirmed" and signature.signed_at < oldest


def unknown_link() -> Refusal:
    """The sentence for a link that is altered, too old, or was used to delete."""
    return Refusal(
        _(
            "This link does not work: it is older than %(days)d days, was used to delete the "
            "signature, or a part of it is missing. Sign again, and you get a new one."
        )
        % {"days": settings.TOCSIN_CONFIRM_DAYS}
    )
