"""What is odd in documents of the field: each oddity is a function with a name and a chance."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from random import Random

from tests.intake.corpus.page import Page

# Does the odd thing to a page; False where it does not fit there.
Change = Callable[[Page], bool]
FACTS, BLOCKS, TEXT = "facts", "blocks", "text"


@dataclass(frozen=True)
class Oddity:
    """One oddity; `stage` is when it comes: to the facts, the blocks or the text.

    `kinds` are the kinds of documents that it fits, all where there are none.
    """

    name: str
    stage: str
    chance: float
    change: Change
    kinds: tuple[str, ...] = ()


ALL: dict[str, Oddity] = {}


def oddity(stage: str, chance: float, kinds: tuple[str, ...] = ()) -> Callable[[Change], Change]:
    """Enters a function under its name."""

    def enter(change: Change) -> Change:
        name = change.__name__
        ALL[name] = Oddity(name, stage, chance, change, kinds)
        return change

    return enter


def happen(page: Page, stage: str, on: Collection[str] | None) -> None:
    """Lets the oddities of a stage happen: those switched on, or each with its chance."""
    dice = page.rng
    for one in ALL.values():
        if one.stage != stage:
            continue
        # Each has dice of its own, so that one switch leaves the others as they were.
        page.rng = Random(dice.random())  # noqa: S311 - no secret
        drawn = page.rng.random() < one.chance
        wanted = drawn if on is None else one.name in on
        fits = not one.kinds or page.case.kind in one.kinds
        if wanted and fits and one.change(page):
            page.oddities.append(one.name)
    page.rng = dice
