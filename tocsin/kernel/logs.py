"""What the program says while it runs: one line each, as text or as JSON, that names nobody.

A line is made of what is allowed, not of what is left after striking out: time, level, event, the
facts listed here, and of an error its kind and the places in the source. What other people's code
wants to say may hold an address, a link or a value of a row, so its words are not taken over.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.conf import settings

OURS = "tocsin"
FACTS = ("appeal", "method", "page", "status", "loop", "rows", "ms")
# Our own words are few and name nobody; should one ever do, this is between it and the disk.
NEVER = re.compile(
    r"\S+@\S+|\?\S+|[\w-]{22,}|\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,}"
)
PLACES = 12  # of an error: the innermost

# What anybody can bring about: a host that is not ours, a thousand fields in a form.
FROM_OUTSIDE = "django.security"
ANSWERS = "django.request"
SELDOM = 60.0  # seconds

log = logging.getLogger("tocsin.ended")


class Seldom(logging.Filter):
    """Of each kind of what comes from outside one line a minute, so that nobody fills the disk.

    And none of an answer that we gave on purpose, such as a 503 while signing is closed: Django
    calls it an error, and `answered` tells it already.
    """

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is said."""
        if record.name == ANSWERS and not record.exc_info:
            return False
        if not record.name.startswith(FROM_OUTSIDE):
            return True
        due = record.created - self.said.get(record.name, 0.0) >= SELDOM
        if due:
            self.said[record.name] = record.created
        return due


def facts(record: logging.LogRecord) -> dict[str, Any]:
    """What a line says of a record; its keys are those of docs/reference/logs.md."""
    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    told: dict[str, Any] = {"time": moment, "level": record.levelname, "from": record.name}
    ours = record.name.partition(".")[0] == OURS
    told["event"] = NEVER.sub("…", record.getMessage()) if ours else "said something"
    if status := getattr(record, "status_code", None):
        told["status"] = int(status)
    if ours:
        given = {name: getattr(record, name, None) for name in FACTS}
        told |= {name: value for name, value in given.items() if value not in (None, "")}
    if record.exc_info and record.exc_info[0] is not None:
        told |= fault(record.exc_info[0], record.exc_info[2])
        if record.name.startswith(FROM_OUTSIDE):
            told.pop("places")  # it is no fault of the program's
    return told


def fault(kind: type[BaseException], trace: TracebackType | None) -> dict[str, Any]:
    """Kind and places of an error; never its message, which may quote what somebody typed."""
    frames = [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(trace)
    ]
    return {"error": kind.__name__, "places": frames[-PLACES:]}


class Line(logging.Formatter):
    """One line a record: JSON, or text for people at a terminal."""

    def __init__(self, shape: str = "text") -> None:
        super().__init__()
        self.shape = shape

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = facts(record)
        if self.shape == "json":
            return json.dumps(told, ensure_ascii=False)
        head = f"{told.pop('level')} {told.pop('from')}: {told.pop('event')}"
        told.pop("time")
        places = "".join(f"\n  {place}" for place in told.pop("places", []))
        rest = " ".join(f"{name}={value}" for name, value in told.items())
        return f"{head} {rest}".strip() + places


def catch_all() -> None:
    """What nobody caught is said as a line too, where lines are for programs."""
    if settings.TOCSIN_LOG == "json":
        sys.excepthook = caught
        threading.excepthook = lambda given: caught(
            given.exc_type, given.exc_value, given.exc_traceback
        )


def caught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    """An error that ends a program or a thread."""
    if error is not None:
        log.critical("ended by an error", exc_info=(kind, error, trace))
