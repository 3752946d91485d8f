"""Two records of one case that are one, or are two: what a person decided, and what moved."""

from __future__ import annotations

from django.db import models

from tocsin.cases.words import RECORDS
from tocsin.kernel.merging import MATCH, Pair

__all__ = ["MATCH", "Match"]


class Match(Pair):
    """A decision on two sources or two persons of one case."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="matches")
    kind = models.CharField(max_length=10, choices=RECORDS)

    class Meta(Pair.Meta):
        constraints = [
            models.UniqueConstraint(fields=["kind", "kept", "gone"], name="one_match_of_a_pair")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.gone} → {self.kept}"
