"""How far a long command is: one line at the terminal that goes away when it is done.

Only a command draws (`shown`), only on standard error, and only where that is a terminal; so what
programs read is never touched, and the same loop behind a web page says nothing.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO, TypeVar

Thing = TypeVar("Thing")
Clock = Callable[[], float]

FIRST = 0.5  # seconds before the first line: what is quick needs none
APART = 0.1  # seconds between two lines
BAR = 20  # characters

_shown: ContextVar[bool] = ContextVar("shown", default=False)


@contextmanager
def shown() -> Iterator[None]:
    """Within it loops draw; a thread that is started in it does not."""
    before = _shown.set(True)
    try:
        yield
    finally:
        _shown.reset(before)


def terminal() -> TextIO | None:
    """Where to draw, or None."""
    if not _shown.get() or sys.stderr is None or not sys.stderr.isatty():
        return None
    return sys.stderr


def line(words: str, done: int, whole: int | None, width: int) -> str:
    """`Records [#####     ] 1,204 of 5,000`; only the number where the whole is not known."""
    if not whole:
        return f"{words} {done:,}"[: width - 1]
    share = min(done / whole, 1)
    filled = "#" * int(BAR * share)
    return f"{words} [{filled:<{BAR}}] {done:,} of {whole:,}"[: width - 1]


class Bar:
    """Counts, and draws now and then; `stream` None draws nothing."""

    def __init__(
        self,
        words: str,
        whole: int | None = None,
        *,
        stream: TextIO | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self.words, self.whole, self.stream, self.clock = words, whole, stream, clock
        self.done = 0
        self.drawn = 0  # characters that stand there
        self.next = clock() + FIRST if stream else 0.0

    def add(self, number: int = 1) -> None:
        """So many more are done."""
        self.done += number
        if self.stream is None or self.clock() < self.next:
            return
        self.next = self.clock() + APART
        self.show()

    def show(self) -> None:
        """Draws the line as it stands."""
        if self.stream is not None:
            width = shutil.get_terminal_size().columns
            self._draw(self.stream, line(self.words, self.done, self.whole, width))

    def _draw(self, stream: TextIO, text: str) -> None:
        stream.write(f"\r{text:<{self.drawn}}")
        stream.flush()
        self.drawn = len(text)

    def close(self) -> None:
        """Takes the line away, if one was drawn."""
        if self.drawn and self.stream is not None:
            self._draw(self.stream, "")
            self.stream.write("\r")
            self.stream.flush()


def counted(
    things: Iterable[Thing], words: str, whole: int | None = None, *, clock: Clock = time.monotonic
) -> Iterator[Thing]:
    """The same things, counted as they go by; `whole` is taken from them where they know it."""
    if whole is None:
        whole = len(things) if isinstance(things, list | tuple) else None
    bar = Bar(words, whole, stream=terminal(), clock=clock)
    try:
        for thing in things:
            yield thing
            bar.add()
    finally:
        bar.close()


def steps(things: Sequence[Thing], words: str) -> Iterator[Thing]:
    """The same, of a few things each of which may take long: the line stands there before it."""
    bar = Bar(words, len(things), stream=terminal())
    try:
        for thing in things:
            bar.show()
            yield thing
            bar.done += 1
    finally:
        bar.close()
