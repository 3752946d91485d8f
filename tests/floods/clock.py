"""A clock that the test moves, for all that asks Django for the time, and for ALTCHA."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from unittest.mock import patch

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = BEGIN) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go(self, **much: float) -> None:
        """Moves on: `go(minutes=5)`."""
        self.now += timedelta(**much)


@contextmanager
def set_by_hand() -> Iterator[Clock]:
    """Until its end it is as late as the clock says."""
    clock = Clock()
    same = SimpleNamespace(time=lambda: clock().timestamp(), monotonic=time.monotonic)
    with patch("django.utils.timezone.now", clock), patch("altcha.v2.time", same):
        yield clock
