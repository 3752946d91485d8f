"""The post office: takes due mails and hands them to files or to SMTP.

Whoever waits for a link is served first. A batch is as large as it can be served in about two
seconds, so that what falls due meanwhile waits no longer than that, whatever else is in the queue.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.db.models import Case, F, Value, When
from django.utils import timezone

from tocsin.kernel import coarse
from tocsin.kernel.crypto.home import home, vault
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.mail import stencils
from tocsin.kernel.mail.delivery import deliver
from tocsin.kernel.mail.holding import free
from tocsin.kernel.mail.outbox import AT_ONCE, GONE, MANY, SINGLE, Mail, fingerprint
from tocsin.kernel.mail.smtp import Smtp
from tocsin.kernel.mail.transports import Folder, Transport
from tocsin.kernel.work import Loop, is_past, lease

SMALL, FIRST, LARGE = 10, 50, 1000  # mails of a batch
QUICK, SLOW = 0.5, 2.0  # seconds: the next batch is twice as large, or half
TURN = 5.0  # seconds after which the other loops have their turn
# What may be repeated is marked as it is taken: one write of the row less for each mail.
TAKEN = Case(When(repeatable=True, then=Value("sending")), default=F("state"))


def transport() -> Transport:
    """The way that is set."""
    url = settings.TOCSIN_SMTP_URL
    return Smtp(url) if url else Folder(home() / "outbox")


def recover(way: Transport) -> int:
    """Settles mails that a crash left in the middle; gives how many there were."""
    over = is_past("leased_until", timezone.now())
    rows = list(Mail.objects.filter(over, state="sending"))
    for row in rows:
        now = timezone.now()
        held = Mail.objects.filter(pk=row.pk, state="sending", leased_until=row.leased_until)
        went = way.went(fingerprint(row.key))
        if went:
            held.update(leased_until=None, sent_at=coarse.hour(now), due_at=None, **GONE)
        elif went is False or row.repeatable:
            held.update(leased_until=None, state="waiting", due_at=now)
        else:
            held.update(leased_until=None, state="uncertain", due_at=None, error="interrupted")
    return len(rows)


def due(size: int) -> list[Mail]:
    """A batch: who waits for a link first, but a tenth is for others, who would never be served."""
    now = timezone.now()
    rows: list[Mail] = []
    parts = {AT_ONCE: size - size // 10, SINGLE: size - size // 20, MANY: size}
    for rank, up_to in parts.items():
        waiting = free(Mail.objects.filter(state="waiting", rank=rank))
        rows += lease(waiting, up_to - len(rows), now, state=TAKEN)
    for row in rows:
        row.state = "sending" if row.repeatable else row.state
    return rows


def turn() -> int:
    """One turn of the post: settle what a crash left, send what is due. Raises Locked."""
    if vault().locked:
        raise Locked  # before a row is leased
    way = transport()
    try:
        done = recover(way)
        done += _serve(way)
    finally:
        way.close()
    return done or stencils.forget()


def _serve(way: Transport) -> int:
    done, size, end = 0, FIRST, time.monotonic() + TURN
    while (began := time.monotonic()) < end and (rows := due(size)):
        deliver(way, rows)
        done += len(rows)
        if len(rows) < size - size // 10:  # what falls due meanwhile may come together
            break
        taken = time.monotonic() - began
        if taken < QUICK:
            size = min(size * 2, LARGE)
        elif taken > SLOW:
            size = max(size // 2, SMALL)
    return done


LOOP = Loop("post", turn)
