"""All that the cited claims and their sources give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tocsin.publishing.floor import quantities
from tocsin.publishing.floor.cited import Cited
from tocsin.publishing.floor.telling import LONGEST, Known
from tocsin.vocabulary.wording import Rules


@dataclass
class Given:
    """All that the cited claims and their sources give."""

    known: Known = field(default_factory=Known)
    named: Known = field(default_factory=Known)
    numbers: set[int] = field(default_factory=set)
    counted: set[int] = field(default_factory=set)  # sources: “two witnesses”
    bounds: set[int] = field(default_factory=set)
    vague: set[int] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    raised: bool = False  # “more than thirty”


def given_by(claims: Sequence[Cited], rules: Rules) -> Given:
    """What the claims of a sentence give together."""
    given = Given()
    for claim in claims:
        words = rules.words(claim.text[:LONGEST])
        given.known.add(words, rules)
        given.numbers |= quantities.numbers(words, rules)
        given.bounds |= quantities.bounds(words, rules)
        given.vague |= {least for _at, least in quantities.vague(words, rules)}
        given.raised |= any(word.low in rules.lists["exceeding"] for word in words)
        given.kinds |= {one.kind for one in rules.causes.find([word.low for word in words])}
        for source in claim.sources:
            named = rules.words(source.name[:LONGEST])
            given.named.add(named, rules)
            given.counted |= quantities.numbers(named, rules)
    given.numbers |= quantities.sums(given.numbers)
    return given
