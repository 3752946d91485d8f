"""How far a mark reaches: its complement, its verb phrase, its clause, all that stands before."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.publishing.floor.anaphors import is_on_source
from tocsin.publishing.floor.around import HEDGING, Around
from tocsin.publishing.floor.asides import is_inserted, is_set_apart
from tocsin.publishing.floor.clauses import (
    BESIDE,
    Clause,
    asks,
    is_attribute,
    is_complete,
    is_verb,
)

CUTS = frozenset(',(")–')
OUTER = frozenset({"attribution", "dispute", "view"})  # they reach into what is said beside
COMING = frozenset({"fear", "risk", "may"})
BEHIND = frozenset({"contrast", "semicolon", "and", "dash", "colon"})


class Reach(Around):
    """How far one mark of a sentence reaches."""

    def spread(self) -> None:
        """Writes the mark down at each word that it governs."""
        reach = {
            "clause": self._clause,
            "verb": self._verb,
            "noun": self._noun,
            "own": self._own,
            "home": self._home,
            "back": self._back,
            "speech": self._speech,
            "holder": self._speech,
            "whole": self._whole,
            "elided": self._elided,
            "before": self._before,
        }[self.mark.reach]
        own = range(self.mark.start, self.mark.end)
        inside, outside = self._pen(), [*self._antecedent()]
        for at in (*own, *reach(), *outside):
            if at not in inside and at not in outside:
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
        before = (one for one in self.clauses[self.at :: -1] if one.opening != "escaping")
        home = next(before, self.home)
        within = home.opening in {"relative", "restrictive"}
        if not within or (home is self.home and self._says_this()):
            return everything
        if is_on_source(self.sentence, self.mark, self.rules):
            return everything
        end = next((c.start for c in self.clauses[self.at + 1 :] if self._is_apart(c)), None)
        return range(home.start, len(self.words) if end is None else end)

    def _is_apart(self, clause: Clause) -> bool:
        """No “after …”, and no complement behind a comma: “…, in which she writes, that …”."""
        first = self.words[clause.start].low
        told = self.rules.is_strict and first in self.rules.lists["content"]
        return clause.opening != "escaping" and not told

    def _whole(self) -> Iterator[int]:
        self.sentence.whole.add(self.mark.kind)
        yield from range(len(self.words))

    def _clause(self) -> Iterator[int]:
        """Ahead to the end, or to a clause that is no part of the complement."""
        if self.mark.kind == "doubt" and self._follows(self.rules.lists["questions"]):
            return
        ahead = self.mark.end if self.rules.is_strict else self._last()
        yield from range(self.mark.end, self._clause_end(ahead))
        beside = False
        if self._is_described():
            return
        for clause in self.clauses[self.sentence.clause_of(self._last()) + 1 :]:
            if self._ends_at(clause) and not self._goes_on(clause):
                return
            if self.mark.kind not in OUTER:
                beside = clause.opening in BESIDE or (beside and clause.opening == "escaping")
                beside = beside or self._describes(clause)
            if not beside:
                yield from range(clause.start, clause.end)

    def _ends_at(self, clause: Clause) -> bool:
        if self._concedes() and clause.opening == "comma":
            return True
        if clause.opening == "and" and self.mark.reach == "speech":
            return self.words[clause.start - 1].low == ","
        told_again = self.rules.is_strict and self.mark.kind == "refute"
        if clause.opening == "colon" and told_again:  # “It is false that X: Y.”
            return self._follows(self.rules.lists["complement"])
        if clause.opening == "colon" and self.mark.kind == "refute":
            return self._has_complement()
        if clause.opening == "colon" and self.mark.kind == "not":
            return True  # “Do not let it happen: X will be hanged.”
        return clause.opening in self.stops

    def _verb(self) -> Iterator[int]:
        end = self.mark.end
        if self._is_alone():
            yield from self._alone()
            return
        number = self.sentence.clause_of(self._last())
        if is_attribute(self.words[end : self.clauses[number].end], self.rules):
            yield from self._noun()
            return
        first = self.words[self.home.start].low
        if first.isdigit() or first in {*self.rules.numbers, *self.rules.lists["indefinite"]}:
            yield from range(self.home.start, self.mark.start)  # such a subject presupposes nothing
        yield from range(end, self.clauses[number].end)
        cut = end < len(self.words) and self.words[end].low in CUTS
        if self.home.opening == "aside":
            return
        told = is_complete(self.words[self.home.start : self.home.end], self.rules)
        beside = False
        for clause in self.clauses[number + 1 :]:
            if self.rules.is_strict and clause.opening in BESIDE:
                beside = True  # “by rumours the police, who …, beat him”
                continue
            goes_on = clause.opening == "comma" and (
                self._continues(clause) or self._completes(clause) or beside > told
            )
            if not cut and not goes_on:
                return
            yield from range(clause.start, clause.end)

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
        while at < end and (not ahead or not is_verb(self.words, at, self.rules)):
            ahead.append(at)
            at += 1
        yield from ahead
        if at == end and not any(self.rules.is_event(self.words[i].low) for i in ahead):
            yield from range(self.home.start, self.mark.start)  # “torture alleged here”

    def _own(self) -> Iterator[int]:
        asked = self.rules.lists["complement"] | self.rules.lists["questions"]
        if self._follows(asked) and not self._points():
            yield from self._clause()
            return
        yield from self._clause()
        if self._is_alone() and self._joined():
            return  # “… and, if rumours are to be believed, he is alive”
        before = range(self.home.start, self.mark.start)
        verbs = any(self.rules.is_past(self.words[at].low) for at in self._free(before))
        # “was beaten and could die”: a danger does not reach back over a verb.
        if not (verbs and self.mark.kind in {"fear", "risk"}):
            yield from self._back()

    def _home(self) -> Iterator[int]:
        """The own clause alone, and what goes on behind one beside it."""
        start = self.home.start
        told = self._free(range(start, self.mark.start))
        if self.mark.kind in COMING and any(self.rules.is_finite(self.words[i].low) for i in told):
            start = self.mark.start
        yield from range(start, self.home.end)
        aside = False
        for clause in self.clauses[self.at + 1 :]:
            if clause.opening in BESIDE:
                aside = True
                continue
            if aside and clause.opening in {"comma", "resumed"}:
                yield from range(clause.start, clause.end)
            return

    def _back(self) -> Iterator[int]:
        """Behind: the own clause, what it hangs on, and all before where it says only “this”."""
        last = self.at == len(self.clauses) - 1 and self.mark.start == self.home.start
        as_said = self.words[self.home.start].low in self.rules.lists["aside_after_comma"]
        points = self._says_this() or self._points() or self._points_back()
        jumps = points and not as_said
        if is_on_source(self.sentence, self.mark, self.rules):
            yield from range(len(self.words))
            return
        if self.mark.kind == "doubt" and self._asks_first():
            return  # “why he was beaten is unclear”
        for number in range(self.at, -1, -1):
            clause = self.clauses[number]
            if (
                number < self.at
                and self.mark.kind == "doubt"
                and asks(self.words[clause.start :], self.rules)
            ):
                yield from range(clause.start, clause.end)
                return  # “…, but where he is, we do not know”
            if number < self.at and self._stands_beside(number):
                continue
            yield from range(clause.start, min(clause.end, self.mark.start))
            named = clause.opening == "colon" and self.mark.kind == "attribution"
            named = named or (clause.opening == "dash" and self._is_quoted())
            if clause.opening in BEHIND and not (jumps or named):
                return
            closing = last and self.mark.kind == "attribution"  # “…, according to X.”
            if clause.opening in {"relative", "restrictive"} and not (jumps or closing):
                return

    def _elided(self) -> Iterator[int]:
        """“The arrest is confirmed; the beating, of three men, is not.”"""
        for clause in self.clauses[self.at :: -1]:
            yield from range(clause.start, min(clause.end, self.mark.start))
            told = range(clause.start, min(clause.end, self.mark.start))
            verbs = any(self.rules.is_finite(self.words[at].low) for at in told)
            own = clause is self.home and not self._is_alone()
            if own or verbs or clause.opening in {"semicolon", "contrast", "and", "colon"}:
                return

    def _before(self) -> Iterator[int]:
        """“X says so; in fact …”: what was told before is set right."""
        if self.home.opening in {"semicolon", "contrast", "dash", "comma", "and", "colon"}:
            yield from range(self.home.start)

    def _speech(self) -> Iterator[int]:
        if self._tells_ahead():
            yield from self._clause()
            if self._is_quoted():
                yield from self._back()
            return
        before = {word.low for word in self.words[self.home.start : self.mark.start]}
        inside = self.mark.reach == "holder" and before - self.rules.lists["function"]
        if inside and self._is_apposition():  # “34 according to her sister”
            yield from range(self.home.start, self.home.end)
            return
        if not self._is_of_noun():
            yield from self._back()
        yield from range(self.mark.end, self.home.end)
        if self.at + 1 < len(self.clauses) and not self._joined():
            yield from self._clause()

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
