"""The clauses of a sentence: where each begins, and how it hangs on what stands before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tocsin.vocabulary.wording import Rules
from tocsin.vocabulary.wording.phrases import Found
from tocsin.vocabulary.wording.words import Word

BESIDE = frozenset({"relative", "escaping", "aside"})
AHEAD = 3  # words behind a comma, among which “who” may stand


@dataclass(frozen=True, slots=True)
class Clause:
    """Words `start` to `end`. `opening` is one of: start, comma, contrast, and, relative,
    restrictive, escaping, aside, resumed, dash, colon, semicolon."""

    start: int
    end: int
    opening: str


def clauses(words: Sequence[Word], marks: Sequence[Found], rules: Rules) -> list[Clause]:
    """The clauses in their order; together they hold all words."""
    finder = _Finder(words, marks, rules)
    openings = {0: "start"} | finder.openings()
    starts = sorted(at for at in openings if at < len(words))
    ends = [*starts[1:], len(words)]
    return [Clause(at, end, openings[at]) for at, end in zip(starts, ends, strict=True)]


def is_verb(words: Sequence[Word], at: int, rules: Rules) -> bool:
    """Whether a word may be the verb of a clause where it stands."""
    return rules.is_verb(words[at].low) and _stands(words, at, rules)


def _stands(words: Sequence[Word], at: int, rules: Rules) -> bool:
    """Not “the beaten man” but “the man was”."""
    articles = rules.lists["definite"] | rules.lists["indefinite"]
    return words[at - 1].low not in articles | rules.lists["prepositions"]


def is_open(asked: Sequence[str], rules: Rules) -> bool:
    """Whether the words of a question leave it open: yes or no would answer them."""
    lists = rules.lists
    called = {low for before, low in pairwise(asked) if before == ","}
    asked = [low for low in asked if low[:1].isalnum()]
    if not asked:
        return False
    first = next((low for low in asked if low not in lists["prepositions"]), "")
    behind = lists["complement"] if asked[0] in lists["prepositions"] else frozenset()
    if first in lists["questions"] | behind:  # “for what …”
        return False
    turned = any(
        verb in lists["auxiliary"] and subject in lists["inverted"]
        for before, verb, subject in zip(["", *asked], asked, asked[1:], strict=False)
        if before not in lists["questions"]
    )
    told = lists["auxiliary"] | lists["questions"]
    begun = {asked[0], *called} & lists["auxiliary"]  # “Minister, was he beaten?”
    return bool(begun) or turned or told.isdisjoint(asked)


def is_complete(words: Sequence[Word], rules: Rules) -> bool:
    """Whether a relative clause has its verb, so that what follows is told beside it."""
    return any(rules.is_finite(word.low) or rules.is_participle(word.low) for word in words)


def follows(words: Sequence[Word], given: frozenset[str], rules: Rules) -> bool:
    """Whether words begin with one of a class; “…, for what …” asks as “what” does."""
    ahead = [word.low for word in words[:AHEAD]]
    if rules.is_strict:
        ahead = ahead[1:] if ahead[:1] == [","] else ahead
        if ahead and ahead[0] in rules.lists["prepositions"]:
            return bool({*ahead[1:2]} & (given | rules.lists["complement"]))
    return bool(given.intersection(ahead[:1]))


def is_attribute(words: Sequence[Word], rules: Rules) -> bool:
    """“The (allegedly) arrested man was beaten”, where the language says so by an ending."""
    begun = bool(words) and words[0].low.endswith(rules.participle)
    return begun and any(rules.is_finite(word.low) for word in words[1:])


def asks(words: Sequence[Word], rules: Rules) -> bool:
    """Whether a clause begins as a question: “but where he is, …”."""
    lists = rules.lists
    joins = lists["conjunctions"] | lists["contrast"] | lists["contrast_after_comma"]
    begun = words[1:] if words and words[0].low in joins else words
    return rules.is_strict and follows(begun, lists["questions"], rules)


def _inserted(words: Sequence[Word], marks: Sequence[Found]) -> list[set[int]]:
    """The commas around each adverb that fills the space between them (or begins all)."""
    found = []
    for mark in marks:
        before, behind = mark.start - 1, mark.end
        opened = before < 0 or words[before].low == ","
        if mark.reach == "verb" and opened and behind < len(words) and words[behind].low == ",":
            found.append({before, behind})
    return found


class _Finder:
    def __init__(self, words: Sequence[Word], marks: Sequence[Found], rules: Rules) -> None:
        marked = {at for mark in marks for at in range(mark.start, mark.end)}
        self.words, self.marked, self.rules, self.lists = words, marked, rules, rules.lists
        self.inserted = [] if not rules.is_strict else _inserted(words, marks)
        self.dashes = [at for at, word in enumerate(words) if word.low == "–"]

    def openings(self) -> dict[int, str]:
        found: dict[int, str] = {}
        last = 0
        for at, word in enumerate(self.words):
            inside = found.get(last, "")
            opening = self._mark(at, last, inside) if word.kind == "mark" else self._word(at, last)
            if opening:
                last = at + 1 if word.kind == "mark" else at
                found[last] = opening
        return found

    def _mark(self, at: int, last: int, inside: str) -> str:
        low = self.words[at].low
        simple = {";": "semicolon", ":": "colon", "(": "aside", ")": "resumed"}
        if low in simple:
            return simple[low]
        if low == "–":
            number = self.dashes.index(at)
            if number % 2:
                return "resumed"
            return "aside" if number + 1 < len(self.dashes) else "dash"
        if low in "?!" and at + 1 < len(self.words):
            return "semicolon"
        if low == '"' and inside == "restrictive" and at + 1 in self.marked:
            return "comma"  # “…who fled the hell.” told the chairman
        complete = inside in BESIDE and is_complete(self.words[last:at], self.rules)
        if low != "," or (not complete and self._is_inserted(at)):
            return ""
        return self._after_comma(at + 1, inside == "comma")

    def _is_inserted(self, at: int) -> bool:
        """A comma of an adverb between two: “was, allegedly, beaten”."""
        return self.rules.is_strict and any(at in commas for commas in self.inserted)

    def _after_comma(self, at: int, aside: bool) -> str:
        low = self.words[at].low if at < len(self.words) else ""
        if self.rules.is_strict and self._is_beside(at):
            return "relative"
        if low in self.lists["contrast"] | self.lists["contrast_after_comma"]:
            return "contrast"
        # “…, que …” after an aside takes up a complement: “il dit, ce soir, que …”.
        if low in self.lists["relative"] | (set() if aside else self.lists["relative_after_comma"]):
            return "relative"
        if low in self.lists["escaping"] and at not in self.marked:
            return "escaping"
        pointed = self.words[at - 2].low in self.lists["correlative"]  # “с тех пор, как …”
        if low in self.lists["aside_after_comma"] and self._is_closed(at) and not pointed:
            return "aside"
        if low in self.lists["conjunctions"]:
            return "and" if self._is_new(at, 0) else "comma"
        return "comma"

    def _is_closed(self, at: int) -> bool:
        """Whether another comma follows: “…, as he says, …”."""
        end = self._rest(at).stop
        return end < len(self.words) and self.words[end].low == ","

    def _is_beside(self, at: int) -> bool:
        """“…, in which …”, “…, the name of whom …”, “…, beaten by …”."""
        lows = [self.words[i].low for i in self._rest(at)]
        apart = self.lists["contrast"] | self.lists["contrast_after_comma"]
        if not lows or lows[0] in self.lists["complement"] | self.lists["conjunctions"] | apart:
            return False
        if self.lists["relative"].intersection(lows[:AHEAD]):
            return True
        near = range(at, at + len(lows[: AHEAD + 1]))
        free = (lows[i - at] for i in near if i not in self.marked)
        begun = any(self.rules.is_participle(low) for low in free)
        return begun and not any(self.rules.is_finite(low) for low in lows)

    def _word(self, at: int, last: int) -> str:
        low = self.words[at].low
        if at == last or (at in self.marked and low not in self.lists["contrast"]):
            return ""
        if self.rules.is_strict and low not in self.lists["escaping"]:
            return ""
        if low in self.lists["contrast"]:
            return "contrast"
        if low in self.lists["relative"]:
            return "restrictive"
        if low in self.lists["escaping"]:
            return "escaping" if self._rest(at + 1) else ""
        if low in self.lists["conjunctions"] and self._is_new(at, last):
            return "and"
        return ""

    def _is_new(self, at: int, last: int) -> bool:
        """Whether the words behind a conjunction are a clause with a subject of its own."""
        begin = at + 1
        if begin >= len(self.words) or not self._has_verb(last, at):
            return False
        first = self.words[begin]
        if first.low in self.lists["complement"] or first.kind == "mark":
            return False
        rest = self._rest(begin)
        if self.rules.is_strict:
            return any(self.rules.is_finite(word.low) for word in self.words[begin:])
        if self.rules.is_finite(first.low) or (begin in self.marked and not first.is_capital):
            return False
        verb = next((i for i in rest if self.rules.is_finite(self.words[i].low)), None)
        return verb is not None and verb > begin and _stands(self.words, verb, self.rules)

    def _rest(self, begin: int) -> range:
        end = begin
        while end < len(self.words) and self.words[end].kind != "mark":
            end += 1
        return range(begin, end)

    def _has_verb(self, start: int, end: int) -> bool:
        return any(
            self.rules.is_finite(self.words[i].low)
            for i in range(start, end)
            if i not in self.marked
        )
