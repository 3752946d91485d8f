"""One at a time, where what must be limited has no row yet that could be locked."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import DatabaseError, connection

# serialization_failure, deadlock_detected (PostgreSQL, appendix A)
IN_EACH_OTHERS_WAY = {"40001", "40P01"}


def wait_for_turn(mark: bytes) -> None:
    """Holds back others with the same mark (8 bytes or more) until the open transaction ends.

    SQLite writes one transaction at a time anyway. What two marks share is only a wait.
    """
    wait_for_turns([mark])


def wait_for_turns(marks: Iterable[bytes]) -> None:
    """The same for many marks; all take them in one order, so that nobody waits in a ring."""
    if not connection.in_atomic_block:
        raise RuntimeError("wait_for_turn needs an open transaction")
    if connection.vendor == "postgresql":
        numbers = sorted({int.from_bytes(one[:8], "big", signed=True) for one in marks})
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_advisory_xact_lock(one)) FROM unnest(%s::bigint[]) AS one",
                [numbers],
            )


def was_in_the_way(error: DatabaseError) -> bool:
    """Whether two transactions waited for each other, and this one was ended for it."""
    return getattr(error.__cause__, "sqlstate", None) in IN_EACH_OTHERS_WAY
