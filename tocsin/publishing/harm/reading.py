"""Reads one sentence: every rule of its language, then what is the same in all languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from tocsin.publishing.harm.finding import KINDS, Finding
from tocsin.publishing.harm.folding import Folded, fold
from tocsin.publishing.harm.numbers import numbers
from tocsin.publishing.harm.pairs import Spot
from tocsin.publishing.harm.rules import Rule, Rules, rules_of

OF_AGE = 18
LONGEST = 1200  # characters
# A kind gives way to these where both claim the same letters.
SAID_BY = {
    "telephone": ("identity-number", "address"),
    "hiding-place": ("address",),
    "source-trace": ("telephone",),
}
# Two findings of these kinds so close, in characters, are one: “no insulin for his diabetes”.
NEAR = {"health": 45}
Span = tuple[str, int, int]


def findings(sentence: str, language: str, today: date | None = None) -> list[Finding]:
    """What in a sentence may harm somebody, in the order of the text.

    `language` is a code such as "en"; for a language without rules only numbers are found.
    `today` is the day by which a year of birth makes a minor.
    """
    day = today or datetime.now(UTC).date()
    rules = rules_of(language)
    return [
        Finding(one.kind, one.text, start + one.start)
        for start, piece in _pieces(sentence)
        for one in _in_piece(piece, rules, day)
    ]


def _pieces(sentence: str) -> Iterator[tuple[int, str]]:
    """A very long sentence in parts, cut between words: no rule looks so far."""
    start = 0
    while len(sentence) - start > LONGEST:
        end = sentence.rfind(" ", start, start + LONGEST)
        end = end if end > start else start + LONGEST
        yield start, sentence[start:end]
        start = end
    yield start, sentence[start:]


def _in_piece(sentence: str, rules: Rules, day: date) -> list[Finding]:
    folded = fold(sentence, rules.is_word)
    spans = [*_by_rules(folded, rules, day), *numbers(folded.text, alone=not rules.rules)]
    return [
        Finding(kind, folded.cut(start, end), folded.begin(start))
        for kind, start, end in _apart(spans)
    ]


def _by_rules(folded: Folded, rules: Rules, today: date) -> Iterator[Span]:
    present: dict[str, bool] = {}
    for rule in rules.rules:
        for group in rule.when:
            if group not in present:
                present[group] = rules.groups[group].search(folded.text) is not None
            if not present[group]:
                break
        else:
            yield from _matches(rule, folded.letters(rule.letters), today)


def _matches(rule: Rule, text: str, today: date) -> Iterator[Span]:
    for spot in rule.spots(text):
        if _holds(rule, spot, text) and all(_is_young(one, today) for one in spot.found):
            yield (rule.kind, *_trimmed(text, *spot.span))


def _holds(rule: Rule, spot: Spot, text: str) -> bool:
    around = text[max(0, spot.start - rule.near) : spot.end + rule.near]
    if rule.never is not None and rule.never.search(around):
        return False
    if rule.unless is None:
        return True
    if not rule.unless.search(around):
        return True
    return rule.although is not None and rule.although.search(around) is not None


def _is_young(found: re.Match[str], today: date) -> bool:
    """Whether a year of birth in the match, if there is one, makes a minor."""
    year = found.groupdict().get("born")
    return year is None or 0 <= today.year - int(year) < OF_AGE


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Whole words, without the punctuation around them."""
    while start < end and text[start] in " ,;:–(":
        start += 1
    while end > start and text[end - 1] in " ,;:–":
        end -= 1
    while start < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while 0 < start < end and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    return start, end


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Of findings of one kind that overlap, touch or say one thing, the whole stretch once."""
    merged: list[Span] = []
    for kind in KINDS:
        mine = sorted((start, end) for one, start, end in spans if one == kind and end > start)
        for start, end in mine:
            if merged and merged[-1][0] == kind and start <= merged[-1][2] + NEAR.get(kind, 0):
                merged[-1] = (kind, merged[-1][1], max(end, merged[-1][2]))
            else:
                merged.append((kind, start, end))
    kept = [span for span in merged if not _is_said_already(span, merged)]
    return sorted(kept, key=lambda span: span[1])


def _is_said_already(span: Span, all_of_them: list[Span]) -> bool:
    """Whether another kind says more about the same letters: a number is no telephone twice."""
    more = SAID_BY.get(span[0], ())
    return any(one in more and span[1] < end and start < span[2] for one, start, end in all_of_them)
