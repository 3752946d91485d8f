"""Marks that are proposed for a draft: which claim a sentence seems to tell, and which tell none.

A proposal is accepted by a person, one by one or all at once. What a sentence tells is weighed by
the words of the claim that it holds (or their kin): the fewer claims share a word, the more it
counts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from tocsin.appeals import guard, marking, marks
from tocsin.appeals.content import PARTS
from tocsin.appeals.models import Appeal, Text
from tocsin.appeals.texts import save_text
from tocsin.cases.models import Claim
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require
from tocsin.publishing.floor import judge
from tocsin.publishing.floor.sentences import read_marks, sentences
from tocsin.publishing.floor.telling import SAME, Known, carries
from tocsin.vocabulary import wording
from tocsin.vocabulary.wording import Rules
from tocsin.vocabulary.wording.words import Word

ENOUGH = 0.5  # of what a claim says, weighed
SHARED = 2  # words, from which a sentence may tell a claim
NEAR = 85  # of 100; two spellings of one word
LONG = 5  # letters, from which a spelling may be near another
MISSPELT = 0.8  # what such a one counts
WORD = re.compile(r"\w{3,}")
# A line that goes on in the next one; what begins a list or a heading does not.
GOES_ON = re.compile(r"(?<=\S)[ \t]*\n(?=[^\s\-*+>#])(?!\d{1,9}[.)]\s)")


@dataclass(frozen=True)
class Sentence:
    """A sentence without a mark. `refs` are proposed for it, the likeliest first.

    `uncited` says that it states a fact and cites no claim. `key` names it until it is changed.
    """

    part: str
    language: str
    text: str
    refs: tuple[str, ...]
    uncited: bool
    start: int

    @property
    def key(self) -> str:
        """Of its words, its place and what is proposed."""
        told = "\0".join([self.language, self.part, str(self.start), self.text, *self.refs])
        return hashlib.sha256(told.encode()).hexdigest()[:24]


def unmarked(appeal: Appeal, language: str) -> list[Sentence]:
    """The sentences of a text for which marks are proposed, or which need one, in their order."""
    text = appeal.texts.filter(language=language).first()
    if text is None:
        return []
    claims = marking.texts(_claims(appeal), language)
    likely = _Likely(claims, language)
    return [one for part in PARTS for one in _of_part(part, text, likely)]


def accept(
    actor: Actor, appeal: Appeal, language: str, version: int, keys: Iterable[str] | None = None
) -> int:
    """Sets the marks proposed for these sentences, or for all; how many sentences got one.

    Raises Refusal where a sentence was changed since, or somebody else was faster.
    """
    require(actor, Role.OFFICER)
    with transaction.atomic():
        held = guard.hold_open(appeal)
        open_ = {one.key: one for one in unmarked(held, language) if one.refs}
        wanted = list(open_ if keys is None else keys)
        if not wanted or not set(wanted) <= set(open_):
            raise Refusal(_("This sentence was changed meanwhile; look at the proposals again."))
        chosen = {key: (open_[key], open_[key].refs) for key in wanted}
        _write(actor, appeal, language, version, list(chosen.values()))
    return len(wanted)


def found(appeal: Appeal, language: str, key: str) -> Sentence:
    """The sentence of that key; raises Refusal where it was changed or marked meanwhile."""
    for one in unmarked(appeal, language):
        if one.key == key:
            return one
    raise Refusal(_("This sentence was changed meanwhile; look at the proposals again."))


def rest_on(actor: Actor, appeal: Appeal, language: str, key: str, claim: Claim) -> None:
    """The appeal rests on one more claim, and a sentence of it is marked with that claim."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        held = guard.hold_open(appeal)
        sentence = found(held, language, key)
        if claim.case_id != held.case_id:
            raise Refusal(_("Choose claims of this appeal’s case."), "claims")
        held.claims.add(claim)
        _write(actor, held, language, held.version, [(sentence, (str(claim),))])


