"""The guard of an appeal: locked while it changes, and nobody overwrites what they did not see."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tocsin.appeals.models import Appeal
from tocsin.kernel.refusal import Refusal
from tocsin.people import guard
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
    """Writes values and the next version; refuses where `version` is not the newest any more."""
    guard.save(appeal, version, changed_by=actor.username, **values)
