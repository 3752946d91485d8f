"""Who may do what: every move asks here first."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol, runtime_checkable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.audit import SYSTEM
from tocsin.kernel.refusal import Refusal


class Role(StrEnum):
    """What a member of staff may be."""

    OFFICER = "officer"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"


WORDS = {
    Role.OFFICER: gettext_lazy("officer"),
    Role.APPROVER: gettext_lazy("approver"),
    Role.ADMINISTRATOR: gettext_lazy("administrator"),
}


@runtime_checkable
class Actor(Protocol):
    """Whoever makes a move: a member of staff; rooms need no more than this."""

    username: str
    is_active: bool
    is_officer: bool
    is_approver: bool
    is_administrator: bool


class System:
    """The program itself, acting for whoever sits at the server's own console."""

    username = SYSTEM
    is_active = is_officer = is_approver = is_administrator = True

    def __str__(self) -> str:
        return SYSTEM


def has(actor: Actor, role: Role) -> bool:
    """Whether the actor holds the role and may still sign in."""
    return bool(actor.is_active and getattr(actor, f"is_{role}"))


def require(actor: Actor, role: Role) -> None:
    """Raises Refusal where the actor does not hold the role."""
    if not has(actor, role):
        raise Refusal(
            _("Only a person with the role “%(role)s” may do this.") % {"role": WORDS[role]}
        )
