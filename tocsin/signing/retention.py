"""When an appeal is over for good, what tells one mailbox from another is destroyed.

So many months after its closing the appeal's key goes, and with it the meaning of every tag; the
tags go too, the addresses of those who asked to be told, what was never confirmed. What stays: the
sealed records, the names that were shown by choice, the hash of each link, by which its holder may
still withdraw.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals.models import Appeal
from tocsin.kernel import audit
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.mail.outbox import withdraw
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import rows
from tocsin.publishing import reads as publishing
from tocsin.signing import unconfirmed
from tocsin.signing.keyed import INFORMED, due, later
from tocsin.signing.mailboxes import key_of
from tocsin.signing.mails import key_of_leaving
from tocsin.signing.models import Leaving, Receipt, Settled, Signature
from tocsin.signing.tallies import Tallied

OVER = ("closed", "withdrawn")
MOST = 500  # appeals of one look
AT_ONCE = 500  # signatures of one transaction
TURN = 5.0  # seconds of the worker
NOTHING: dict[str, None] = {"tag": None, "likeness": None, "domain": None, "inform": None}


def planned(appeal: Appeal) -> date | None:
    """The day on which they will be; None while the appeal is open, and afterwards."""
    row = Settled.objects.filter(appeal=appeal, forgotten_on=None).first()
    return due(row.closed_on) if row else None


def forgotten(appeal: Appeal) -> date | None:
    """The day on which they were; None while they are there."""
    found: list[tuple[date | None]] = rows.find(Settled, ("forgotten_on",), appeal_id=[appeal.pk])
    return found[0][0] if found else None


def refuse(appeal: Appeal) -> None:
    """Raises Refusal where mailboxes can no longer be told apart: nothing can be counted then."""
    if forgotten(appeal):
        raise Refusal(sentence())


def sentence() -> str:
    """Why nothing can be signed any more."""
    return _(
        "This appeal is over, and what told its signatories’ mailboxes apart is destroyed. "
        "It can no longer be signed."
    )


def with_keys() -> QuerySet[Appeal]:
    """Appeals that somebody signed and whose mailboxes can still be told apart."""
    signed = Tallied.objects.filter(number__gt=0).order_by().values("appeal")
    return Appeal.objects.filter(pk__in=signed, settled__forgotten_on=None).order_by("pk")


def note_closed() -> int:
    """Writes down since when appeals are over, and takes it back where one is open again.

    Gives how many it wrote down; MOST of them where there may be more.
    """
    done = 0
    for appeal, day in list(islice(_over(), MOST)):
        done += Settled.objects.get_or_create(appeal=appeal, defaults={"closed_on": day})[1]
    rows = Settled.objects.filter(forgotten_on=None).exclude(appeal__state__in=OVER)
    # What was set later and is not published yet says nothing: `forget_due` asks once more.
    later_now = Q(appeal__deadline=None) | Q(appeal__deadline__gte=timezone.localdate())
    for row in rows.filter(later_now).select_related("appeal"):
        if _is_open(row.appeal):
            row.delete()
    return done


def _is_open(appeal: Appeal) -> bool:
    return appeal.state not in OVER and _deadline(appeal) is None


def _over() -> Iterator[tuple[Appeal, date]]:
    today = timezone.localdate()
    rows = Appeal.objects.filter(settled=None).order_by("pk")
    for appeal in rows.filter(state__in=OVER)[:MOST]:
        yield appeal, min(today, _deadline(appeal) or today)
    for appeal in rows.filter(Q(state="published"), deadline__lt=today).iterator():
        if day := _deadline(appeal):
            yield appeal, day


def _deadline(appeal: Appeal) -> date | None:
    """The last day for signing, as it was published, if it is over."""
    revision = publishing.latest(appeal)
    day = revision.content.get("deadline") if revision else None
    return date.fromisoformat(day) if day and day < timezone.localdate().isoformat() else None


def forget_due() -> int:
    """Destroys the keys of appeals whose time has come; how many."""
    today, done = timezone.localdate(), 0
    # Months differ by three days; which of these few are due is told by their own day.
    latest = later(today, -settings.TOCSIN_RETENTION_MONTHS) + timedelta(days=3)
    rows = Settled.objects.filter(forgotten_on=None, closed_on__lte=latest).select_related("appeal")
    for row in rows:
        if _is_open(row.appeal):
            row.delete()
        elif due(row.closed_on) <= today:
            forget(row)
            done += 1
    return done


def forget(row: Settled) -> None:
    """The key first: a crash in between leaves tags that mean nothing, and is made good next."""
    appeal = row.appeal
    for name in (key_of(appeal), INFORMED.format(appeal.document_id), f"held/{appeal.document_id}"):
        vault().destroy(name)
    signed = Signature.objects.filter(appeal=appeal)
    kept = signed.exclude(state="unconfirmed").count()
    with transaction.atomic():
        deleted = unconfirmed.delete(signed)
        Receipt.objects.filter(signature__appeal=appeal).delete()
        asked = Leaving.objects.filter(appeal=appeal)
        withdraw(key_of_leaving(bytes(row.token_hash)) for row in asked)
        asked.delete()
        today = timezone.localdate()
        Settled.objects.filter(pk=row.pk).update(forgotten_on=today, emptying=True)
        audit.record(
            audit.SYSTEM, "forget mailboxes", "appeal", appeal, kept=kept, unconfirmed=deleted
        )
    empty(row)


def empty_begun() -> int:
    """Goes on with appeals of which rows still bear something; how many rows."""
    return sum(empty(row) for row in Settled.objects.filter(emptying=True).order_by("pk"))


def empty(row: Settled) -> int:
    """Takes from signatures what means nothing any more, for some seconds; how many rows.

    There may be millions: whoever signs another appeal waits for some hundred of them at most.
    """
    end, done = time.monotonic() + TURN, 0
    for keys in _bearing(row.appeal_id):
        if time.monotonic() > end:
            return done
        done += Signature.objects.filter(pk__in=keys).update(**NOTHING)
    Settled.objects.filter(pk=row.pk).update(emptying=False)
    return done


def _bearing(appeal_id: int) -> Iterator[list[int]]:
    """Keys of rows to be emptied, some at a time; an index leads to most of them."""
    signed = Signature.objects.filter(appeal=appeal_id)
    for some in (signed.exclude(tag=None), signed.exclude(domain=None)):
        while keys := list(some.values_list("pk", flat=True)[:AT_ONCE]):
            yield keys
    others = signed.filter(Q(likeness__isnull=False) | Q(inform__isnull=False))
    rest = list(others.values_list("pk", flat=True))
    yield from (rest[at : at + AT_ONCE] for at in range(0, len(rest), AT_ONCE))
