"""From which countries voices came, as far as an office may read it.

Who lets it read the name stands there with the country anyway. Of those who do not, a country is
told only where so many are from it that the number points at none of them: one unnamed voice from
a country where signing is punished would tell that somebody there is to be looked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

ENOUGH = 10  # unnamed voices of a country, as `signing.forms` promises; fewer go without it


@dataclass
class Lands:
    """The voices by country, those who are named to the addressee apart from the others."""

    named: Counter[str] = field(default_factory=Counter)
    unnamed: Counter[str] = field(default_factory=Counter)

    def add(self, country: str, *, is_named: bool) -> None:
        """One more voice."""
        (self.named if is_named else self.unnamed)[country] += 1

    def told(self) -> list[tuple[str, int]]:
        """The countries that are told, and their numbers, the largest first."""
        whole = self.named + Counter(dict(self._enough()))
        return sorted(whole.items(), key=lambda one: (-one[1], one[0]))

    @property
    def untold(self) -> int:
        """How many voices are counted without their country."""
        return self.unnamed.total() - sum(number for _country, number in self._enough())

    def _enough(self) -> Iterator[tuple[str, int]]:
        return ((one, number) for one, number in self.unnamed.items() if number >= ENOUGH)
