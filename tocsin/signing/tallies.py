"""The published count, read from the numbers that the database keeps (`kernel.storage.counters`).

It costs the same with none and with millions of signatures. `tocsin doctor` compares it with the
rows; `tocsin rebuild` counts them anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet, Sum

from tocsin.appeals.models import Appeal
from tocsin.kernel.storage import counters

CLASSES = {
    ("counted", "web"): "confirmed",
    ("counted", "paper"): "paper",
    ("unconfirmed", "web"): "unconfirmed",
    ("unconfirmed", "paper"): "unconfirmed",
    ("held", "web"): "held",
    ("held", "paper"): "held",
}


class Tallied(models.Model):
    """How many signatures an appeal has of each kind (`kernel.storage.counters`); a part, or all.

    `named` are those whose owners chose to show their names.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="tallied")
    state = models.CharField(max_length=12)
    channel = models.CharField(max_length=5)
    named = models.BooleanField()
    number = models.BigIntegerField()

    class Meta:
        app_label = "signing"
        indexes = [models.Index(fields=["appeal", "state", "channel", "named"])]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


COUNTER = counters.declare(
    "signing_signature",
    "signing_tallied",
    appeal_id="{row}.appeal_id",
    state="{row}.state",
    channel="{row}.channel",
    named="({row}.public_name <> '')",
)


@dataclass(frozen=True)
class Tally:
    """The published count, by class; `unconfirmed` and `held` (back) are shown and not counted."""

    confirmed: int = 0
    paper: int = 0
    unconfirmed: int = 0
    held: int = 0


def tally(appeal: Appeal) -> Tally:
    """That of one appeal."""
    rows = Tallied.objects.filter(appeal=appeal).values_list("state", "channel")
    return _told((*kind, number) for *kind, number in rows.annotate(found=Sum("number")))


def tallies() -> dict[int, Tally]:
    """That of every appeal that somebody signed, by the appeal's pk."""
    rows = Tallied.objects.values_list("appeal_id", "state", "channel")
    found: dict[int, list[tuple[str, str, int]]] = {}
    for pk, state, channel, number in rows.annotate(found=Sum("number")):
        if number:
            found.setdefault(pk, []).append((state, channel, number))
    return {pk: _told(numbers) for pk, numbers in found.items()}


def _told(rows: Iterable[tuple[str, str, int]]) -> Tally:
    told: dict[str, int] = {}
    for state, channel, number in rows:
        if name := CLASSES.get((state, channel)):
            told[name] = told.get(name, 0) + number
    return Tally(**told)


def number_named(appeal: Appeal) -> int:
    """How many are counted and chose to show their names."""
    return _sum(Tallied.objects.filter(appeal=appeal, state="counted", named=True))


def number_held(appeals: QuerySet[Any, Any]) -> int:
    """How many are held back under these."""
    return _sum(Tallied.objects.filter(appeal__in=appeals, state="held"))


def _sum(rows: QuerySet[Tallied]) -> int:
    return rows.aggregate(found=Sum("number"))["found"] or 0
