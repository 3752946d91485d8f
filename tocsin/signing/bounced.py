"""A confirmation that cannot arrive leaves nothing: neither its row nor a mail with the address."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from tocsin.kernel.bounces import Bounced
from tocsin.kernel.mail import Mail
from tocsin.signing import unconfirmed
from tocsin.signing.mails import BATCH
from tocsin.signing.models import Signature

MOST = 500
# The server said no for good while it was sent; what was only given up a person may send again.
REFUSED = Q(error__startswith="SMTP 5") | Q(error="SMTPUTF8")


def forget() -> int:
    """Deletes what is unconfirmed and came back, with the notes of it; how many notes."""
    return _came_back() + _refused()


def _came_back() -> int:
    notes = list(Bounced.objects.order_by("pk")[:MOST])
    with transaction.atomic():
        _delete([bytes(one.mark) for one in notes])
        return Bounced.objects.filter(pk__in=[one.pk for one in notes]).delete()[0]


def _refused() -> int:
    mails = Mail.objects.filter(REFUSED, batch=BATCH, state="failed").order_by("pk")[:MOST]
    keys = [one.key for one in mails]
    with transaction.atomic():
        _delete([bytes.fromhex(key.rpartition("-")[2]) for key in keys])
        return Mail.objects.filter(key__in=keys, state="failed").delete()[0]


def _delete(marks: list[bytes]) -> None:
    """Whoever confirmed in spite of a bounce has the mail, and stays."""
    unconfirmed.delete(Signature.objects.filter(token_hash__in=marks))
