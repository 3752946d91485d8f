"""Alerts as they came."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.states import declare

ALERT = declare(
    "alert",
    {"new": ("taken up", "set aside"), "taken up": (), "set aside": ("new",)},
    {"new": _("new"), "taken up": _("taken up"), "set aside": _("set aside")},
)
WAYS = [("command", _("by command")), ("paste", _("pasted")), ("file", _("as a file"))]


class Alert(models.Model):
    """One arrived document; `sha256` of the original bytes makes it one however often it comes."""

    sha256 = models.CharField(max_length=64, unique=True)
    filename = models.CharField(max_length=200, blank=True)
    way = models.CharField(max_length=10, choices=WAYS)
    document_id = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    reading = models.JSONField()
    state = models.CharField(max_length=10, choices=ALERT.choices, default=ALERT.first)
    reason = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    received_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title or self.sha256[:12]
