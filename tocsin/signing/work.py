"""What is over is forgotten; voids are carried out; receipts go out when the log has the voice."""

from __future__ import annotations

import time

from tocsin.kernel.work import Loop
from tocsin.signing import bounced, leaving, receipts, retention, taking, unconfirmed, voids
from tocsin.signing.floods import waiting, waves

HOUR = 3600.0  # seconds
_next = {"look": 0.0}  # on this process's own clock


def turn() -> int:
    """All of it."""
    return sum(
        (
            waiting.turn(),
            waves.turn(),
            unconfirmed.forget(),
            bounced.forget(),
            leaving.forget(),
            _of_the_day(),
            retention.empty_begun(),
            taking.turn(),
            voids.turn(),
            receipts.forget_dangerous(),
            receipts.mail_due(),
        )
    )


def _of_the_day() -> int:
    """Appeals that are over, and keys whose day has come: days are looked at once an hour."""
    if time.monotonic() < _next["look"]:
        return 0
    noted = retention.note_closed()
    if noted < retention.MOST:  # else there may be more, at the next turn
        _next["look"] = time.monotonic() + HOUR
    return noted + retention.forget_due()


LOOP = Loop("signing", turn)
