"""Two things that harm only side by side: a document and a number, a name and an age."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

END = re.compile(r"[;!?]")  # no pair reaches across
WINDOW = 40  # characters between the two
LONGEST = 160  # characters of the second


@dataclass(frozen=True)
class Pair:
    """`left` and `right` with at most `window` characters and nothing of `between` inside.

    The finding is both with what lies between, or only one of them (`span`). In the order
    “any”, `right` may come first.
    """

    left: re.Pattern[str]
    right: re.Pattern[str]
    between: re.Pattern[str] | None
    window: int
    span: str
    any_order: bool

    def spots(self, text: str) -> Iterator[Spot]:
        """Every place where the two stand close enough, each with the nearest that follows it."""
        yield from self._followed(self.left, self.right, text)
        if self.any_order:
            yield from self._followed(self.right, self.left, text)

    def _followed(self, one: re.Pattern[str], other: re.Pattern[str], text: str) -> Iterator[Spot]:
        for first in one.finditer(text):
            second = other.search(text, first.end(), first.end() + self.window + LONGEST)
            if second and self._is_close(text[first.end() : second.start()]):
                left, right = (first, second) if one is self.left else (second, first)
                yield self._spot(left, right)

    def _is_close(self, gap: str) -> bool:
        if len(gap) > self.window or END.search(gap):
            return False
        return self.between is None or self.between.search(gap) is None

    def _spot(self, left: re.Match[str], right: re.Match[str]) -> Spot:
        start, end = min(left.start(), right.start()), max(left.end(), right.end())
        chosen = {"left": left.span(), "right": right.span()}.get(self.span, (start, end))
        return Spot(start, end, chosen, [left, right])


@dataclass(frozen=True)
class Spot:
    """Where a rule matched, which part of it is the finding, and what was matched."""

    start: int
    end: int
    span: tuple[int, int]
    found: list[re.Match[str]]


def single(pattern: re.Pattern[str], text: str) -> Iterator[Spot]:
    """The spots of one pattern alone; its part “span” or “place” is the finding."""
    for found in pattern.finditer(text):
        yield Spot(found.start(), found.end(), _part(found), [found])


def _part(found: re.Match[str]) -> tuple[int, int]:
    for part in ("span", "place"):
        if found.groupdict().get(part) is not None:
            return found.span(part)
    return found.span()
