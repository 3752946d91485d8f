"""A public log that grows in tests: entries about invented things, sequenced at once.

`python -m tests.kernel.growing DATABASE` is a worker of its own that makes it grow.
"""

from __future__ import annotations

import secrets
import sys
from datetime import timedelta
from typing import Any

import django
from django.conf import settings
from django.db import transaction
from django.utils import timezone

if __name__ == "__main__":
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()

from tocsin.kernel.models import LedgerEntry
from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.tlog.verify import Policy, Verifier
from tocsin.kernel.transparency import ledger, sequencing

KIND = ledger.declare(201, "a thing of these tests")
THING, OTHER = bytes([7]) * 32, bytes([8]) * 32
LATER = timedelta(minutes=11)


def enter(subject: bytes = THING, **how: Any) -> LedgerEntry:
    """One entry about the thing."""
    with transaction.atomic():
        return ledger.enter(KIND, subject, secrets.token_bytes(32), **how)


def grow(number: int = 1, subject: bytes = THING) -> int:
    """So many entries more, sequenced and shown; the size of the log."""
    for _one in range(number):
        enter(subject)
    return sequence_all()


def sequence_all() -> int:
    """What waits for an ordinary batch is sequenced and shown; the size of the log."""
    sequencing.sequence(timezone.now() + LATER)
    sequencing.publish()
    return sequencing.shown()


def policy() -> Policy:
    """Whom somebody believes who noted the log's key."""
    return Policy.of(Verifier.parse(vkey(sequencing.origin(), sequencing.signer().public)))


if __name__ == "__main__":
    for _turn in range(5):
        grow(2)