def _write(
    actor: Actor,
    appeal: Appeal,
    language: str,
    version: int,
    chosen: Sequence[tuple[Sentence, Sequence[str]]],
) -> None:
    text = appeal.texts.get(language=language)
    parts = {part: getattr(text, part) for part in PARTS}
    for one, refs in sorted(chosen, key=lambda pair: pair[0].start, reverse=True):
        words = parts[one.part]
        end = one.start + len(one.text)
        parts[one.part] = words[: one.start] + marking.marked(one.text, refs) + words[end:]
    save_text(actor, appeal, language, version, **parts)


def _claims(appeal: Appeal) -> list[Claim]:
    rows = appeal.claims.exclude(status="withdrawn").filter(sensitivity="public")
    return list(rows.select_related("case").order_by("number"))


def _of_part(part: str, text: Text, likely: _Likely) -> Iterator[Sentence]:
    words = getattr(text, part)
    for start, sentence in placed(words, text.language, flows=part == "body"):
        if read_marks(sentence).refs:
            continue
        refs = likely.told_by(sentence)
        needs = judge(sentence, text.language, []).verdict == "uncited"
        if refs or needs:
            yield Sentence(part, text.language, sentence, refs, needs, start)


def placed(text: str, language: str, *, flows: bool = False) -> Iterator[tuple[int, str]]:
    """Each sentence as it is written and where it begins; where lines flow, one may fill two."""
    even = GOES_ON.sub(lambda gap: " " * len(gap[0]), text) if flows else text
    at = 0
    for sentence in sentences(even, language):
        start = even.index(sentence, at)
        at = start + len(sentence)
        yield start, text[start:at]


class _Likely:
    """Which claims a sentence seems to tell; the claims are looked at once."""

    def __init__(self, claims: Mapping[str, str], language: str) -> None:
        self.rules = wording.rules(language)
        self.claims = {ref: _Words(words, self.rules) for ref, words in claims.items()}
        self.weights = {
            ref: {word: 1 / self._shared(word) for word in told.all}
            for ref, told in self.claims.items()
        }

    def told_by(self, sentence: str) -> tuple[str, ...]:
        """The refs, the likeliest first; none that adds nothing to a likelier one."""
        said = _Words(marks.bare(sentence), self.rules)
        scored = []
        for ref, weights in self.weights.items():
            fitting = {word: said.fits(word) for word in weights}
            part = sum(weights[word] * fit for word, fit in fitting.items())
            whole = sum(weights.values()) or 1.0
            if part / whole >= ENOUGH:
                # In words of the sentence, since two claims may put one thing differently.
                own = {word for word in said.all if self.claims[ref].fits(word)}
                scored.append((part / whole, len(own), ref, own))
        scored.sort(key=lambda one: (-one[0], -one[1], one[2]))
        return tuple(_adding([(ref, own) for *_score, ref, own in scored]))

    def _shared(self, word: str) -> int:
        """By how many of the claims a word is told, itself or its kin."""
        return sum(1 for told in self.claims.values() if told.fits(word) > 0.5) or 1


def _adding(scored: Sequence[tuple[str, set[str]]]) -> Iterator[str]:
    for ref, own in scored:
        others = [more for other, more in scored if other != ref]
        hidden = any(own < more for more in others)
        if len(own) >= SHARED and not hidden:
            yield ref


class _Words:
    """The words of a text that carry a meaning; where a language has no rules, all longer ones."""

    def __init__(self, text: str, rules: Rules | None) -> None:
        self._rules, self._known = rules, Known()
        self._kept: dict[str, float] = {}
        if rules is None:
            self.all = list(dict.fromkeys(WORD.findall(text.casefold())))
        else:
            words = [word for word in rules.words(text) if carries(word, rules)]
            self.all = list(dict.fromkeys(word.low for word in words))
            self._known.add(words, rules)
        self._long = [word for word in self.all if len(word) >= LONG]

    def fits(self, low: str) -> float:
        """How well a word is told here, from 0 to 1."""
        if low not in self._kept:
            self._kept[low] = self._fit(low)
        return self._kept[low]

    def _fit(self, low: str) -> float:
        if low in self.all:
            return 1.0
        if self._rules and (score := self._known.score(Word(low, low, "word"), self._rules)):
            return score / SAME
        if len(low) < LONG:
            return 0.0
        near = process.extractOne(low, self._long, scorer=fuzz.ratio, score_cutoff=NEAR)
        return MISSPELT if near else 0.0
