"""One kind of work: what the start page of the desk is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

SHORT = 5

Row = tuple[str, str]  # what it is, where it is done


@dataclass
class Worklist:
    """How much of it, the first few, and what to do next."""

    title: str
    step: str
    address: str
    rows: list[Row] = field(default_factory=list)

    @property
    def shown(self) -> list[Row]:
        """The first few."""
        return self.rows[:SHORT]
