"""One at a time, where what must be limited has no row yet that could be locked."""

from __future__ import annotations

from django.db import connection


def wait_for_turn(mark: bytes) -> None:
    """Holds back others with the same mark (8 bytes or more) until the open transaction ends.

    SQLite writes one transaction at a time anyway. What two marks share is only a wait.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("wait_for_turn needs an open transaction")
    if connection.vendor == "postgresql":
        number = int.from_bytes(mark[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
