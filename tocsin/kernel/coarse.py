"""Times that are kept no finer than a rule needs them.

A time to the second ties a row to a line in a proxy's log, or to what was seen on the network.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone


def minute(moment: datetime) -> datetime:
    """The beginning of its minute."""
    return moment.replace(second=0, microsecond=0)


def hour(moment: datetime) -> datetime:
    """The beginning of its hour."""
    return moment.replace(minute=0, second=0, microsecond=0)


def this_minute() -> datetime:
    """Now, to the minute."""
    return minute(timezone.now())


def this_hour() -> datetime:
    """Now, to the hour."""
    return hour(timezone.now())
