"""An alert is received, set aside, looked at again, taken up, or joined to a case."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.intake.models import ALERT, Alert
from tocsin.intake.receiving import folder, kept, receive
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require

__all__ = ["folder", "join", "kept", "look_again", "receive", "set_aside", "take_up"]

REASON = 300


def set_aside(actor: Actor, alert: Alert, reason: str) -> None:
    """The desk will not act on this alert; the reason is kept and it can be looked at again."""
    require(actor, Role.OFFICER)
    reason = reason.strip()
    if not reason:
        raise Refusal(_("Write why it is set aside, so that others can follow."), "reason")
    if len(reason) > REASON:
        raise Refusal(
            _("This is %(length)d characters long; shorten it to %(limit)d.")
            % {"length": len(reason), "limit": REASON},
            "reason",
        )
    with transaction.atomic():
        _move(alert, "set aside", reason)
        audit.record(actor, "set aside alert", "alert", alert.pk, reason=reason)


def look_again(actor: Actor, alert: Alert) -> None:
    """An alert that was set aside is new again."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        _move(alert, "new", "")
        audit.record(actor, "look again at alert", "alert", alert.pk)


def take_up(actor: Actor, alert: Alert) -> None:
    """The alert becomes a case (which the room after this one makes, in the same transaction)."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        _move(alert, "taken up", "")
        audit.record(actor, "take up alert", "alert", alert.pk)


def join(actor: Actor, alert: Alert, other: Alert) -> None:
    """The alert tells of the case that another alert began, and belongs to it from now on."""
    require(actor, Role.OFFICER)
    first = other.joined_to or other
    if first.pk == alert.pk:
        raise Refusal(_("An alert cannot be joined to itself. Choose another one."))
    with transaction.atomic():
        if Alert.objects.select_for_update().get(pk=first.pk).state != "taken up":
            raise Refusal(_("The other alert has no case yet. Take that one up first."))
        _move(alert, "joined", "")
        Alert.objects.filter(pk=alert.pk).update(joined_to=first)
        audit.record(actor, "join alert", "alert", alert.pk, to=first.pk)
    alert.refresh_from_db()


def _move(alert: Alert, after: str, reason: str) -> None:
    """The state in the row decides, not the one a page was opened with."""
    now = Alert.objects.select_for_update().get(pk=alert.pk).state
    sentences = {
        "new": _("This alert is on the list already."),
        "taken up": _("This alert was taken up already; its case is there."),
        "joined": _("This alert was joined to a case already; its case is there."),
        "set aside": _("This alert was set aside. Look at it again before you take it up."),
    }
    ALERT.check(now, after, sentences[now])
    when = None if after == "new" else timezone.now()
    Alert.objects.filter(pk=alert.pk).update(state=after, reason=reason, decided_at=when)
    alert.refresh_from_db()
