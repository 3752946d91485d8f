"""Mail domains that said “not now” again and again are left alone for a while.

It lies in memory: a worker that is started again asks them once more, which does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

PATIENT = 3  # refusals in a row; fewer may be about one mailbox (RFC 6647 §2, greylisting)
FIRST, LONGEST = timedelta(seconds=30), timedelta(minutes=30)
MOST = 10_000  # domains remembered


@dataclass
class Domains:
    """How often each domain refused in a row, and until when it rests."""

    refusals: dict[str, int] = field(default_factory=dict)
    rests: dict[str, datetime] = field(default_factory=dict)

    def rest(self, address: str) -> datetime | None:
        """Until when mail to that address waits; None when it may go."""
        until = self.rests.get(of(address)) if self.rests else None
        return until if until and until > timezone.now() else None

    def refused(self, address: str) -> None:
        """It said 4xx: after a few in a row it rests, each time twice as long."""
        domain = of(address)
        if len(self.refusals) >= MOST:
            self.refusals.clear()
            self.rests.clear()
        number = self.refusals[domain] = self.refusals.get(domain, 0) + 1
        if number >= PATIENT:
            self.rests[domain] = timezone.now() + min(
                FIRST * 2 ** min(number - PATIENT, 9), LONGEST
            )

    def took(self, address: str) -> None:
        """It took a mail."""
        if self.refusals:
            domain = of(address)
            self.refusals.pop(domain, None)
            self.rests.pop(domain, None)


def of(address: str) -> str:
    """The domain of an address, or of a domain itself, in the letters of the name system."""
    domain = address.strip().rpartition("@")[2].lower()
    try:
        return domain.encode("idna").decode()
    except UnicodeError:  # none of its names
        return domain
