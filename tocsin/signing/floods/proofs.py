"""Proof of work (ALTCHA 2): a browser computes for a moment, and its mail goes before the others.

Asked only while an appeal is under attack. A challenge is for one appeal and for half an hour, and
holds nothing of whoever fetched it. A solution is good once; which ones were used is in memory, and
with several machines in rows too, while the appeal is under attack (`kernel.once`, `budgets`).
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Any

import altcha
from django.utils import timezone

from tocsin.kernel.crypto.home import vault
from tocsin.kernel.refusal import Refusal

FIELD = "altcha"
ALGORITHM = "PBKDF2/SHA-256"  # what a browser does in one call, off the page's own thread
COST = 500  # iterations of one try; one is made here for each challenge
TRIES = 512  # at most, half of them on average: together half a million blocks of SHA-256
LASTS = timedelta(minutes=30)
AGAIN_AFTER = timedelta(minutes=25)  # the script fetches another one
LONGEST = 2000  # characters; ours have some 800
MOST = 100_000  # used ones that are remembered

GOOD, NONE, WRONG, LATE, AGAIN = "good", "none", "wrong", "late", "again"


def _secrets() -> tuple[bytes, bytes]:
    """For the challenge, and for its solution, which so is checked without computing it anew."""
    tag = vault().tagger("forms")
    return tag("altcha challenge"), tag("altcha solution")


def challenge(document_id: str) -> dict[str, Any] | None:
    """As ALTCHA's widget reads it; None while the server is locked, or has no room for a key."""
    try:
        first, second = _secrets()
    except (Refusal, OSError):
        return None
    made = altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=secrets.randbelow(TRIES),
        expires_at=timezone.now() + LASTS,
        data={"appeal": document_id},
        hmac_secret=first,
        hmac_key_secret=second,
    )
    return dict(made.to_dict())


def _seconds() -> float:
    return timezone.now().timestamp()


@dataclass
class Spent:
    """Which solutions one process has seen, until they expire; safe from every thread.

    Where there are too many the oldest go: whoever makes us forget one has computed more than it
    saves.
    """

    most: int = MOST
    clock: Callable[[], float] = _seconds
    _until: OrderedDict[str, float] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def spend(self, nonce: str, until: float) -> bool:
        """Whether it is seen for the first time; the next time it is not."""
        with self._lock:
            if nonce in self._until:
                return False
            self._until[nonce] = until
            now = self.clock()
            while len(self._until) > self.most or next(iter(self._until.values()), now) < now:
                self._until.popitem(last=False)
            return True

    def forget(self) -> None:
        """As when the process began."""
        with self._lock:
            self._until.clear()


SPENT = Spent()


def used(document_id: str, proof: str) -> str:
    """What a proof is worth, which is used by asking: GOOD, NONE, WRONG, LATE or AGAIN."""
    if not proof or len(proof) > LONGEST:
        return WRONG if proof else NONE
    try:
        sent = altcha.Payload.from_base64(proof)
        first, second = _secrets()
        said = altcha.verify_solution(sent, first, hmac_key_secret=second)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Refusal, OSError):
        return WRONG
    asked = sent.challenge.parameters
    if said.expired:
        return LATE
    if not said.verified or asked.data != {"appeal": document_id}:
        return WRONG
    return GOOD if SPENT.spend(asked.nonce, float(asked.expires_at or 0)) else AGAIN


def mark(proof: str) -> bytes:
    """What tells a good proof from any other: the random bytes of its challenge."""
    return bytes.fromhex(altcha.Payload.from_base64(proof).challenge.parameters.nonce)[:16]
