"""More than the claims say: another number, date, name, actor, cause, intention or event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from tocsin.publishing.floor.asides import is_background, is_of_source
from tocsin.publishing.floor.cited import PLAIN, Cited
from tocsin.publishing.floor.clauses import BESIDE, Clause
from tocsin.publishing.floor.counts import Counts
from tocsin.publishing.floor.given import given_by
from tocsin.publishing.floor.governed import Sentence
from tocsin.publishing.floor.telling import Told, carries
from tocsin.vocabulary.wording import Rules
from tocsin.vocabulary.wording.phrases import Found

LEFT_OPEN = frozenset({"doubt", "may", "open", "request", "refute", "dispute", "fear"})
HEDGED = LEFT_OPEN | {"attribution", "risk"}
TAKEN_BACK = frozenset({"refuted", "withdrawn"})
ASIDE = frozenset({"contested", "refuted", "withdrawn", "opinion"})
APART = frozenset({"semicolon", "and", "contrast", "dash", "comma"})
SHARE = 0.3  # of the sentence's words that carry a meaning
SIDES = 2  # of a dispute: “which of the two”
MOST = 7  # words of “Dear Minister,”
MANY = 3  # words of which no claim knows, from which the sentence tells something else


def surplus(sentence: Sentence, claims: Sequence[Cited], places: Told, rules: Rules) -> str:
    """One sentence on what no claim gives; empty where the claims give everything."""
    given = given_by(claims, rules)
    looked = _Look(sentence, claims, given, places, rules)
    return next(looked.all(), "")


class _Look(Counts):
    def all(self) -> Iterator[str]:
        """Each thing that is more than the claims say."""
        yield from self._numbers()
        if not self.statuses <= TAKEN_BACK:
            yield from self._names()
        if not self.statuses <= ASIDE:
            yield from self._more()
            yield from self._actors()
            yield from self._events()
            yield from self._roles()
        if self.statuses <= PLAIN:
            yield from self._else()

    def _is_left_open(self, at: int) -> bool:
        """Left open; “the charges were dropped” takes nothing back where no claim was."""
        covers = LEFT_OPEN & set(self.sentence.covers[at])
        if not covers and self._is_subject_of_doubt(at):
            return True
        return bool(covers if self.statuses & TAKEN_BACK else covers - {"refute"})

    def _is_subject_of_doubt(self, at: int) -> bool:
        """“Guards allegedly forced them to …”: what the doubted verb is told of."""
        clause = self.sentence.clauses[self.sentence.clause_of(at)]
        marks = (mark for mark in self.sentence.marks if mark.kind == "doubt" and mark.start > at)
        start = min((mark.start for mark in marks if mark.reach == "verb"), default=clause.end)
        verbs = any(self.rules.is_finite(self.words[i].low) for i in range(at + 1, start))
        return start < clause.end and not verbs

    def _is_new(self, at: int) -> bool:
        word = self.words[at]
        return (
            carries(word, self.rules)
            and at not in self.places.matched
            and at not in self.sentence.marked
            and at not in self.holders
            and not self.given.named.score(word, self.rules)
            and not self._is_ours(at)
        )

    def _is_ours(self, at: int) -> bool:
        """“We have asked the governor”: what we ourselves did needs no claim."""
        number = self.sentence.clause_of(at)
        clause = self.sentence.clauses[number]
        if not number:
            return self._is_address(clause)
        begun = {word.low for word in self.words[clause.start : min(clause.start + 3, at)]}
        return clause.opening in APART and bool(begun & self.rules.lists["speakers"])

    def _is_address(self, clause: Clause) -> bool:
        """“Dear Minister, …”"""
        inside = self.words[clause.start : clause.end]
        titled = any(word.low in self.rules.lists["titles"] for word in inside[:2])
        told = any(self.rules.is_finite(word.low) for word in inside)
        return titled and not told and len(inside) <= MOST and inside[-1].low == ","

    def _names(self) -> Iterator[str]:
        capital = sum(word.is_capital for word in self.words)
        if capital * 2 > len(self.words):
            return
        lists = self.rules.lists
        for at, word in enumerate(self.words):
            if not word.is_capital or not self._is_new(at) or self._begins(at):
                continue
            said = {"attribution"} if self._is_person(at) else set()
            hedged = bool((HEDGED - said) & set(self.sentence.covers[at]))
            date = word.low in lists["months"] | lists["weekdays"]
            known = word.low in lists["titles"] | lists["generic"]
            if not date and (known or self.rules.families_of(word.low)):
                continue
            covers = self.sentence.covers[at]
            if {"request", "refute"} & set(covers) or (hedged and not date):
                continue
            told = _("The date “%(what)s” is in no claim that is cited.")
            named = _("The name “%(what)s” is in no claim that is cited.")
            yield (told if date else named) % {"what": word.text}

    def _is_person(self, at: int) -> bool:
        """Two capitals behind no preposition: “Captain Abente” is more than “an officer”."""
        behind = self.words[at + 1 : at + 2]
        place = self.words[at - 1].low in self.rules.lists["prepositions"]
        return bool(behind) and behind[0].is_capital and not place

    def _begins(self, at: int) -> bool:
        """A capital that only opens a sentence, or a headline's country before the colon."""
        if at == 0:
            return True
        before = self.words[at - 1].low
        heading = any(word.low == ":" for word in self.words[at : at + 4]) and at < 4
        return before in {'"', ":", "?", "!", "–"} or heading

    def _more(self) -> Iterator[str]:
        told = {
            "cause": _("The cause “%(what)s” is in no claim that is cited."),
            "intention": _("The intention “%(what)s” is in no claim that is cited."),
            "judgement": _("“%(what)s” says more than the claims that are cited."),
            "degree": _("“%(what)s” says more than the claims that are cited."),
            "time": _("The date “%(what)s” is in no claim that is cited."),
        }
        for found in self.rules.causes.find([word.low for word in self.words]):
            if found.kind in self.given.kinds | {"none"} or self._is_left_open(found.start):
                continue
            held = found.kind == "degree" and found.start in self.holders
            own_time = found.kind == "time" and is_of_source(self.sentence, found, self.rules)
            said = found.kind in {"degree", "judgement"} and self._is_said(found.start)
            if found.start in self.sentence.named or held or own_time or said:
                continue
            own = range(found.start, found.end)
            if self._is_given(found):
                continue
            what = " ".join(self.words[at].text for at in own)
            yield told[found.kind] % {"what": what}

    def _is_said(self, at: int) -> bool:
        """In somebody's own words, where no claim is told as sure."""
        every = self.words[at].low in self.rules.lists["indefinite"]
        sure = every or self.statuses <= PLAIN
        return "attribution" in self.sentence.covers[at] and not sure

    def _is_given(self, found: Found) -> bool:
        """Whether a claim holds the words, or what follows them."""
        if "opinion" in self.statuses and "attribution" in self.sentence.covers[found.start]:
            return True
        own = range(found.start, found.end)
        telling = [at for at in own if carries(self.words[at], self.rules)]
        if telling and all(at in self.places.matched for at in telling):
            return found.kind != "cause" or found.start in telling or not self.statuses <= PLAIN
        names_who = self.words[found.end - 1].low in self.rules.lists["prepositions"]
        open_ = not telling or names_who  # “by order of”
        return found.kind == "cause" and open_ and not self._gives_new(found.end)

    def _gives_new(self, at: int) -> bool:
        """Whether something follows that no claim knows."""
        clause = self.sentence.clauses[self.sentence.clause_of(at - 1)]
        rest = [i for i in range(at, clause.end) if carries(self.words[i], self.rules)]
        return not rest or any(i not in self.places.matched for i in rest)

    def _actors(self) -> Iterator[str]:
        families = self.rules.families
        for at, word in enumerate(self.words):
            if not self._is_new(at) or self._is_left_open(at):
                continue
            own = [families[name] for name in self.rules.families_of(word.low)]
            actors = [one for one in own if one.kind == "actor" and (one.above or one.grave)]
            if not actors or len(actors) < len(own):
                continue
            known = {name for name in self.given.known.families if name in families}
            above = {up for name in known for up in families[name].above}
            if not any(one.name in known | above for one in actors):
                yield _("“%(what)s” is named by no claim that is cited.") % {"what": word.text}

    def _events(self) -> Iterator[str]:
        families = self.rules.families
        for at, word in enumerate(self.words):
            if not self._is_new(at) or self._is_left_open(at):
                continue
            if "not" in self.sentence.covers[at] and not self.statuses <= PLAIN:
                continue  # “no one should be returned to torture”
            own = [families[name] for name in self.rules.families_of(word.low)]
            worse = any(one.below & self.given.known.families for one in own)
            clause = self.sentence.clauses[self.sentence.clause_of(at)]
            apart = clause.opening in BESIDE or not self.places.loose
            light = word.low in self.rules.lists["generic"]
            done = self.statuses <= PLAIN and self.rules.is_past(word.low) and not light
            done = done and not is_background(self.sentence, at, self.rules)
            if own and (done or all(one.grave for one in own)) and (worse or apart):
                yield _("“%(what)s” is more than the claims say.") % {"what": word.text}

    def _roles(self) -> Iterator[str]:
        for at, word in enumerate(self.words):
            own = [self.rules.families[name] for name in self.rules.families_of(word.low)]
            is_role = bool(own) and all(one.kind == "role" for one in own)
            if is_role and self._is_new(at) and not self._is_left_open(at) and self._is_told(at):
                yield _("“%(what)s” is named by no claim that is cited.") % {"what": word.text}

    def _is_told(self, at: int) -> bool:
        """Plainly, or behind the mark that says whose words these are."""
        told = any(start < at for start in self.sentence.covers[at].values())
        return told or self.statuses <= PLAIN

    def _else(self) -> Iterator[str]:
        generic = self.rules.lists["generic"] | self.rules.lists["titles"]
        instead = self.places.instead(self.sentence, self.rules)
        new = [
            word
            for at, word in enumerate(self.words)
            if self._is_new(at) and not self._is_left_open(at) and word.low not in generic
            if word.kind == "word" and word.low not in self.rules.numbers and at not in instead
            if not is_background(self.sentence, at, self.rules)
            if not word.is_capital or not self._begins(at)
        ]
        # A verb tells something else by itself, a noun or an adverb hardly.
        weight = len(new) + sum(self.rules.is_finite(word.low) for word in new)
        told = [word for word in self.words if carries(word, self.rules)]
        if weight >= MANY and weight >= SHARE * len(told):
            what = ", ".join(_("“%(word)s”") % {"word": word.text} for word in new[:4])
            yield _("The claims that are cited say nothing of %(what)s.") % {"what": what}
