"""What stands around a mark: its clause, what begins it, what hangs on it."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.publishing.floor.anaphors import says_this
from tocsin.publishing.floor.clauses import Clause, follows, is_complete
from tocsin.publishing.floor.governed import Sentence
from tocsin.vocabulary.wording import Rules
from tocsin.vocabulary.wording.phrases import Found

STOPS = {
    "attribution": frozenset({"contrast", "semicolon"}),
    "request": frozenset({"contrast", "semicolon"}),
}
STRICT = frozenset({"contrast", "semicolon", "dash", "and"})
HEDGING = frozenset({"attribution", "doubt", "may", "fear", "risk", "open", "dispute", "refute"})
REPORTS = {("attribution", "speech"), ("doubt", "clause")}  # “the report on …”


class Around:
    """One mark of a sentence with its clause."""

    def __init__(self, sentence: Sentence, mark: Found, rules: Rules) -> None:
        self.sentence, self.mark, self.rules = sentence, mark, rules
        self.words, self.clauses = sentence.words, sentence.clauses
        self.at = sentence.clause_of(mark.start)
        self.home = self.clauses[self.at]
        self.stops = STOPS.get(mark.kind, STRICT)

    def _follows(self, given: frozenset[str]) -> bool:
        return follows(self.words[self.mark.end :], given, self.rules)

    def _is_participle(self, clause: Clause) -> bool:
        """“Free X, sentenced in March.”: what was done is told, not asked for."""
        first, rules = self.words[clause.start].low, self.rules
        return clause.opening == "comma" and rules.is_event(first) and rules.is_past(first)

    def _describes(self, clause: Clause) -> bool:
        """“Free X, sentenced in March.”, “we fear for X, plunged into …”: told of X alone."""
        around = {word.low for word in self.words[self._last() : self.mark.end + 1]}
        if self.mark.kind == "fear" and around & self.rules.lists["behalf"]:
            return clause.opening == "comma" and not self._goes_on(clause)
        return self.mark.kind in {"request", "fear"} and self._is_participle(clause)

    def _completes(self, clause: Clause) -> bool:
        """“They may have seen, how …”, where a comma stands before a complement."""
        lists, first = self.rules.lists, self.words[clause.start].low
        return self.rules.is_strict and first in lists["complement"] | lists["aside_after_comma"]

    def _is_described(self) -> bool:
        """“X, suspected of fraud, …” says nothing of what follows."""
        first = self.words[self.mark.start].low
        aside = self.home.opening == "comma" and self.mark.start == self.home.start
        said = self.mark.reach == "speech"  # “…, residents told us, …”
        return aside and not said and self.mark.kind in HEDGING and self.rules.is_past(first)

    def _concedes(self) -> bool:
        """“Though the ministry does not comment, …”: what follows is told plainly."""
        lists = self.rules.lists
        first = self.words[self.home.start].low
        concessive = first in lists["contrast"] | lists["contrast_after_comma"]
        told = self.mark.kind == "dispute" or not self._says_this()
        return concessive and self.home.start == 0 and told

    def _goes_on(self, clause: Clause) -> bool:
        """“… that he was beaten, and that …” is one complement."""
        lows = [word.low for word in self.words[clause.start : clause.start + 2]]
        inside = self.rules.lists["complement"].intersection(lows)
        return clause.opening in {"and", "dash"} and bool(inside)

    def _last(self) -> int:
        return min(self.mark.end, len(self.words)) - 1

    def _clause_end(self, at: int) -> int:
        return next((one.end for one in self.clauses if one.start <= at < one.end), at)

    def _continues(self, clause: Clause) -> bool:
        """A further verb of the same subject: “beaten, kicked and burned”."""
        skipped = self.rules.lists["conjunctions"] | self.rules.lists["auxiliary"]
        rest = [word for word in self.words[clause.start : clause.end] if word.low not in skipped]
        lows = [word.low for word in self.words[clause.start : clause.end]]
        first = rest[0] if rest else None
        if first is None or first.is_capital or self._is_apposition():
            return False
        if self.home.opening == "comma" and rest[0] != self.words[clause.start]:
            return False  # “X, allegedly beaten, was killed”
        conjoined = [low for low in lows if low not in self.rules.lists["conjunctions"]]
        if self.mark.kind == "attribution" and conjoined[0] in self.rules.lists["auxiliary"]:
            return False  # “is said to have been threatened, and was beaten”
        return self.rules.is_event(first.low) or self.rules.is_finite(first.low)

    def _is_apposition(self) -> bool:
        """“…, reportedly a courier, …” says nothing of the verb behind it."""
        own = [self.words[at].low for at in range(self.home.start, self.home.end)]
        return self.home.opening in {"comma", "escaping"} and not any(
            map(self.rules.is_finite, own)
        )

    def _is_alone(self) -> bool:
        """An adverb that fills its clause: “…, allegedly.” or “Allegedly, …”."""
        own = range(self.mark.start, self.mark.end)
        inside = range(self.home.start, self.home.end)
        return all(at in own or self.words[at].kind == "mark" for at in inside)

    def _free(self, places: range) -> Iterator[int]:
        yield from (at for at in places if at not in self.sentence.marked)

    def _stands_beside(self, number: int) -> bool:
        """“X, who was beaten, …” goes on with X; “the report on X, who …, …” with the report."""
        clause, head = self.clauses[number], self.clauses[max(0, number - 1)]
        if not self.rules.is_strict or clause.opening not in {"relative", "aside"}:
            return False
        if clause.opening == "aside":
            return True
        inside = self.words[clause.start : clause.end]
        told_of = (m for m in self.sentence.marks if head.start <= m.start < head.end)
        reports = any((m.kind, m.reach) in REPORTS for m in told_of)
        return is_complete(inside, self.rules) and not reports

    def _says_this(self) -> bool:
        before = self.clauses[max(0, self.at - 1)]
        nouns = self.rules.lists["definite"] | self.rules.lists["indefinite"]
        told = any(
            self.rules.is_finite(self.words[at].low) and self.words[at - 1].low not in nouns
            for at in range(before.start, before.end)
        )
        noun = self.at == 1 and self.home.opening == "relative" and not told
        if noun and self.mark.kind == "attribution":
            return False  # “the raid, which they announced, and …”: of a noun alone
        return says_this(self.sentence, self.home, self.rules)

    def _points_back(self) -> bool:
        """“Nothing bears this out”, “we could speak to none of those who were there”."""
        if self.mark.kind != "doubt" or self.home.start == 0:
            return False
        lists, own = self.rules.lists, range(self.home.start, self.mark.end)
        inside = {self.words[at].low for at in range(self.mark.start, self.mark.end)}
        pronouns = lists["anaphors"] & lists["function"]
        if inside & (pronouns - lists["complement"] - lists["relative"]):
            return True
        ours = bool(lists["first_person"].intersection(self.words[at].low for at in own))
        free = {self.words[at].low for at in range(self.home.start, self.home.end)}
        return ours and not lists["circumstances"] & free and not self._tells_own()

    def _asks_first(self) -> bool:
        """“Who beat him is not known”, “why …”: what is asked of is presupposed."""
        first = self.words[0].low
        if first in self.rules.lists["presupposing"] | self.rules.lists["who"]:
            return True
        asked = self.rules.lists["questions"] - self.rules.lists["complement"]
        return first in asked and not self._says_this()

    def _tells_own(self) -> bool:
        """Whether the clause of the mark tells an event of its own."""
        free = self._free(range(self.home.start, self.home.end))
        return any(self.rules.is_event(self.words[at].low) for at in free)

    def _told_before(self) -> bool:
        return any(self.rules.is_event(word.low) for word in self.words[: self.mark.start])

    def _joined(self) -> bool:
        """“… and, according to X, beaten”: what stands before the conjunction is told plainly."""
        at = self.home.start - 1
        while at >= 0 and self.words[at].kind == "mark":
            at -= 1
        return at >= 0 and self.words[at].low in self.rules.lists["conjunctions"]

    def _points(self) -> bool:
        """“We have withdrawn that statement”: “that” points, and begins no complement."""
        lows = [word.low for word in self.words[self.mark.end : self.mark.end + 2]]
        lists = self.rules.lists
        nouns = lists["anaphors"] - lists["function"]
        return len(lows) > 1 and lows[0] in lists["definite"] and lows[1] in nouns

    def _has_complement(self) -> bool:
        """“It is untrue that X: Y”: what follows the colon is told anew."""
        around = {word.low for word in self.words[self._last() : self.mark.end + 1]}
        return bool(around & self.rules.lists["complement"])

    def _has_subject(self, at: int) -> bool:
        """“said it was elsewhere”: a verb, and who or what it is told of behind the mark."""
        told = range(self.mark.end, at)
        return self.words[at].low in self.rules.lists["auxiliary"] and len(told) > 0

    def _is_of_noun(self) -> bool:
        """“…, a decision that a lawyer calls unjust”."""
        before = self.words[self.home.start + 1 : self.mark.start]
        return any(word.low in self.rules.lists["complement"] for word in before)

    def _antecedent(self) -> Iterator[int]:
        """“The blows that he allegedly suffered”, “the beating he says he was given”."""
        if self.mark.kind not in {"doubt", "may", "attribution"} or self.mark.reach == "holder":
            return
        start, at = self.home.start, self.mark.start - 2
        if self.home.opening in {"relative", "restrictive"}:
            at = start - 1 - (self.words[start - 1].low == ",")
        elif at < start or self.words[at + 1].low not in self.rules.lists["function"]:
            return
        rest = self._free(range(max(start, at + 1), self.home.end))
        told = any(self.rules.is_event(self.words[i].low) for i in rest)
        if at >= 0 and not told and self.rules.is_event(self.words[at].low):
            yield at

    def _is_quoted(self) -> bool:
        """“…,” says the chairman of the closure."""
        before = self.words[: self.mark.start]
        return any(word.low == '"' for word in before[-3:])
