"""Conveyances and the attempts to deliver them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.appeals.models import Appeal
from tocsin.authorities.models import CHANNELS, Authority
from tocsin.kernel.states import declare
from tocsin.publishing.models import Revision

CONVEYANCE = declare(
    "conveyance",
    {
        "prepared": ("sent", "delivered", "refused", "returned"),
        "sent": ("sent", "delivered", "refused", "returned"),
        "refused": ("sent", "delivered", "refused", "returned"),
        "returned": ("sent", "delivered", "refused", "returned"),
        "delivered": (),
    },
    {
        "prepared": _("prepared"),
        "sent": _("sent, not yet proved"),
        "delivered": _("delivered"),
        "refused": _("refused"),
        "returned": _("returned"),
    },
)
RESULTS = [
    (state, CONVEYANCE.words[state]) for state in ("sent", "delivered", "refused", "returned")
]


class Conveyance(models.Model):
    """One delivery to one addressee: what was in it, and how far it got."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="conveyances")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    tally = models.JSONField()
    bundle_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=CONVEYANCE.choices, default=CONVEYANCE.first)
    prepared_by = models.CharField(max_length=150)
    prepared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "authority", "number"], name="conveyance_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.appeal} → {self.authority} ({self.number})"


class Attempt(models.Model):
    """One try to hand it over. Without evidence (a file and its SHA-256) nothing is delivered."""

    conveyance = models.ForeignKey(Conveyance, on_delete=models.PROTECT, related_name="attempts")
    channel = models.CharField(_("way"), max_length=10, choices=CHANNELS)
    result = models.CharField(_("result"), max_length=10, choices=RESULTS)
    on = models.DateField(_("date"))
    note = models.TextField(_("what happened"), blank=True)
    evidence_name = models.CharField(max_length=200, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(result="delivered") | ~models.Q(evidence_sha256=""),
                name="delivered_needs_evidence",
            )
        ]

    def __str__(self) -> str:
        return f"{self.conveyance}: {self.result}"
