"""Links that prove a mailbox: who opens one has read the mail that held it."""

from __future__ import annotations

import hashlib


def hash_of(token: str) -> bytes:
    """All that is kept of a link."""
    return hashlib.sha256(token.encode()).digest()
