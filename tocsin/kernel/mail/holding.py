"""Mail about one thing is held back at once, let go again, or destroyed before it goes.

`Held` has a row for each thing whose mails may not leave. The post office asks for it when it
takes a mail and once more when it begins to send, so nothing begins after the row is there.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from tocsin.kernel import switches
from tocsin.kernel.mail.outbox import Mail


class Held(models.Model):
    """Mails with this `about` stay where they are."""

    about = models.CharField(max_length=60, primary_key=True)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return self.about


def hold(about: str) -> None:
    """From now on no mail about it begins to leave; those made later wait as well."""
    Held.objects.get_or_create(about=about)


def release(about: str) -> None:
    """What waited may go."""
    Held.objects.filter(about=about).delete()


def let_go(lane: int) -> int:
    """What waits in a slow lane may leave now; gives how many there were."""
    waiting = Mail.objects.filter(lane=lane, state="waiting", attempts=0)
    return waiting.update(due_at=timezone.now(), lane=None)


def is_held(about: str) -> bool:
    """Whether mails about it are held back."""
    return Held.objects.filter(about=about).exists()


def is_any_held(abouts: Iterable[str]) -> bool:
    """Whether mails about one of these are held back, or all mail is paused."""
    paused = switches.on(switches.MAIL_PAUSED)
    return paused or Held.objects.filter(about__in=set(abouts)).exists()


def free(rows: QuerySet[Mail]) -> QuerySet[Mail]:
    """Those of the mails that are not held back; none while all mail is paused."""
    if switches.on(switches.MAIL_PAUSED):
        return rows.none()
    return rows.exclude(about__in=Held.objects.values("about"))


def destroy(about: str) -> int:
    """Deletes mails about it that have not gone, address and all; gives how many there were."""
    rows = Mail.objects.filter(about=about).exclude(state__in=["sending", "sent"])
    return rows.delete()[0]
