"""A document that arrives: is its cover note more certain than the text it covers?

Nothing in such a document cites a claim; a sentence is held against the claims it speaks of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tocsin.intake import certainty
from tocsin.intake.reading import Reading
from tocsin.intake.structure import take_apart
from tocsin.publishing.floor.cited import Cited, Source, Verdict
from tocsin.publishing.floor.judging import judge
from tocsin.publishing.floor.sentences import sentences
from tocsin.publishing.floor.telling import LESS, carries, known
from tocsin.vocabulary import wording
from tocsin.vocabulary.wording import Rules
from tocsin.vocabulary.wording.words import Word

DOUBTED = frozenset({"unconfirmed", "feared", "contested"})
SPEAKS_OF = 2  # words of a claim, from which a sentence speaks of it
MOST = 200  # sentences of a cover note; more is none


@dataclass(frozen=True)
class Overstatement:
    """A sentence of the title, the cover note or the ask, and the claims that it overstates."""

    part: str
    number: int
    sentence: str
    claims: tuple[Cited, ...]
    verdict: Verdict

    def to_json(self) -> dict[str, Any]:
        """The keys of docs/reference/json.md."""
        claims = [{"id": one.id, "text": one.text, "status": one.status} for one in self.claims]
        place = {"part": self.part, "number": self.number, "sentence": self.sentence}
        return place | {"claims": claims} | self.verdict.to_json()


def overstatements(reading: Reading) -> list[Overstatement]:
    """The sentences of a document that are more certain than the claims found in its text."""
    claims = [
        Cited(f"c{number}", claim.text, claim.status, _sources(claim.sources))
        for number, claim in enumerate(reading.claims, start=1)
        if not claim.is_conditional
    ]
    return list(_found(reading, claims))


def _sources(given: Sequence[Any]) -> tuple[Source, ...]:
    return tuple(Source(one.name, one.kind) for one in given)


def _found(reading: Reading, claims: Sequence[Cited]) -> Iterator[Overstatement]:
    for part, number, sentence in _sentences(reading):
        cited = _spoken_of(sentence, reading.language, claims)
        verdict = judge(sentence, reading.language, cited, precise=False) if cited else None
        if verdict and verdict.verdict == "overstated":
            weak = tuple(claim for claim in cited if claim.id in verdict.claims)
            yield Overstatement(part, number, sentence, weak, verdict)


def _sentences(reading: Reading) -> Iterator[tuple[str, int, str]]:
    parts = take_apart(reading.text)
    texts = {"title": reading.title, "cover": "\n".join(parts.cover)}
    texts["ask"] = certainty.ask(parts.cover)
    for part, text in texts.items():
        for number, sentence in enumerate(sentences(text, reading.language)[:MOST], start=1):
            yield part, number, sentence


def _spoken_of(sentence: str, language: str, claims: Sequence[Cited]) -> list[Cited]:
    """The doubted claims that the sentence speaks of."""
    rules = wording.rules(language)
    if rules is None:
        return []
    words = [word for word in rules.words(sentence) if carries(word, rules)]
    doubted = (claim for claim in claims if claim.status in DOUBTED)
    return [claim for claim in doubted if _speaks_of(words, claim, rules)]


def _speaks_of(words: Sequence[Word], claim: Cited, rules: Rules) -> bool:
    """Whether enough words are shared, more than names, and an event where the claim tells one."""
    text = known(claim.text, rules)
    shared = [word for word in words if text.score(word, rules)]
    if len({rules.stem(word.low) for word in shared}) < SPEAKS_OF:
        return False
    if any(rules.is_event(word.low) for word in rules.words(claim.text)):
        return any(rules.is_event(word.low) for word in shared)
    # A country that both name is no claim, nor are its officials.
    return any(text.score(word, rules) > LESS and not word.is_capital for word in shared)
