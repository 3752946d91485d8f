"""What is good once, whichever of several machines it comes to; kept until it is of no use.

One machine knows that in its memory, and nothing is written. A row tells neither who used it nor
for what, and its time to the hour alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.utils import timezone

from tocsin.kernel import coarse, machines
from tocsin.kernel.storage import rows

LASTS = timedelta(hours=1)  # at least; two hours at most


class Once(models.Model):
    """`mark` (16 bytes) was used; `by` whom, which is a word of one transaction alone."""

    mark = models.BinaryField(max_length=16, primary_key=True)
    by = models.BinaryField(max_length=8)
    until = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"used until {self.until}"


def use(marks: Iterable[bytes]) -> set[bytes]:
    """Those that nobody has used before, which are used from now on; in the open transaction."""
    # In one order, so that no two machines wait for each other in a ring.
    asked = sorted(set(marks))
    if not asked or not machines.is_shared():
        return set(asked)
    by, until = secrets.token_bytes(8), coarse.hour(timezone.now()) + 2 * LASTS
    made = [rows.new(Once, mark=one, by=by, until=until) for one in asked]
    rows.insert(made, unless_there=True)
    return {bytes(one) for (one,) in rows.find(Once, ("mark",), mark=asked, by=[by])}


def forget() -> None:
    """Deletes what is of no use any more."""
    if machines.is_shared():
        Once.objects.filter(until__lte=timezone.now())._raw_delete("default")
