"""Joining the network and leaving it. Bringing in a list and mailing out have their own modules
and are named here as well.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.kernel import audit
from tocsin.kernel.mail.outbox import Mail, queue, withdraw
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import rows
from tocsin.mailing import network
from tocsin.mailing.lists import bring_in
from tocsin.mailing.mailouts import dispatch
from tocsin.mailing.models import SUBSCRIBER, Dispatch, Notice, Subscriber
from tocsin.mailing.network import Wish, hashed
from tocsin.mailing.welcome import join_mail
from tocsin.people.roles import System

__all__ = ["ask", "bring_in", "confirm", "dispatch", "forget_unconfirmed", "invited", "leave"]

PAUSE = timedelta(minutes=10)
FORGOTTEN_AT_ONCE = 500


def ask(address: str, language: str, countries: Iterable[str], issues: Iterable[str]) -> None:
    """Somebody wants to join. Does the same whoever asked before; a mail every ten minutes."""
    address = network.checked(address)
    wanted = network.wish(language, countries, issues)
    mark = network.tag(address)
    with transaction.atomic():
        row, new = Subscriber.objects.select_for_update().get_or_create(
            tag=mark,
            defaults={
                "address": network.encrypted(address, mark),
                "language": wanted.language,
                "leave": network.new_leave(),
            },
        )
        due = new or row.wish is None or row.asked_at < timezone.now() - PAUSE
        _invite(row, address, wanted, due=due)


def _invite(row: Subscriber, address: str, wanted: Wish, *, due: bool) -> None:
    """A mail too many leaves nothing but the wish; else the same is done to nothing.

    How long it takes would tell that somebody asked for this mailbox just before.
    """
    token = secrets.token_urlsafe(32)
    mark = bytes(row.tag)
    if row.state == "left":
        row.state = SUBSCRIBER.check(row.state, "asked", "")
        row.leave = network.new_leave()
        row.address = network.encrypted(address, mark)
    row.wish = wanted.as_json()
    if due:
        row.asked_at, row.token_hash = timezone.now(), hashed(token)
    row.save()
    audit.record(System(), "ask to join", "subscriber", row.pk)
    mail = join_mail(row.pk, address, token, wanted)
    queue([mail])
    rows.delete(Mail, key=["" if due else mail.key])


def invited(token: str) -> Subscriber:
    """Who holds the link of a join mail; raises Refusal where it is altered, used up or old."""
    row = Subscriber.objects.filter(token_hash=hashed(token)).first()
    oldest = timezone.now() - timedelta(days=settings.TOCSIN_CONFIRM_DAYS)
    if row is None or row.asked_at < oldest:
        raise Refusal(
            _(
                "This link does not work any more, or a part of it is missing. Use the link in "
                "the newest mail from us, or join again."
            )
        )
    return row


def confirm(token: str) -> Subscriber:
    """The link's button was pressed: now they are of the network. Repeating is harmless."""
    with transaction.atomic():
        row = Subscriber.objects.select_for_update().get(pk=invited(token).pk)
        if row.wish is not None:
            row.language = row.wish["language"]
            row.countries, row.issues = row.wish["countries"], row.wish["issues"]
            row.wish = None
            if row.state == "asked":
                row.state, row.agreed_at = "subscribed", timezone.now()
            row.save()
            audit.record(System(), "confirm joining", "subscriber", row.pk)
    return row


def leave(word: str) -> Subscriber:
    """The unsubscribe link: address and interests go, and mails that have not gone.

    Doing it again is harmless. Raises Refusal for a link that is altered.
    """
    with transaction.atomic():
        # PostgreSQL breaks off at a null character; a space is in no link of ours either.
        meant = word.replace("\0", " ")
        row = Subscriber.objects.select_for_update().filter(leave=meant).first()
        if row is None:
            raise Refusal(
                _(
                    "A part of this link is missing, or it is an old one. "
                    "Open the link in the newest mail from us, whole and unaltered."
                )
            )
        if row.state != "left":
            forget(row)
    return row


def forget(row: Subscriber) -> None:
    """Address, interests and mails that have not gone are destroyed; the row must be locked."""
    row.state = "left"
    row.address = row.token_hash = row.wish = row.agreed_at = None
    row.countries, row.issues = [], []
    row.save()
    for kind, sent in (("dispatch", Dispatch.objects), ("correction", Notice.objects)):
        withdraw(f"{kind}-{pk}-{row.pk}" for pk in sent.values_list("pk", flat=True))
    audit.record(System(), "leave", "subscriber", row.pk)


def forget_unconfirmed() -> int:
    """Deletes those who never confirmed in TOCSIN_CONFIRM_DAYS; gives how many."""
    oldest = timezone.now() - timedelta(days=settings.TOCSIN_CONFIRM_DAYS)
    old = Subscriber.objects.filter(state="asked", asked_at__lt=oldest)
    keys = list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    if not keys:
        return 0
    gone, _kinds = Subscriber.objects.filter(pk__in=keys, state="asked").delete()
    return gone
