"""What is shown of alerts."""

from __future__ import annotations

from django.db.models import Case, QuerySet, Value, When

from tocsin.intake.models import ALERT, Alert, Arrival, Attachment, Passed
from tocsin.intake.moves import folder
from tocsin.kernel import files


def alerts() -> QuerySet[Alert]:
    """All alerts, without their texts: those that wait first, the newest on top."""
    places = [When(state=state, then=Value(place)) for place, state in enumerate(ALERT.moves)]
    waiting_first = Case(*places, default=Value(len(places)))
    return Alert.objects.defer("text", "reading").order_by(waiting_first, "-pk")


def decided() -> QuerySet[Alert]:
    """Alerts that were taken up, joined or set aside, the newest on top."""
    return alerts().exclude(state=ALERT.first).order_by("-pk")


def waiting() -> QuerySet[Alert]:
    """Alerts that nobody has decided about, the oldest first."""
    return Alert.objects.defer("text", "reading").filter(state=ALERT.first).order_by("pk")


def original(alert: Alert | Arrival | Attachment | Passed) -> bytes:
    """The bytes as they came; refuses when the kept file is gone or changed."""
    return files.read(folder(), alert.sha256)


def arrivals(alert: Alert) -> QuerySet[Arrival]:
    """Each time it came, the first on top."""
    return alert.arrivals.select_related("partner").prefetch_related("attachments")


def passed() -> QuerySet[Passed]:
    """Mail that was no alert, the newest on top."""
    return Passed.objects.all()
