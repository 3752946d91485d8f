"""How far a mark reaches: its complement, its verb phrase, its clause, all that stands before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.publishing.floor.asides import BESIDE, is_inserted, is_set_apart
from tocsin.publishing.floor.clauses import Clause
from tocsin.vocabulary.wording import Rules
from tocsin.vocabulary.wording.phrases import Found

if TYPE_CHECKING:
    from tocsin.publishing.floor.scopes import Sentence

OUTER = frozenset({"attribution", "dispute", "view"})  # they reach into what is said beside
STOPS = {
    "attribution": frozenset({"contrast", "semicolon"}),
    "request": frozenset({"contrast", "semicolon"}),
}
STRICT = frozenset({"contrast", "semicolon", "dash", "and"})
HEDGING = frozenset({"attribution", "doubt", "may", "fear", "risk", "open", "dispute", "refute"})
BEHIND = frozenset({"contrast", "semicolon", "and", "dash", "colon"})


class Reach:
    """How far one mark of a sentence reaches."""

    def __init__(self, sentence: Sentence, mark: Found, rules: Rules) -> None:
        self.sentence, self.mark, self.rules = sentence, mark, rules
        self.words, self.clauses = sentence.words, sentence.clauses
        self.at = sentence.clause_of(mark.start)
        self.home = self.clauses[self.at]
        self.stops = STOPS.get(mark.kind, STRICT)

    def spread(self) -> None:
        """Writes the mark down at each word that it governs."""
        reach = {
            "clause": self._clause,
            "verb": self._verb,
            "noun": self._noun,
            "own": self._own,
            "back": self._back,
            "speech": self._speech,
            "holder": self._speech,
            "whole": self._whole,
        }[self.mark.reach]
        own = range(self.mark.start, self.mark.end)
        inside = self._pen()
        for at in (*own, *reach()):
            if at not in inside:
                continue
            kinds = self.sentence.covers[at]
            kinds[self.mark.kind] = max(self.mark.start, kinds.get(self.mark.kind, -1))

    def _pen(self) -> range:
        """A mark within “, who …,” or an apposition governs nothing outside it."""
        everything = range(len(self.words))
        if self.mark.kind not in HEDGING or self.mark.reach == "whole":
            return everything
        if is_set_apart(self.sentence, self.mark, self.rules):
            return range(self.home.start, self.home.end)
        if is_inserted(self.sentence, self.at, self.rules):
            resumed = [clause.start for clause in self.clauses[self.at + 2 :]]
            return range(self.clauses[self.at - 1].start, min(resumed, default=len(self.words)))
        if self.home.opening not in {"relative", "restrictive"} or self._says_this():
            return everything
        end = next((c.start for c in self.clauses[self.at + 1 :] if c.opening != "escaping"), None)
        return range(self.home.start, len(self.words) if end is None else end)

    def _whole(self) -> Iterator[int]:
        self.sentence.whole.add(self.mark.kind)
        yield from range(len(self.words))

    def _clause(self) -> Iterator[int]:
        """Ahead to the end, or to a clause that is no part of the complement."""
        asks = self.words[self.mark.end].low if self.mark.end < len(self.words) else ""
        if self.mark.kind == "doubt" and asks in self.rules.lists["questions"]:
            return
        yield from range(self.mark.end, self._clause_end(self._last()))
        beside = False
        for clause in self.clauses[self.sentence.clause_of(self._last()) + 1 :]:
            if self._ends_at(clause) and not self._goes_on(clause):
                return
            if self.mark.kind not in OUTER:
                beside = clause.opening in BESIDE or (beside and clause.opening == "escaping")
            if not beside:
                yield from range(clause.start, clause.end)

    def _ends_at(self, clause: Clause) -> bool:
        if self._concedes() and clause.opening == "comma":
            return True
        if clause.opening == "and" and self.mark.reach == "speech":
            return self.words[clause.start - 1].low == ","
        if clause.opening == "colon" and self.mark.kind == "refute":
            return self._has_complement()  # “It is untrue that X: Y.”
        return clause.opening in self.stops

    def _has_complement(self) -> bool:
        around = {word.low for word in self.words[self._last() : self.mark.end + 1]}
        return bool(around & self.rules.lists["complement"])

    def _concedes(self) -> bool:
        """“Though the ministry does not comment, …”: what follows is told plainly."""
        lists = self.rules.lists
        first = self.words[self.home.start].low
        concessive = first in lists["contrast"] | lists["contrast_after_comma"]
        return concessive and self.home.start == 0 and not self._says_this()

    def _goes_on(self, clause: Clause) -> bool:
        """“… that he was beaten, and that …” is one complement."""
        lows = [word.low for word in self.words[clause.start : clause.start + 2]]
        inside = self.rules.lists["complement"].intersection(lows)
        return clause.opening in {"and", "dash"} and bool(inside)

    def _last(self) -> int:
        return min(self.mark.end, len(self.words)) - 1

    def _clause_end(self, at: int) -> int:
        return next((one.end for one in self.clauses if one.start <= at < one.end), at)

    def _verb(self) -> Iterator[int]:
        end = self.mark.end
        if self._is_alone():
            yield from self._alone()
            return
        number = self.sentence.clause_of(self._last())
        yield from range(end, self.clauses[number].end)
        cut = end < len(self.words) and self.words[end].kind == "mark"
        for clause in self.clauses[number + 1 :]:
            if not cut and (clause.opening != "comma" or not self._continues(clause)):
                return
            yield from range(clause.start, clause.end)

    def _continues(self, clause: Clause) -> bool:
        """A further verb of the same subject: “beaten, kicked and burned”."""
        skipped = self.rules.lists["conjunctions"] | self.rules.lists["auxiliary"]
        rest = [word for word in self.words[clause.start : clause.end] if word.low not in skipped]
        first = rest[0] if rest else None
        if first is None or first.is_capital or self._is_apposition():
            return False
        return self.rules.is_event(first.low) or self.rules.is_finite(first.low)

    def _is_apposition(self) -> bool:
        """“…, reportedly a courier, …” says nothing of the verb behind it."""
        inside = range(self.mark.end, self.home.end)
        return self.home.opening in {"comma", "escaping"} and not any(
            self.rules.is_finite(self.words[at].low) for at in inside
        )

    def _is_alone(self) -> bool:
        """An adverb that fills its clause: “…, allegedly.” or “Allegedly, …”."""
        others = [
            at
            for at in range(self.home.start, self.home.end)
            if not self.mark.start <= at < self.mark.end and self.words[at].kind != "mark"
        ]
        return not others

    def _alone(self) -> Iterator[int]:
        if self.at + 1 < len(self.clauses):
            following = self.clauses[self.at + 1]
            yield from range(following.start, following.end)
        if self.at:
            before = self.clauses[self.at - 1]
            yield from range(before.start, before.end)

    def _noun(self) -> Iterator[int]:
        """Up to a finite verb, but not the participle that stands first."""
        at, end = self.mark.end, self._clause_end(self._last())
        ahead: list[int] = []
        while at < end and (not ahead or not self.rules.is_verb(self.words[at].low)):
            ahead.append(at)
            at += 1
        yield from ahead
        if at == end and not any(self.rules.is_event(self.words[i].low) for i in ahead):
            yield from range(self.home.start, self.mark.start)  # “torture alleged here”

    def _own(self) -> Iterator[int]:
        following = self.words[self.mark.end].low if self.mark.end < len(self.words) else ""
        if following in self.rules.lists["complement"] | self.rules.lists["questions"]:
            yield from self._clause()
            return
        yield from self._clause()
        if self._is_alone() and self._joined():
            return  # “… and, if rumours are to be believed, he is alive”
        before = range(self.home.start, self.mark.start)
        verbs = any(
            self.rules.is_past(self.words[at].low) and at not in self.sentence.marked
            for at in before
        )
        # “was beaten and could die”: a danger does not reach back over a verb.
        if not (verbs and self.mark.kind in {"fear", "risk"}):
            yield from self._back()

    def _back(self) -> Iterator[int]:
        """Behind: the own clause, what it hangs on, and all before where it says only “this”."""
        jumps = self._says_this()
        asked = self.rules.lists["presupposing"]
        if self.mark.kind == "doubt" and self.words[0].low in asked:
            return  # “why he was beaten is unclear”
        for number in range(self.at, -1, -1):
            clause = self.clauses[number]
            yield from range(clause.start, min(clause.end, self.mark.start))
            named = clause.opening == "colon" and self.mark.kind == "attribution"
            if clause.opening in BEHIND and not (jumps or named):
                return
            if clause.opening in {"relative", "restrictive"} and not jumps:
                return

    def _says_this(self) -> bool:
        """Whether the clause says no more of its own than “this” or “we”."""
        inside = range(self.home.start, self.home.end)
        if any(self._is_told(at) for at in inside):
            return False
        lists = self.rules.lists
        told = {self.words[at].low for at in inside if at not in self.sentence.marked}
        if self.home.opening in {"relative", "restrictive"}:
            own = any(self._is_own_matter(low) for low in told - lists["first_person"])
            ours = bool(lists["first_person"] & told)
            return bool(lists["neuter_relative"] & told) and (ours or not own)
        if lists["anaphors"] & told:
            return True
        return not any(self._is_own_matter(low) for low in told)

    def _is_own_matter(self, low: str) -> bool:
        """A word that brings something new, not who doubts or what is doubted."""
        lists = self.rules.lists
        known = lists["function"] | lists["generic"] | lists["first_person"]
        if low in known or not low[0].isalnum():
            return False
        return not {"actor", "role"} & self.rules.kinds_of(low)

    def _is_told(self, at: int) -> bool:
        return at not in self.sentence.marked and self.rules.is_event(self.words[at].low)

    def _speech(self) -> Iterator[int]:
        if self._tells_ahead():
            yield from self._clause()
            if self._is_quoted():
                yield from self._back()
            return
        if not self._is_of_noun():
            yield from self._back()
        yield from range(self.mark.end, self.home.end)
        if self.at + 1 < len(self.clauses) and not self._joined():
            yield from self._clause()

    def _is_of_noun(self) -> bool:
        """“…, a decision that a lawyer calls unjust”."""
        before = self.words[self.home.start + 1 : self.mark.start]
        return any(word.low in self.rules.lists["complement"] for word in before)

    def _tells_ahead(self) -> bool:
        """Whether something is told behind the verb (or the holder) in its own clause."""
        if self._joined() or (self.home.start == 0 and not self._told_before()):
            return True
        if self.mark.reach == "holder":
            return self.at == 0
        rest = range(self.mark.end, self.home.end)
        if self.mark.start == self.home.start and self.home.opening == "comma":
            return any(map(self._has_subject, rest))  # not “…, announces a statement”
        complement = self.rules.lists["complement"]
        return any(
            self.rules.is_event(self.words[at].low)
            or self.words[at].low in complement
            or self._has_subject(at)
            for at in rest
        )

    def _has_subject(self, at: int) -> bool:
        """“said it was elsewhere”: a verb, and who or what it is told of behind the mark."""
        told = range(self.mark.end, at)
        return self.words[at].low in self.rules.lists["auxiliary"] and len(told) > 0

    def _told_before(self) -> bool:
        return any(self.rules.is_event(word.low) for word in self.words[: self.mark.start])

    def _joined(self) -> bool:
        """“… and, according to X, beaten”: what stands before the conjunction is told plainly."""
        at = self.home.start - 1
        while at >= 0 and self.words[at].kind == "mark":
            at -= 1
        return at >= 0 and self.words[at].low in self.rules.lists["conjunctions"]

    def _is_quoted(self) -> bool:
        """“…,” says the chairman of the closure."""
        before = self.words[: self.mark.start]
        return any(word.low == '"' for word in before[-3:])
