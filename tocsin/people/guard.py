"""The guard against overwriting: who saves on an old version is told who was faster."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.kernel.refusal import Refusal
from tocsin.people.models import Staff

VERSION = "version"


def name_of(username: str) -> str:
    """The name colleagues read for a user name; the user name itself for the program."""
    person = Staff.objects.filter(username=username).first()
    return person.get_full_name() if person else username


def save(row: Any, version: int, **values: Any) -> None:
    """Writes values and the next version, if `version` still is the newest; else refuses.

    The row has the fields `version`, `changed_by` and `changed_at`. The refusal's field is
    "version", by which a face knows to show both texts.
    """
    rows = type(row)._default_manager.filter(pk=row.pk, version=version)
    if not rows.update(version=F("version") + 1, changed_at=timezone.now(), **values):
        row.refresh_from_db()
        raise Refusal(
            _(
                "%(name)s changed this while you were writing. Nothing of yours is lost: "
                "compare the two texts, then save again."
            )
            % {"name": name_of(row.changed_by)},
            VERSION,
        )
    row.refresh_from_db()
