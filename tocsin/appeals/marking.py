"""Marks behind the sentences of a text: where one belongs, and those that are set by themselves.

A mark is set by itself only where a sentence holds a claim word by word; whatever is merely
alike is for a person to accept (`publishing.marking`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from tocsin.appeals import marks
from tocsin.cases.models import Claim
from tocsin.intake.sentences import sentences

WORD = re.compile(r"\w+")
LEAST = 3  # words of a claim; fewer stand in a sentence by chance
# What ends a sentence, and marks that stand around it.
CLOSED = re.compile(
    rf"(?P<before>(?:\s*{marks.MARK})*)(?P<stop>[.!?…。！？]*(?:[”\"’)»]|\s»)*)"
    rf"(?P<after>(?:\s*{marks.MARK})*)\s*\Z",
    re.IGNORECASE,
)


def marked(sentence: str, refs: Iterable[str]) -> str:
    """The sentence with those claims in one mark at its end, beside those that stand there."""
    found = CLOSED.search(sentence)
    if found is None:  # the pattern fits an empty end, so this cannot be
        return sentence
    told = [*marks.refs(found["before"]), *marks.refs(found["after"]), *refs]
    mark = f" [{', '.join(dict.fromkeys(told))}]"
    words, stop = sentence[: found.start()], found["stop"]
    # Behind a quotation the mark follows what closes it, else it stands before the full stop.
    return words + (stop + mark if len(stop) != 1 or stop in '!?”"’)»' else mark + stop)


def of_claims(text: str, claims: Mapping[str, str]) -> str:
    """The text with a mark behind each sentence that was made of a claim; `claims` by ref."""
    told = {ref: _words(words) for ref, words in claims.items()}
    told = {ref: words for ref, words in told.items() if len(words.split()) >= LEAST}
    made, at = [], 0
    for start, sentence in _placed(text):
        said = _words(marks.bare(sentence))
        cited = marks.refs(sentence)
        held = [ref for ref, words in told.items() if words in said and ref not in cited]
        if held:
            made += [text[at:start], marked(sentence, held)]
            at = start + len(sentence)
    return "".join([*made, text[at:]])


def texts(claims: Iterable[Claim], language: str) -> dict[str, str]:
    """The claims by ref, as far as they are told in a language."""
    return {
        str(claim): words
        for claim in claims
        if (words := claim.translations.get(language) or _own(claim, language))
    }


def _own(claim: Claim, language: str) -> str:
    return claim.text if claim.case.language == language else ""


def _placed(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence and where it begins."""
    at = 0
    for line in text.splitlines():
        for sentence in sentences(line):
            at = text.index(sentence, at)
            yield at, sentence
            at += len(sentence)


def _words(text: str) -> str:
    """Words alone, in one case, each between spaces: so one text stands in another whole."""
    return f" {' '.join(WORD.findall(text.casefold()))} "
