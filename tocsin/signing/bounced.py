"""A confirmation that cannot arrive leaves nothing: neither its row nor a mail with the address.

Where nobody is there, no news are sent either; who was counted stays counted.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from tocsin.kernel.mail import bounces
from tocsin.kernel.mail.bounces import Bounced
from tocsin.kernel.mail.outbox import Mail
from tocsin.signing import receipts, unconfirmed
from tocsin.signing.mails import BATCH, LEAVING
from tocsin.signing.models import Leaving, Signature

MOST = 500
# The server said no for good while it was sent; what was only given up a person may send again.
REFUSED = Q(error__startswith="SMTP 5") | Q(error="SMTPUTF8")


def forget() -> int:
    """Deletes what is unconfirmed and came back, with the notes of it; how many notes."""
    return _came_back() + _known() + _refused()


def _came_back() -> int:
    notes = list(Bounced.objects.filter(mark__isnull=False).order_by("pk")[:MOST])
    if not notes:
        return 0
    with transaction.atomic():
        _delete([bytes(one.mark or b"") for one in notes])
        return bounces.forget(notes)


def _known() -> int:
    """Those whose return path said which mail it was."""
    kinds = (BATCH, LEAVING, receipts.BATCH)
    notes = bounces.came_back(*(f"{one}-" for one in kinds), limit=MOST)
    if not notes:
        return 0
    with transaction.atomic():
        for kind in kinds:
            _forget(kind, [one for one in notes if str(one.key).startswith(f"{kind}-")])
        return bounces.forget(notes)


def _forget(kind: str, notes: list[Bounced]) -> None:
    marks = [_mark(str(one.key)) for one in notes]
    if kind == BATCH:
        _delete(marks)
    elif kind == LEAVING:
        Leaving.objects.filter(token_hash__in=marks).delete()
    else:
        gone = [mark for mark, one in zip(marks, notes, strict=True) if one.gone]
        Signature.objects.filter(mark__in=gone).update(inform=None)


def _mark(key: str) -> bytes:
    """What is kept of the link, with which the keys of these mails end."""
    return bytes.fromhex(key.rpartition("-")[2])


def _refused() -> int:
    mails = Mail.objects.filter(REFUSED, batch=BATCH, state="failed").order_by("pk")[:MOST]
    keys = [one.key for one in mails]
    if not keys:
        return 0
    with transaction.atomic():
        _delete([_mark(key) for key in keys])
        return Mail.objects.filter(key__in=keys, state="failed").delete()[0]


def _delete(marks: list[bytes]) -> None:
    """Whoever confirmed in spite of a bounce has the mail, and stays."""
    unconfirmed.delete(Signature.objects.filter(mark__in=marks))
