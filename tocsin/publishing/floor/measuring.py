"""How well the floor judges sentences that people judged before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """Figures from 0 to 1; None where there is nothing to divide by."""

    lines: int
    recall: float | None  # of the overstated sentences, how many were called overstated
    precision: float | None  # of those called overstated, how many are
    false_alarms: float | None  # of the sentences that pass, how many were not passed
    uncited_recall: float | None  # of the uncited sentences, how many were called uncited


def measure(pairs: Iterable[tuple[str, str]]) -> Measure:
    """Figures from pairs of a person's verdict and the checker's."""
    counted = Counter(pairs)

    def total(person: str | None = None, checker: str | None = None) -> int:
        return sum(
            number
            for (one, other), number in counted.items()
            if person in {None, one} and checker in {None, other}
        )

    passes = total("pass")
    return Measure(
        total(),
        _share(total("overstated", "overstated"), total("overstated")),
        _share(total("overstated", "overstated"), total(None, "overstated")),
        _share(passes - total("pass", "pass"), passes),
        _share(total("uncited", "uncited"), total("uncited")),
    )


def _share(some: int, whole: int) -> float | None:
    return some / whole if whole else None
