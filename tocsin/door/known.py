"""What an appeal is at this moment, as this process asked last: at most a second ago."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tocsin.kernel import keys
from tocsin.kernel.keys import SealingKey
from tocsin.publishing import reads as publishing
from tocsin.publishing.models import Revision
from tocsin.signing import reads as signing

KEPT = 1.0  # seconds
Value = TypeVar("Value")


@dataclass(frozen=True)
class Appeal:
    """The newest revision, and the key to seal to while it may be signed."""

    revision: Revision
    key: SealingKey | None

    @property
    def may_be_confirmed(self) -> bool:
        """Whether a link may be used: what is stopped or withdrawn has pages of its own."""
        return self.revision.appeal.state in {"published", "closed"}


def look(document_id: str) -> Appeal | None:
    """Asks the database; None where there is no such appeal under exactly that ID."""
    revision = publishing.by_document_id(document_id)
    if revision is None or revision.appeal.document_id != document_id:
        return None
    is_open = signing.closed(revision) is None
    return Appeal(revision, keys.active() if is_open else None)


class Kept(Generic[Value]):
    """Values by name, each looked for by one asker while the others wait, and kept for a second.

    `look` is given the value of before, if there is one. The least asked for go where they are too
    many, or weigh too much (`weight`, in bytes).
    """

    def __init__(
        self,
        look: Callable[[str, Value | None], Awaitable[Value]],
        *,
        most: int = 200,
        heaviest: int = 32 * 1024 * 1024,
        weight: Callable[[Value], int] = lambda _value: 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look, self._clock = look, clock
        self._most, self._heaviest, self._weight = most, heaviest, weight
        self._found: OrderedDict[str, tuple[float, Value]] = OrderedDict()
        self._asked: dict[str, asyncio.Task[Value]] = {}
        self.bytes = 0

    def at_hand(self, name: str) -> Value | None:
        """The value where it is still good."""
        found = self._found.get(name)
        return found[1] if found and self._clock() < found[0] else None

    async def get(self, name: str) -> Value:
        """The value; raises what looking for it raises."""
        found = self._found.get(name)
        if found and self._clock() < found[0]:
            return found[1]
        task = self._asked.get(name)
        if task is None:
            task = self._asked[name] = asyncio.ensure_future(self._renewed(name))
            task.add_done_callback(lambda _done: self._asked.pop(name, None))
        return await asyncio.shield(task)

    async def _renewed(self, name: str) -> Value:
        before = self._found.get(name)
        value = await self._look(name, before[1] if before else None)
        self._drop(name)
        self._found[name] = self._clock() + KEPT, value
        self.bytes += self._weight(value)
        while len(self._found) > self._most or (
            self.bytes > self._heaviest and len(self._found) > 1
        ):
            self._drop(next(iter(self._found)))
        return value

    def _drop(self, name: str) -> None:
        if gone := self._found.pop(name, None):
            self.bytes -= self._weight(gone[1])
