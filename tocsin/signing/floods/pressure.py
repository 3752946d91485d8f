"""Whether an appeal is under attack: much comes in, and hardly anything of it is confirmed.

Read from the minutes (`kernel.minutes`), every ten seconds at most. While it is so, each process
lets so many links a minute leave for it: those that came with a proof of work, without one what
these leave of that number, and none of those that are slow. Some more are for those who came by a
way that names nobody, as an onion service does: a flood from elsewhere takes no place of theirs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

from django.utils import timezone

from tocsin.kernel import minutes

MANY = 500  # handed in within the hour, without its last fifteen minutes
SETTLE = timedelta(minutes=15)  # in which most people have confirmed who do
FEW = 0.15  # confirmed, of these
A_MINUTE = 100
HIDDEN_A_MINUTE = 20  # more
KEPT = 10.0  # seconds


def hot(document_id: str) -> bool:
    """Whether less than FEW of MANY were confirmed.

    A mail server that is down looks so too, so that this only ever makes links later.
    """
    until = timezone.now() - SETTLE
    received = confirmed = 0
    for row in minutes.last_hour([document_id]):
        if row.what == minutes.RECEIVED and row.minute < until:
            received += row.number
        confirmed += row.number if row.what == minutes.CONFIRMED else 0
    return received >= MANY and confirmed < FEW * received


@dataclass
class Pressure:
    """What one process knows of the appeals that are signed now."""

    _hot: dict[str, tuple[float, bool]] = field(default_factory=dict)
    _sent: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def is_hot(self, document_id: str) -> bool:
        """The same as `hot`, asked every ten seconds."""
        now = timezone.now().timestamp()
        until, known = self._hot.get(document_id, (0.0, False))
        if not until - KEPT <= now < until:
            known = hot(document_id)
            self._hot[document_id] = now + KEPT, known
        return known

    def admits(
        self, document_id: str, *, slow: bool, proved: bool = True, hidden: bool = False
    ) -> bool:
        """Whether a link of the appeal may leave in this minute's number; counts it."""
        if not self.is_hot(document_id):
            return True
        if slow:
            return False
        minute = int(timezone.now().timestamp() // 60)
        with self._lock:
            for old in [one for one in self._sent if one[1] != minute]:
                del self._sent[old]
            if (
                hidden
                and not proved
                and self._sent[document_id, minute, "hidden"] < HIDDEN_A_MINUTE
            ):
                self._sent[document_id, minute, "hidden"] += 1
                return True
            self._sent[document_id, minute, "proved" if proved else "other"] += 1
            sent = self._sent[document_id, minute, "proved"]
            sent += 0 if proved else self._sent[document_id, minute, "other"]
            return sent <= A_MINUTE

    def forget(self) -> None:
        """As when the process began."""
        with self._lock:
            self._hot.clear()
            self._sent.clear()


PRESSURE = Pressure()
