"""States and moves, declared once and checked when the module is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tocsin.kernel.refusal import Refusal


@dataclass(frozen=True)
class States:
    """A small graph: `moves` maps each state to the states it may become.

    `words` are the (translatable) names people read. The first state is where a row begins.
    """

    name: str
    moves: Mapping[str, tuple[str, ...]]
    words: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = set(self.moves)
        reached = {target for targets in self.moves.values() for target in targets}
        if not reached <= known:
            raise ValueError(f"{self.name}: moves to undeclared {sorted(reached - known)}")
        if orphans := known - reached - {self.first}:
            raise ValueError(f"{self.name}: nothing leads to {sorted(orphans)}")
        if self.words and set(self.words) != known:
            raise ValueError(f"{self.name}: words and states differ")

    @property
    def first(self) -> str:
        """The state in which a row begins."""
        return next(iter(self.moves))

    @property
    def choices(self) -> list[tuple[str, object]]:
        """For a Django field."""
        return [(state, self.words.get(state, state)) for state in self.moves]

    def word(self, state: str) -> str:
        """What people read for a state, in the active language."""
        return str(self.words.get(state, state))

    def may(self, before: str, after: str) -> bool:
        """Whether the move is declared."""
        return after in self.moves[before]

    def check(self, before: str, after: str, sentence: object) -> str:
        """Gives back `after`; raises Refusal with the sentence where the move is not declared."""
        if not self.may(before, after):
            raise Refusal(sentence)
        return after


EVERY: list[States] = []


def declare(
    name: str, moves: Mapping[str, tuple[str, ...]], words: Mapping[str, object] | None = None
) -> States:
    """Declares a graph and enters it in the list that the reference pages are tested against."""
    states = States(name, moves, words or {})
    EVERY.append(states)
    return states
