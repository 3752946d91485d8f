"""Files of the public log from memory: tiles for a minute, the others while the file is the same.

They are read, and their headers made, by Django.
"""

from __future__ import annotations

import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.core.handlers.base import BaseHandler

from tocsin.door.answers import Answer
from tocsin.door.asked import Asked, is_our_host
from tocsin.door.drawing import draw, in_pool
from tocsin.door.known import Kept
from tocsin.kernel.tlog.tiles import PLACE
from tocsin.kernel.transparency import sequencing

PLACES = re.compile(rf"/log/(?P<place>checkpoint|policy\.txt|{PLACE.pattern})", re.ASCII)
MINUTE = 60.0  # after it caches ask again, since something may have been taken back


class LogFiles:
    """By their addresses."""

    def __init__(self, handler: BaseHandler, pool: ThreadPoolExecutor) -> None:
        self.handler, self.pool = handler, pool
        self.kept = Kept(self._look, most=4000, weight=lambda said: len(said.body))

    async def answer(self, asked: Asked, place: str) -> Answer | None:
        """The file; None where there is none, which is Django's to say."""
        if asked.scope.get("query_string") or not is_our_host(asked):
            return None
        said = await self.kept.get(f"{_mark(place)} {asked.path}")
        return said if said.status == 200 else None

    async def _look(self, name: str, before: Answer | None) -> Answer:
        if before is not None and before.status == 200:
            return before
        address = name.partition(" ")[2]
        return await in_pool(self.pool, partial(draw, self.handler, address))


def _mark(place: str) -> str:
    """What changes with the file; tiles never do, and are looked at once a minute."""
    if place.startswith("tile/"):
        return str(int(time.monotonic() / MINUTE))
    try:
        seen = os.stat(sequencing.folder().path / place)  # noqa: PTH116
    except OSError:
        return "none"
    return f"{seen.st_ino}-{seen.st_mtime_ns}-{seen.st_size}"
