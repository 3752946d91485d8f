"""The kernel's tables, gathered where Django looks for them."""

from __future__ import annotations

from tocsin.kernel.audit import Entry
from tocsin.kernel.audit_log import Sealed
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.machines import Worker
from tocsin.kernel.mail.bounces import Bounced
from tocsin.kernel.mail.holding import Held
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.mail.stencils import Stencil
from tocsin.kernel.minutes import Minute
from tocsin.kernel.once import Once
from tocsin.kernel.opened import Opened
from tocsin.kernel.switches import Switch
from tocsin.kernel.transparency.ledger import Checkpointed, Entered, LedgerEntry
from tocsin.kernel.transparency.witnessing import Seen
from tocsin.kernel.web.throttle import Try

__all__ = [
    "Bounced",
    "Checkpointed",
    "Entered",
    "Entry",
    "Held",
    "LedgerEntry",
    "Mail",
    "Minute",
    "Once",
    "Opened",
    "Sealed",
    "SealingKey",
    "Seen",
    "Stencil",
    "Switch",
    "Try",
    "Worker",
]
