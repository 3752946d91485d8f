"""How well the rules do on sentences that a person labelled: per kind, and over all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tocsin.publishing.harm.finding import KINDS

Labels = list[tuple[str, str]]


@dataclass
class Score:
    """Counts of one kind; a label is found where a finding of its kind shares letters with it."""

    labelled: int = 0
    met: int = 0
    found: int = 0
    false: int = 0

    @property
    def recall(self) -> float:
        """The share of labels that were found; 1 where there was nothing to find."""
        return self.met / self.labelled if self.labelled else 1.0

    @property
    def false_share(self) -> float:
        """The share of findings that meet no label; 0 where nothing was found."""
        return self.false / self.found if self.found else 0.0


@dataclass
class Measure:
    """Everything counted: kinds, and sentences in which nothing is to be found."""

    kinds: dict[str, Score] = field(default_factory=lambda: {kind: Score() for kind in KINDS})
    harmless: int = 0
    disturbed: int = 0

    def add(self, sentence: str, labels: Labels, found: Labels) -> None:
        """Counts one sentence: what a person labelled, and what the rules found."""
        spots = [(kind, _spot(sentence, text)) for kind, text in labels]
        given = [(kind, _spot(sentence, text)) for kind, text in found]
        for kind, spot in spots:
            self.kinds[kind].labelled += 1
            self.kinds[kind].met += any(kind == one and spot & there for one, there in given)
        for kind, spot in given:
            self.kinds[kind].found += 1
            self.kinds[kind].false += not any(kind == one and spot & there for one, there in spots)
        if not labels:
            self.harmless += 1
            self.disturbed += bool(found)

    @property
    def whole(self) -> Score:
        """All kinds together."""
        scores = self.kinds.values()
        return Score(
            sum(one.labelled for one in scores),
            sum(one.met for one in scores),
            sum(one.found for one in scores),
            sum(one.false for one in scores),
        )

    @property
    def disturbed_share(self) -> float:
        """The share of harmless sentences in which something was found."""
        return self.disturbed / self.harmless if self.harmless else 0.0


def _spot(sentence: str, text: str) -> frozenset[int]:
    at = sentence.find(text)
    return frozenset(range(at, at + len(text))) if at >= 0 else frozenset()


def table(measure: Measure) -> Iterator[str]:
    """The figures as lines for a terminal."""
    yield f"{'kind':<16} {'labelled':>8} {'found':>6} {'recall':>7} {'findings':>9} {'false':>6}"
    rows: Iterable[tuple[str, Score]] = [*measure.kinds.items(), ("all", measure.whole)]
    for kind, score in rows:
        yield (
            f"{kind:<16} {score.labelled:>8} {score.met:>6} {score.recall:>7.1%} "
            f"{score.found:>9} {score.false_share:>6.1%}"
        )
    yield (
        f"harmless sentences: {measure.harmless}, with a finding: {measure.disturbed} "
        f"({measure.disturbed_share:.1%})"
    )
