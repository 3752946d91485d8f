"""Numbers that are in no claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from tocsin.publishing.floor import quantities
from tocsin.publishing.floor.cited import Cited
from tocsin.publishing.floor.given import Given
from tocsin.publishing.floor.governed import Sentence
from tocsin.publishing.floor.telling import Told
from tocsin.vocabulary.wording import Rules

SIDES = 2  # of a dispute: “which of the two”


class Counts:
    """A sentence beside what its claims give, and the numbers that are more."""

    def __init__(
        self,
        sentence: Sentence,
        claims: Sequence[Cited],
        given: Given,
        places: Told,
        rules: Rules,
    ) -> None:
        self.sentence, self.words, self.rules = sentence, sentence.words, rules
        self.given, self.places = given, places
        self.statuses = {claim.status for claim in claims}
        self.holders = sentence.holders(rules)

    def _numbers(self) -> Iterator[str]:
        told = _("The number “%(what)s” is in no claim that is cited.")
        others = int("contested" in self.statuses and bool(self.given.numbers))  # the other side's
        for at, number in quantities.placed(self.words, self.rules):
            if self._is_counted(at, number):
                continue
            if others:
                others -= 1
                continue
            yield told % {"what": self.words[at].text}
        most = max(self.given.vague | self.given.numbers, default=None)
        for at, least in quantities.vague(self.words, self.rules):
            if self.given.vague and most is not None and least > most and not self._is_beside(at):
                yield told % {"what": self.words[at].text}

    def _is_counted(self, at: int, number: int) -> bool:
        """Whether a claim gives the number, or it counts something that needs none."""
        near = self._is_near(at)
        if near and self.given.bounds and self._is_between(number):
            return True
        exact = number in self.given.bounds and not near
        if number in self.given.numbers and not exact and not self._exceeds(at):
            return True
        if number == SIDES and ("contested" in self.statuses or self._is_both(at)):
            return True
        vague = self.words[at].low in self.rules.vague
        source = number in self.given.counted and self._counts_sources(at)
        return vague or source or self._is_beside(at) or self._ends_a_night(at, number)

    def _exceeds(self, at: int) -> bool:
        """“More than thirty”, where the claims have thirty; not “no more than thirty”."""
        raised, idle = self.rules.lists["exceeding"], self.sentence.named
        before = range(max(0, at - 2), at)
        told = any(self.words[i].low in raised and i not in idle for i in before)
        return told and not self.given.raised

    def _is_both(self, at: int) -> bool:
        """“Aux deux poignets”: of what there are two of."""
        known = at + 1 in self.places.matched
        return known and at > 0 and self.words[at - 1].low in self.rules.lists["both"]

    def _counts_sources(self, at: int) -> bool:
        """“Three witnesses”, “all three”; not “3 June”."""
        behind = self.words[at + 1 : at + 2]
        return not any(word.low in self.rules.lists["months"] for word in behind)

    def _is_between(self, number: int) -> bool:
        return min(self.given.bounds) <= number <= max(self.given.bounds)

    def _is_near(self, at: int) -> bool:
        own = {word.low for word in self.words} & self.rules.lists["between"]
        return bool(own) or quantities.is_near(self.words, at, self.rules)

    def _ends_a_night(self, at: int, number: int) -> bool:
        """“The night of 11 to 12 April”, where a claim has the eleventh."""
        before = [word.low for word in self.words[max(0, at - 2) : at]]
        joined = before[-1:] and before[-1] in self.rules.lists["overnight"]
        return bool(joined) and before[0] == str(number - 1) and number - 1 in self.given.numbers

    def _is_beside(self, at: int) -> bool:
        """A number of sources or of a request, or one that a mark holds."""
        asked = {"request", "open", "refute"} & set(self.sentence.covers[at])
        marked = at in self.sentence.marked or at in self.holders
        return marked or bool(asked) or self._is_counted_source(at)

    def _is_counted_source(self, at: int) -> bool:
        """“two versions”, “a second source”: about what is said, not about what happened."""
        near = range(at + 1, min(at + 4, len(self.words)))
        return any(self.sentence.marked.get(i) in {"attribution", "dispute"} for i in near)
