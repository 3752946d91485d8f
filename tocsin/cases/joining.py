"""A second alert about one case: it joins the case as another voice, and nothing is merged."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.cases.models import Case
from tocsin.cases.sources import add_source, spellings
from tocsin.intake import moves as intake
from tocsin.intake import verdicts
from tocsin.intake.models import Alert, Likeness
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require


def join(actor: Actor, pair: Likeness) -> Case:
    """The same case: the alert that waits joins the one that was taken up, with its source.

    Raises Refusal where neither, or both, have a case.
    """
    require(actor, Role.OFFICER)
    with transaction.atomic():
        alert, first = _sides(pair)
        intake.join(actor, alert, first)
        case = Case.objects.get(alert=alert.joined_to)
        _name_source(actor, case, alert)
        verdicts.say(actor, pair, "same")
        audit.record(actor, "join alert", "case", case.pk, alert=alert.pk)
    return case


def _sides(pair: Likeness) -> tuple[Alert, Alert]:
    """The alert that waits, and the one with a case."""
    sides = list(Alert.objects.filter(pk__in=[pair.alert_id, pair.other_id]))
    waiting = [one for one in sides if one.state == "new"]
    begun = [one for one in sides if one.state in {"taken up", "joined"}]
    if len(waiting) == 2:
        raise Refusal(_("Neither alert has a case yet. Take one of them up first."))
    if len(waiting) != 1 or len(begun) != 1:
        raise Refusal(_("One of the two alerts does not wait any more; nothing was changed."))
    return waiting[0], begun[0]


def _name_source(actor: Actor, case: Case, alert: Alert) -> None:
    """Who sent it is a source of the case; protected, until an officer says otherwise."""
    arrival = alert.arrivals.select_related("partner").first()
    told = alert.reading.get("partner") or (arrival and arrival.partner and arrival.partner.name)
    name = str(told or (arrival and arrival.sender) or "")
    known = {one for source in case.sources.all() for one in spellings(source)}
    if name and name.casefold() not in known:
        note = _("Sent the alert “%(title)s” too.") % {"title": str(alert)[:200]}
        add_source(actor, case, name, "partner", protected=not told, note=note)


def joined(case: Case) -> list[Alert]:
    """The other alerts that told of the case, the first on top."""
    return list(case.alert.joined.order_by("pk")) if case.alert else []
