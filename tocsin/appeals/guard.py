"""The guard of an appeal: locked while it changes, and nobody overwrites what they did not see."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals.models import Appeal
from tocsin.cases.guard import VERSION, name_of
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor


def hold(appeal: Appeal) -> Appeal:
    """The appeal as it is now, locked for this transaction."""
    return Appeal.objects.select_for_update().get(pk=appeal.pk)


def hold_open(appeal: Appeal) -> Appeal:
    """The same; raises Refusal where the appeal is closed or withdrawn."""
    held = hold(appeal)
    if held.state == "withdrawn":
        raise Refusal(_("This appeal is withdrawn for good. Make a new one."))
    if held.state == "closed":
        raise Refusal(_("This appeal is closed. Open it again before you change it."))
    return held


def save(actor: Actor, appeal: Appeal, version: int, **values: Any) -> None:
    """Writes values and the next version, if `version` still is the newest.

    The refusal's field is "version": by it a face knows to show both texts.
    """
    rows = Appeal.objects.filter(pk=appeal.pk, version=version)
    values |= {"changed_by": actor.username, "changed_at": timezone.now()}
    changed = rows.update(version=F("version") + 1, **values)
    appeal.refresh_from_db()
    if not changed:
        raise Refusal(
            _(
                "%(name)s changed this appeal while you were writing. Nothing of yours is lost: "
                "compare the two, then save again."
            )
            % {"name": name_of(appeal.changed_by)},
            VERSION,
        )
