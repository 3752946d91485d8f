"""Two records of one case, or two cases, that are one or two: what a person decided."""

from __future__ import annotations

from django.db import models

from tocsin.cases.words import RECORDS, TWINS
from tocsin.kernel.storage.merging import MATCH, Pair

__all__ = ["MATCH", "Match", "Twin"]


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


class Twin(Pair):
    """A decision on a case (`kept`) and another case or an alert (`gone`), by `kind`."""

    kind = models.CharField(max_length=10, choices=TWINS)

    class Meta(Pair.Meta):
        constraints = [
            models.UniqueConstraint(fields=["kind", "kept", "gone"], name="one_match_of_twins")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.gone} → case {self.kept}"
