"""What officers said of two alerts that look like one case; a word that was given is remembered."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.intake.models import Alert, Likeness
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor


def pairs(alert: Alert) -> QuerySet[Likeness]:
    """Every pair of this alert, the most alike first, those decided among them."""
    mine = Likeness.objects.filter(Q(alert=alert) | Q(other=alert))
    return mine.select_related("alert", "other")


def open_pairs() -> QuerySet[Likeness]:
    """Pairs that nobody has decided about, of which one alert still waits."""
    undecided = Likeness.objects.filter(verdict="open")
    waiting = undecided.filter(Q(alert__state="new") | Q(other__state="new"))
    return waiting.select_related("alert", "other").order_by("-score", "pk")


def say(actor: Actor, pair: Likeness, verdict: str) -> None:
    """Writes a verdict down, once."""
    with transaction.atomic():
        held = Likeness.objects.select_for_update().get(pk=pair.pk)
        if held.verdict != "open":
            raise Refusal(_("Somebody has decided about these two already; nothing was changed."))
        Likeness.objects.filter(pk=pair.pk).update(
            verdict=verdict, decided_by=actor.username, decided_at=timezone.now()
        )
        told = {"other": pair.other_id, "verdict": verdict}
        audit.record(actor, "compare alerts", "alert", pair.alert_id, **told)
    pair.refresh_from_db()
