"""Where a request comes from; and how often one sender may do a thing, with no address kept.

Rows are for what must hold over all processes and their restarts: codes that are tried, alerts.
Who tries is a keyed tag of the network address; rows go when their time is over. Signing counts in
memory (`prefixes`), since it refuses nobody.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.kernel.crypto.home import vault
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage.turns import wait_for_turn

LONGEST = timedelta(hours=1)  # no kind is counted over more
PASSING = secrets.token_bytes(32)  # of this process, while the server is locked


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
    """Where a request comes from, for counting alone: the peer, or whom a proxy of ours names.

    `X-Forwarded-For` is read from its right end, past the networks of TOCSIN_PROXIES; what is
    further left is the sender's own word, and not believed.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    return told(peer, request.headers.get("X-Forwarded-For", ""))


def told(peer: str, forwarded: str) -> str:
    """The same of the two texts; what a proxy of ours wrote that is no address is handed on."""
    nearest = peer
    for one in (peer, *reversed(forwarded.split(",") if forwarded else [])):
        address = _address(one)
        nearest = str(address or one.strip())
        if address is None or not _is_proxy(address):
            break
    return nearest[:60]


def stranger(address: str) -> str:
    """The address, if it is somebody's: a proxy of ours that names nobody is not everybody."""
    found = _address(address)
    return "" if found is None or _is_proxy(found) else address


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it, some with a port: 192.0.2.1, 192.0.2.1:80, [2001:db8::1]."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _is_proxy(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in settings.TOCSIN_PROXIES)


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
