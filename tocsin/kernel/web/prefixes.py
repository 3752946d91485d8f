"""How much came lately from one part of the network: counted in memory, and nobody is remembered.

There are tables of counters and nothing else: which counter a network has is told by a key that
each process draws for itself, and draws anew every day. No address is kept, here or on a disk.
"""

from __future__ import annotations

import hmac
import secrets
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Lock

from django.utils import timezone

SPAN = 600.0  # seconds; what is counted slides over so many
DAY = 86_400
SLOTS = 1 << 18  # two networks in 262,144 share a counter, which costs one of them some minutes
# The parts of the network that are counted, and how much may come from each in ten minutes. A /64
# is one line, a /48 one customer, a /24 an office, or some hundred people behind one carrier.
PARTS = {4: ((24, 40),), 6: ((64, 20), (48, 80))}
# In a storm as much comes from everywhere: a part of this share of all is nothing special.
SHARE = 0.02

Clock = Callable[[], float]


def _now() -> float:
    return timezone.now().timestamp()


def _empty() -> array[int]:
    return array("I", bytes(SLOTS * array("I").itemsize))  # 1 MiB, up to four thousand million


@dataclass
class Prefixes:
    """The counters of one process; safe from every thread. `clock` gives seconds since 1970."""

    clock: Clock = _now
    _key: bytes = b""
    _day: int = -1
    _span: int = -1
    _new: array[int] = field(default_factory=_empty)
    _old: array[int] = field(default_factory=_empty)
    _all: list[int] = field(default_factory=lambda: [0, 0])
    _lock: Lock = field(default_factory=Lock)

    def crowded(self, address: str) -> bool:
        """Counts one, and says whether too much came from that part of the network before it.

        What is no address cannot be counted, and is never crowded.
        """
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        with self._lock:
            passed = self._turn(self.clock())
            self._all[0] += 1
            usual = SHARE * (self._all[0] + self._all[1] * (1 - passed))
            # Every part is counted, so no `any` that stops at the first.
            return max([self._count(part, passed) >= max(most, usual) for part, most in of(found)])

    def forget(self) -> None:
        """As when the process began."""
        with self._lock:
            self._day = self._span = -1

    def _turn(self, now: float) -> float:
        """Makes the tables those of this moment; which part of the span has passed."""
        day, span = int(now // DAY), int(now // SPAN)
        if day != self._day:
            self._key, self._day, self._span = secrets.token_bytes(32), day, -1
        if span != self._span:
            follows = self._span == span - 1 and self._span >= 0
            self._old = self._new if follows else _empty()
            self._all = [0, self._all[0] if follows else 0]
            self._new, self._span = _empty(), span
        return now % SPAN / SPAN

    def _count(self, part: str, passed: float) -> float:
        mark = hmac.digest(self._key, part.encode(), "sha256")
        slot = int.from_bytes(mark[:4], "big") % SLOTS
        before = self._new[slot] + self._old[slot] * (1 - passed)
        self._new[slot] += 1
        return before


def of(address: IPv4Address | IPv6Address) -> Iterator[tuple[str, int]]:
    """The parts that an address lies in, with how much may come from each in ten minutes."""
    plain = getattr(address, "ipv4_mapped", None) or address
    for length, most in PARTS[plain.version]:
        yield str(ip_network((plain.packed, length), strict=False)), most
