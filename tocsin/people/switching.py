"""Who may turn a switch: in a storm one person must be enough, and everybody sees it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tocsin.kernel import switches
from tocsin.kernel.mail.holding import let_go
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.switches import Switch
from tocsin.people.roles import Actor, Role, has


def may_turn(actor: Actor) -> bool:
    """Any role is enough; an account without one is not."""
    return any(has(actor, role) for role in Role)


def turn(actor: Actor, name: str, subject: str, on: bool, why: str = "") -> None:
    """Turns a switch on, or off again. Raises Refusal: no role, or as kernel.switches.turn."""
    if not may_turn(actor):
        raise Refusal(_("Only officers, approvers and administrators may turn a switch."))
    switches.turn(actor, name, subject, on, why)


def undo(actor: Actor, switch: Switch) -> None:
    """Turns off what is on; mail that was slowed leaves at once.

    Raises Refusal for the log that waits after a restore: a click is no mirror.
    """
    if switch.name == switches.LOG_WAITS:
        raise Refusal(
            _("Only the administrator lets the log go on, at the server: tocsin log recover MIRROR")
        )
    turn(actor, switch.name, switch.subject, False)
    if switch.name == switches.DOMAIN_SLOW:
        let_go(switch.pk)
