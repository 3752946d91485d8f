"""A sentence that was taken apart, and what governs each of its words (`scopes` does it)."""

from __future__ import annotations

from dataclasses import dataclass, field

from tocsin.publishing.floor.clauses import Clause
from tocsin.vocabulary.wording import Rules
from tocsin.vocabulary.wording.phrases import Found
from tocsin.vocabulary.wording.words import Word


@dataclass
class Sentence:
    """A sentence taken apart. `covers[i]` tells for word i the kinds that govern it, each with
    the place of the mark (a larger one is nearer to the word)."""

    text: str
    words: list[Word]
    marks: list[Found]
    clauses: list[Clause]
    covers: list[dict[str, int]] = field(default_factory=list)
    marked: dict[int, str] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    named: frozenset[int] = frozenset()  # words in a name or an idiom, whatever they mean

    def clause_of(self, at: int) -> int:
        """The number of the clause that holds a word."""
        return next(n for n, one in enumerate(self.clauses) if one.start <= at < one.end)

    def begs(self, rules: Rules) -> bool:
        """“Could you order …, beaten by …?” asks for something and presupposes the rest."""
        polite = rules.lists["first_person"]
        requests = (mark for mark in self.marks if mark.kind == "request")
        return any(
            polite.intersection(self.words[at].low for at in range(one.start, one.end))
            for one in requests
        )

    def circumstance_of(self, at: int, rules: Rules) -> int | None:
        """The place of what alone is doubted of the event at `at`: “its part in the killing”."""
        lists = rules.lists
        for i in range(at - 1, self.clauses[self.clause_of(at)].start, -1):
            low = self.words[i].low
            if low in lists["auxiliary"] or i in self.marked:
                return None
            if low in lists["prepositions"] and self.words[i - 1].low in lists["circumstances"]:
                return i - 1
        return None

    def holders(self, rules: Rules) -> set[int]:
        """The words that name who says it: before a verb of saying, behind “according to”."""
        found: set[int] = set()
        for mark in self.marks:
            home = self.clauses[self.clause_of(mark.start)]
            speaks = mark.kind in {"attribution", "view"} and mark.reach in {"speech", "holder"}
            if speaks:
                if mark.reach == "holder":
                    found.update(self._described(mark))
                found.update(self._told_whom(mark, home, rules))
                ahead = range(mark.end, home.end)
                named = mark.reach == "holder" and home.end < len(self.words)
                named = named or (mark.start == home.start and home.opening == "comma")
                if named or not self._has_event(ahead, rules):
                    found.update(ahead)
            before = range(home.start, mark.start)
            if (speaks or mark.kind == "dispute") and not self._has_event(before, rules):
                found.update(before)
        return found

    def _described(self, mark: Found) -> range:
        """“According to X, who defends two of them, …”: what is told of X."""
        following = self.clauses[self.clause_of(mark.start) + 1 :][:1]
        relative = following and following[0].opening == "relative"
        return range(following[0].start, following[0].end) if relative else range(0)

    def _has_event(self, places: range, rules: Rules) -> bool:
        return any(rules.is_event(self.words[at].low) for at in places)

    def _told_whom(self, mark: Found, home: Clause, rules: Rules) -> range:
        """“told the Refuge Desk that …”: whom it was told is no part of what was told."""
        for at in range(mark.end, home.end):
            if self.words[at].low in rules.lists["complement"]:
                return range(mark.end, at)
        return range(0)
