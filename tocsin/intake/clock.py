"""The risk clock: by which day each alert must be acted on, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.intake import urgency
from tocsin.intake.models import ALERT, FEAR, SEVERITIES, Alert, Fear
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require

RANK = {name: rank for rank, (name, _word) in enumerate(SEVERITIES)}
RUNNING = ("proposed", "confirmed")


@dataclass(frozen=True)
class Clock:
    """`by` is the day; `fear` is what sets it, None where only gravity and age do."""

    alert: Alert
    by: date
    today: date
    severity: str
    is_severity_proposed: bool
    fear: Fear | None = None

    @property
    def is_proposed(self) -> bool:
        """Whether no officer has said that this is the day."""
        return self.fear is None or self.fear.state == "proposed"

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed."""
        return self.by < self.today

    @property
    def is_near(self) -> bool:
        """Today or tomorrow."""
        return not self.is_overdue and (self.by - self.today).days <= 1

    @property
    def severity_word(self) -> str:
        """What people read."""
        return str(dict(SEVERITIES)[self.severity])

    @property
    def order(self) -> tuple[date, int, int]:
        """The first day first; of one day the gravest, then the oldest."""
        return self.by, RANK[self.severity], self.alert.pk


def clock(alert: Alert, today: date | None = None) -> Clock:
    """The clock of one alert (whose `fears` may be prefetched)."""
    fears = [one for one in alert.fears.all() if one.state in RUNNING]
    severity = alert.severity or proposed_severity(alert)
    patience = timezone.localdate(alert.received_at) + timedelta(urgency.PATIENCE[severity])
    days = [(one.day, one.pk, one) for one in fears if one.day]
    day, _pk, fear = min(days, default=(patience, 0, None))
    if day > patience:
        day, fear = patience, None
    now = today or timezone.localdate()
    return Clock(alert, day, now, severity, not alert.severity, fear)


def proposed_severity(alert: Alert) -> str:
    """From the issues of the document and what is feared in it."""
    feared = [one.text for one in alert.fears.all()]
    return urgency.severity(alert.reading.get("issues", []), feared)


def ranked(alerts: Iterable[Alert], today: date | None = None) -> list[Clock]:
    """The most pressing first."""
    return sorted((clock(alert, today) for alert in alerts), key=lambda one: one.order)


def waiting() -> list[Clock]:
    """All alerts that nobody has decided about."""
    rows = Alert.objects.filter(state=ALERT.first).defer("text").prefetch_related("fears")
    return ranked(rows)


def pressing(within: int = 3) -> list[Fear]:
    """Feared days of alerts that were taken up: confirmed, and near or past, the first on top."""
    last = timezone.localdate() + timedelta(within)
    found = Fear.objects.filter(state="confirmed", day__lte=last, alert__state="taken up")
    return list(found.select_related("alert").order_by("day", "pk"))


def set_severity(actor: Actor, alert: Alert, severity: str) -> None:
    """How grave an officer judges it."""
    require(actor, Role.OFFICER)
    if severity not in RANK:
        raise Refusal(_("Choose how grave it is from the list."), "severity")
    with transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(severity=severity)
        audit.record(actor, "set severity", "alert", alert.pk, severity=severity)
    alert.refresh_from_db()


def confirm(actor: Actor, fear: Fear, day: date | None) -> None:
    """The day by which it may happen, as an officer reads it."""
    require(actor, Role.OFFICER)
    if day is None:
        raise Refusal(_("Write the day by which it may happen, or say there is none."), "day")
    _turn(actor, fear, "confirmed", "confirm fear", day=day)


def dismiss(actor: Actor, fear: Fear) -> None:
    """No day can be told from the words; the clock runs by gravity and age."""
    require(actor, Role.OFFICER)
    _turn(actor, fear, "dismissed", "dismiss fear")


def end(actor: Actor, fear: Fear) -> None:
    """The day is over, whatever happened; what happened is said in the case's claims."""
    require(actor, Role.OFFICER)
    _turn(actor, fear, "over", "end fear")


def _turn(actor: Actor, fear: Fear, after: str, verb: str, **values: date) -> None:
    sentence = _("Somebody has decided about this day already; nothing was changed.")
    with transaction.atomic():
        now = Fear.objects.select_for_update().get(pk=fear.pk)
        FEAR.check(now.state, after, sentence)
        Fear.objects.filter(pk=fear.pk).update(state=after, said_by=actor.username, **values)
        told = {name: day.isoformat() for name, day in values.items()}
        audit.record(actor, verb, "alert", fear.alert_id, fear=fear.pk, **told)
    fear.refresh_from_db()
