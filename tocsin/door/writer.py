"""One thread seals and writes for all: whoever comes while it does is in its next transaction.

It is woken when those who are here already are ready too. So nobody waits for others to come, and
the disk is flushed once for many. Where many come, it also waits some milliseconds for whoever was
just answered: half as many in twice as many transactions cost more. An answer is given only after
the commit. What has no place in the queue is refused at once: a queue that grows without end
answers nobody.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import close_old_connections, connection

from tocsin.kernel import minutes
from tocsin.signing import batches

SIGN, CONFIRM = "sign", "confirm"
WAITING = 2000  # that may wait, of each kind
MOST = 200  # of one transaction
ENOUGH = 64  # for one to begin, whoever else is about to come
PAUSE = 0.002  # seconds without anybody new, where many come
LOOKS = 5  # and no more than so many pauses, however many go on coming


class Full(Exception):  # noqa: N818 - it is no error, but an answer
    """So many wait already that one more would wait for too long."""


@dataclass(frozen=True)
class _One:
    item: Any
    loop: asyncio.AbstractEventLoop
    said: asyncio.Future[Any]


class Writer:
    """The queue and its thread, which begins with the first request."""

    def __init__(self) -> None:
        self._left: dict[str, deque[_One]] = {SIGN: deque(), CONFIRM: deque()}
        self._woken = threading.Condition()
        self._thread: threading.Thread | None = None
        self._looking: asyncio.AbstractEventLoop | None = None
        self._came, self._ready = 0, False
        self._writing, self._many = False, False
        self._ending = False

    async def sign(self, item: batches.Form) -> Exception | None:
        """As `batches.sign_forms`, with others. Raises Full."""
        said: Exception | None = await self._put(SIGN, item)
        return said

    async def confirm(self, item: batches.Asked) -> batches.Settled | Exception:
        """As `batches.confirm_many`, with others. Raises Full."""
        said: batches.Settled | Exception = await self._put(CONFIRM, item)
        return said

    def _put(self, kind: str, item: Any) -> asyncio.Future[Any]:
        loop = asyncio.get_running_loop()
        one = _One(item, loop, loop.create_future())
        with self._woken:
            if self._ending or len(self._left[kind]) >= WAITING:
                raise Full
            self._left[kind].append(one)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
            self._came += 1
            if len(self._left[kind]) >= ENOUGH:
                self._ready = True
                self._woken.notify()
        if self._looking is not loop:
            self._looking = loop
            self._look_later(loop)
        return one.said

    def _look_later(self, loop: asyncio.AbstractEventLoop, looks: int = LOOKS) -> None:
        pause = PAUSE if self._many or self._writing else 0
        before = -1 if self._writing else self._came  # whoever is answered now may come again
        loop.call_later(pause, self._look, loop, before, looks)

    def _look(self, loop: asyncio.AbstractEventLoop, before: int, looks: int) -> None:
        """Wakes the thread when a turn of the loop, or a pause, has brought nobody more."""
        if self._came != before and looks:
            self._look_later(loop, looks if self._writing else looks - 1)
            return
        self._looking = None
        with self._woken:
            self._ready = True
            self._woken.notify()

    def _may_begin(self) -> bool:
        return (self._ready or self._ending) and any(self._left.values())

    def _run(self) -> None:
        while True:
            with self._woken:
                while not self._may_begin():
                    if self._ending:
                        connection.close()
                        return
                    self._woken.wait()
                taken = {kind: _some(left) for kind, left in self._left.items() if left}
                self._ready = any(self._left.values())
                self._many = sum(map(len, taken.values())) > 1
            for kind, some in taken.items():
                self._write(kind, some)
            minutes.flush_if_due()

    def _write(self, kind: str, some: Sequence[_One]) -> None:
        self._writing = True
        try:
            if connection.vendor != "sqlite":  # a file does not hang up
                close_old_connections()
            said = _written(kind, [one.item for one in some])
        except Exception as error:  # noqa: BLE001 - each of them is told, and the thread lives on
            connection.close()
            said = [error] * len(some)
        self._writing = False
        for loop in {one.loop for one in some}:
            mine = [(one, told) for one, told in zip(some, said, strict=True) if one.loop is loop]
            loop.call_soon_threadsafe(_tell, mine)

    def close(self) -> None:
        """Takes nothing new, writes what waits, and ends."""
        with self._woken:
            self._ending = True
            self._woken.notify()
        if self._thread is not None:
            self._thread.join()


def _some(left: deque[_One]) -> list[_One]:
    return [left.popleft() for _one in range(min(MOST, len(left)))]


def _written(kind: str, items: Sequence[Any]) -> Sequence[Any]:
    return batches.sign_forms(items) if kind == SIGN else batches.confirm_many(items)


def _tell(some: Sequence[tuple[_One, Any]]) -> None:
    for one, told in some:
        if not one.said.done():  # who hung up is told nothing
            one.said.set_result(told)
