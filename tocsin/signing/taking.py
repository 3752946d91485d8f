"""Voices are taken out of the count and into a batch, some hundred at a time.

They may be a million, and on SQLite nobody can sign while one of these parts is written. What
takes longer than whoever holds them back can wait for, the worker goes on with.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals.models import Appeal
from tocsin.kernel import coarse
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require
from tocsin.signing import holds
from tocsin.signing.holds import Filter
from tocsin.signing.models import Hold, Signature

AT_ONCE = 500  # voices of one transaction
PATIENCE, TURN = 2.0, 5.0  # seconds of a person, and of the worker


def hold_back(actor: Actor, appeal: Appeal, wanted: Filter, why: str) -> Hold:
    """Takes what the filter chooses out of the count, as one batch for two people.

    Voices that are counted after this minute stay. Raises Refusal (field "why") without a reason,
    and where nothing is chosen.
    """
    require(actor, Role.OFFICER)
    now = coarse.minute(timezone.now()) + timedelta(minutes=1)
    wanted = replace(wanted, until=min(wanted.until or now, now))
    number = _chosen(appeal.pk, wanted).count()
    with transaction.atomic():
        made = holds.make(actor, appeal, wanted, why, taking=True)
        if not number:
            raise Refusal(_("Nothing that counts was chosen; nothing was changed."))
        holds.record(actor, "hold back", made, number=number, why=made.why)
    go_on(made, PATIENCE)
    made.refresh_from_db()
    return made


def go_on(batch: Hold, seconds: float) -> int:
    """Takes for so long what is still to be taken into a batch; how many voices."""
    rows = _chosen(batch.appeal_id, Filter(batch.since, batch.until, _domain(batch)))
    end, done = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        keys = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        taken = _take(batch, keys) if keys else None
        if taken is None:
            Hold.objects.filter(pk=batch.pk).update(taking=False)
            break
        done += taken
    return done


def _chosen(appeal_id: int, wanted: Filter) -> QuerySet[Signature]:
    return Signature.objects.filter(wanted.condition(), appeal=appeal_id)


def _domain(batch: Hold) -> bytes | None:
    return bytes(batch.domain) if batch.domain else None


def turn() -> int:
    """Goes on with the batches that are not whole; how many voices."""
    return sum(go_on(one, TURN) for one in Hold.objects.filter(taking=True).order_by("pk"))


def sweep(batch: Hold, rows: QuerySet[Signature]) -> int:
    """Takes these voices into a batch, unless it is decided meanwhile; how many."""
    keys, done = list(rows.values_list("pk", flat=True)), 0
    for at in range(0, len(keys), AT_ONCE):
        taken = _take(batch, keys[at : at + AT_ONCE])
        if taken is None:
            break
        done += taken
    return done


def _take(batch: Hold, keys: list[int]) -> int | None:
    """Those that count, into a batch that is open: voices first, as whoever confirms locks them."""
    with transaction.atomic():
        rows = Signature.objects.filter(pk__in=keys, state="counted").order_by("pk")
        some = list(rows.select_for_update(of=["self"]).values_list("pk", flat=True))
        if holds.lock(batch).state != "open":
            return None
        number = Signature.objects.filter(pk__in=some).update(state="held", hold=batch)
        Hold.objects.filter(pk=batch.pk).update(number=F("number") + number)
    return number
