"""The audit trail: written in the same transaction as the change it tells of."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

SYSTEM = "system"


class Entry(models.Model):
    """One move: who did which verb to what, when. Never a signatory's name or address.

    `position` is its place in the private log that binds it (kernel.audit_log).
    """

    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=150)
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)
    position = models.BigIntegerField(null=True, unique=True)

    class Meta:
        app_label = "kernel"
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "subject"])]

    def __str__(self) -> str:
        return f"{self.actor} {self.verb} {self.kind} {self.subject}"


def record(actor: object, verb: str, kind: str, subject: object, **detail: Any) -> Entry:
    """Writes one entry; refuses (RuntimeError) to be called outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry belongs in the transaction of its move")
    return Entry.objects.create(
        actor=str(actor), verb=verb, kind=kind, subject=str(subject), detail=detail
    )


def trail(kind: str, subject: object) -> models.QuerySet[Entry]:
    """The entries of one thing, newest first."""
    return Entry.objects.filter(kind=kind, subject=str(subject))
