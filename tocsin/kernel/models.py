"""The kernel's tables, gathered where Django looks for them."""

from __future__ import annotations

from tocsin.kernel.audit import Entry
from tocsin.kernel.holding import Held
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.mail import Mail
from tocsin.kernel.opened import Opened
from tocsin.kernel.throttle import Try

__all__ = ["Entry", "Held", "Mail", "Opened", "SealingKey", "Try"]
