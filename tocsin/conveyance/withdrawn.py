"""A voice that was handed over is withdrawn: whoever got it is told, within thirty days.

Nobody here knows whose it was. The bundles hold it among others, and the leaf hash and the
commitment of its entry in the public log are all there is to say; an opened record gives the same
commitment (`signing.commitments`), by which the organisation finds it where the key is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tocsin.conveyance.models import Conveyance
from tocsin.kernel import audit
from tocsin.people.roles import Actor, Role, require
from tocsin.signing import erasing
from tocsin.signing.models import Withdrawn


@dataclass(frozen=True)
class ToTell:
    """One withdrawn voice, and those who were handed it before."""

    row: Withdrawn
    conveyances: list[Conveyance]

    @property
    def leaf(self) -> str:
        """The hash of its entry in the log."""
        return bytes(self.row.leaf).hex()

    @property
    def commitment(self) -> str:
        """What the record on the machine apart gives (`signing.commitments`)."""
        return bytes(self.row.commitment).hex()

    @property
    def by(self) -> date:
        """The last day for telling it."""
        return self.row.on + erasing.TELL

    @property
    def is_late(self) -> bool:
        """Whether that day has passed."""
        return self.by < timezone.localdate()


def to_tell() -> list[ToTell]:
    """What is to be told, the most pressing first; what nobody was handed is not listed."""
    handed = Conveyance.objects.select_related("appeal", "authority").order_by("pk")
    rows = list(erasing.to_tell())
    of_appeal: dict[int, list[Conveyance]] = {}
    for one in handed.filter(appeal__in={row.appeal_id for row in rows}):
        of_appeal.setdefault(one.appeal_id, []).append(one)
    found = [ToTell(row, _had(row, of_appeal.get(row.appeal_id, []))) for row in rows]
    return [one for one in found if one.conveyances]


def _had(row: Withdrawn, conveyances: list[Conveyance]) -> list[Conveyance]:
    return [one for one in conveyances if erasing.had(row, [one.prepared_at])]


def told(actor: Actor, row: Withdrawn) -> None:
    """A person has told everybody; nothing of the row is kept but its mark in the trail."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        if erasing.forget(Q(pk=row.pk)):
            leaf = bytes(row.leaf).hex()
            audit.record(actor, "tell of a withdrawn voice", "appeal", row.appeal, leaf=leaf)
