"""A code of an app is good once, whichever process or machine it comes to."""

from __future__ import annotations

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.db import transaction


def spend(app: Authenticator, code: str) -> bool:
    """Whether an app's code is newer than the last one used; from now on it is used.

    A code is taken a step early and late (RFC 6238, 5.2), for longer than allauth remembers it, and
    allauth remembers in the memory of one process alone.
    """
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=app.pk)
        step = _step(decrypt(row.data["secret"]), code)
        if step is None or step <= row.data.get("spent", -1):
            return False
        row.data["spent"] = step
        row.save(update_fields=["data"])
    return True


def _step(secret: str, code: str) -> int | None:
    """The step of time whose code this is."""
    for step in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, step))
        if compare_user_code(actual=code, expected=expected):
            return int(step)
    return None
