"""Who has a text open to change it: a light note for the others, no lock.

It is left by a POST, as everything that is written; it fades by itself. Who never presses the
button leaves none, and is still held by the version of the row when saving.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

FADES = timedelta(minutes=10)  # without a save or a reload


class Opened(models.Model):
    """Somebody opened a thing to change it at `since`, and was last seen at it at `seen`."""

    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    by = models.CharField(max_length=150)
    since = models.DateTimeField()
    seen = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "kernel"
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "by"], name="opened_once_by_each")
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.kind} {self.subject}"


def leave(by: str, kind: str, subject: object) -> None:
    """Notes that `by` has it open, from now on or still; notes that faded are swept away."""
    now = timezone.now()
    with transaction.atomic():
        Opened.objects.filter(seen__lt=now - FADES).delete()
        named = {"kind": kind, "subject": str(subject), "by": by}
        Opened.objects.update_or_create(
            **named, defaults={"seen": now}, create_defaults={"seen": now, "since": now}
        )


def close(by: str, kind: str, subject: object) -> None:
    """It was saved, or given up."""
    Opened.objects.filter(kind=kind, subject=str(subject), by=by).delete()


def others(by: str, kind: str, subject: object) -> list[Opened]:
    """Who else has it open, the longest first."""
    fresh = Opened.objects.filter(kind=kind, subject=str(subject), seen__gte=timezone.now() - FADES)
    return list(fresh.exclude(by=by))
