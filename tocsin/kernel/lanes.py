"""Mail to a slow domain leaves one by one: each mail's time is put behind that of the one before.

It is for a provider that turns us away when too much comes at once. Only what is queued while the
switch is on is slowed; when it is turned off, what waits in the lane leaves at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tocsin.kernel import domains, switches
from tocsin.kernel.mail import Mail
from tocsin.kernel.switches import DOMAIN_SLOW, Switch

APART = timedelta(seconds=2)  # thirty a minute


def slow(rows: Sequence[Mail], addresses: Sequence[str]) -> None:
    """Sets lane and `due_at` of new rows whose addresses lie in slow domains; saves none.

    Call it within the transaction that saves them: until its end others wait for the lane.
    """
    lanes = {one.subject: one.pk for one in switches.standing() if one.name == DOMAIN_SLOW}
    if not lanes:
        return
    found: dict[int, list[Mail]] = {}
    for row, address in zip(rows, addresses, strict=True):
        lane = lanes.get(domains.of(address))
        if lane is not None:
            found.setdefault(lane, []).append(row)
    with transaction.atomic():
        for lane in sorted(found):  # everybody in one order, so that nobody waits in a ring
            _put_behind(lane, found[lane])


def _put_behind(lane: int, rows: list[Mail]) -> None:
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


def let_go(lane: int) -> int:
    """What waits in a lane may leave now; gives how many there were."""
    waiting = Mail.objects.filter(lane=lane, state="waiting", attempts=0)
    return waiting.update(due_at=timezone.now(), lane=None)
