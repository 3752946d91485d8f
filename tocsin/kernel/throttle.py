"""How often one sender may do a thing: the tries of the last while are counted, no address kept.

Who tries is a keyed tag of the network address; rows go when their time is over.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.kernel.home import vault
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.turns import wait_for_turn
from tocsin.kernel.vault import Locked

LONGEST = timedelta(hours=1)  # no kind is counted over more
PASSING = secrets.token_bytes(32)  # of this process, while the server is locked
LOOPBACK = {"127.0.0.1", "::1", ""}


class Try(models.Model):
    """One try of one kind; `mark` tells nothing without the server's runtime keys."""

    kind = models.CharField(max_length=20)
    mark = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        app_label = "kernel"
        indexes = [models.Index(fields=["kind", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


def forget() -> int:
    """Deletes tries that nothing counts any more, where nobody tried since; how many there were."""
    old = Try.objects.filter(at__lt=timezone.now() - LONGEST)
    return old.delete()[0] if old.exists() else 0


def connection(request: HttpRequest) -> str:
    """Where a request comes from, for counting alone.

    Behind a proxy of this machine it is the last address that the proxy wrote down; what a
    sender wrote before it is not believed.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return told[:60] if told and peer in LOOPBACK else peer


def _mark(text: str) -> bytes:
    """An alert must come in while the server is locked too: each process then counts for itself."""
    try:
        return vault().tag("throttle", text)
    except Locked:
        return hmac.digest(PASSING, text.encode(), "sha256")


def admit(kind: str, who: str, most: int, span: timedelta) -> None:
    """Counts a try; raises Refusal when `who` has made `most` of them within `span` already."""
    mark = _mark(f"{kind} {who}")
    now = timezone.now()
    with transaction.atomic():
        wait_for_turn(mark)
        Try.objects.filter(kind=kind, at__lt=now - span).delete()
        if Try.objects.filter(kind=kind, mark=mark).count() >= most:
            raise Refusal(
                _("Too much was sent from your connection. Wait %(minutes)d minutes, try again.")
                % {"minutes": max(1, int(span.total_seconds() // 60))}
            )
        Try.objects.create(kind=kind, mark=mark, at=now)
