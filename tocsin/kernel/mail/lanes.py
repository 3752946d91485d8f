"""Mail to a slow domain leaves one by one: each mail's time is put behind that of the one before.

It is for a provider that turns us away when too much comes at once. Only what is queued while the
switch is on is slowed; when it is turned off, what waits in the lane leaves at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from tocsin.kernel import domains, switches
from tocsin.kernel.switches import DOMAIN_SLOW, Switch

APART = timedelta(seconds=2)  # thirty a minute


class Queued(Protocol):
    """A row of the outbox, which asks this module and so cannot be asked for here."""

    lane: int | None
    due_at: datetime | None


def slow(rows: Sequence[Queued], addresses: Sequence[str]) -> None:
    """Sets lane and `due_at` of new rows whose addresses lie in slow domains; saves none.

    Call it within the transaction that saves them: until its end others wait for the lane.
    """
    lanes = {one.subject: one.pk for one in switches.standing() if one.name == DOMAIN_SLOW}
    if not lanes:
        return
    found: dict[int, list[Queued]] = {}
    for row, address in zip(rows, addresses, strict=True):
        lane = lanes.get(domains.of(address))
        if lane is not None:
            found.setdefault(lane, []).append(row)
    with transaction.atomic():
        for lane in sorted(found):  # everybody in one order, so that nobody waits in a ring
            _put_behind(lane, found[lane])


def _put_behind(lane: int, rows: list[Queued]) -> None:
    switch = Switch.objects.select_for_update().filter(pk=lane).first()
    if switch is None:  # turned off since it was read
        return
    at: datetime = max(timezone.now(), switch.next_at or timezone.now())
    for row in rows:
        if row.due_at is None:  # kept back for another reason: whoever lets it go knows when
            continue
        row.lane, row.due_at = lane, max(at, row.due_at)
        at += APART
    Switch.objects.filter(pk=lane).update(next_at=at)
