"""Two records of one case that are one, or are two: what a person decided, and what moved."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.cases.words import RECORDS
from tocsin.kernel.states import declare

MATCH = declare(
    "match",
    {"apart": ("merged",), "merged": ("apart",)},
    {"apart": _("kept apart"), "merged": _("merged")},
)


class Match(models.Model):
    """A decision on two sources or two persons: `gone` is `kept`, or both are known to be two.

    `moved` lists what went over to the kept record. `before` and `after` hold the fields of the
    kept record that the merge changed, so that an undo restores them and nothing else.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="matches")
    kind = models.CharField(max_length=10, choices=RECORDS)
    kept = models.PositiveBigIntegerField()
    gone = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=MATCH.choices, default=MATCH.first)
    moved = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "kept", "gone"], name="one_match_of_a_pair")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.gone} → {self.kept}"
