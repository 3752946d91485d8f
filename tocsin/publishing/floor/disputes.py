"""Whether a sentence tells both sides of what is contested, and takes none."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.publishing.floor.cited import Cited
from tocsin.publishing.floor.governed import Sentence
from tocsin.publishing.floor.headings import said_by
from tocsin.publishing.floor.telling import carries, known
from tocsin.vocabulary.wording import Rules

BEGIN = 4  # words of a clause among which its subject stands
SIDE_BY_SIDE = frozenset({"comma", "and", "semicolon", "contrast", "dash", "colon"})


def tells_both(sentence: Sentence, claim: Cited, core: Sequence[int], rules: Rules) -> bool:
    """Whether the words that tell a contested claim, at `core`, are given to two sides."""
    told_of = [at for at in core if rules.is_event(sentence.words[at].low)]
    aside = any(_is_plain_aside(sentence, at, rules) for at in told_of)
    sure = any(_is_sure(sentence, at) for at in told_of)
    return not (aside or sure) and _both_sides(sentence, claim, rules)


def _is_sure(sentence: Sentence, at: int) -> bool:
    """Taken for true by what is felt about it: “the raid has angered the valley”."""
    covers = sentence.covers[at]
    mark = covers.get("certain", -1)
    said = {"attribution", "doubt", "open", "may", "not"} & set(covers)
    return mark > at and not said and sentence.clause_of(mark) >= sentence.clause_of(at)


def _is_plain_aside(sentence: Sentence, at: int, rules: Rules) -> bool:
    """Told in passing, “who hit a girl”, and given to nobody."""
    clause = sentence.clauses[sentence.clause_of(at)]
    first = sentence.words[clause.start].low in rules.lists["escaping"]
    opening = "escaping" if first else clause.opening
    covers = sentence.covers[at]
    if {"attribution", "doubt", "open", "may"} & set(covers):
        return False
    mark = covers.get("dispute", len(sentence.words))
    disputed = mark < at or (
        "dispute" in covers and sentence.clause_of(mark) == sentence.clause_of(at)
    )
    return opening in {"relative", "restrictive", "escaping"} and not disputed


def _both_sides(sentence: Sentence, claim: Cited, rules: Rules) -> bool:
    if "side" in sentence.whole:
        return False
    kinds = [mark.kind for mark in sentence.marks]
    said = {mark.start for mark in sentence.marks if mark.kind == "attribution"}
    speaking = [said_by(sentence, [source], rules) for source in claim.sources]
    if "dispute" in kinds or len(said) >= 2 or sum(map(bool, speaking)) >= 2:
        return True
    return "attribution" in kinds and ("doubt" in kinds or _sides(sentence, claim, rules) >= 2)


def _sides(sentence: Sentence, claim: Cited, rules: Rules) -> int:
    """How many clauses one of the claim's sides begins: its sources, who acts or speaks in it."""
    people = {"actor", "role"}
    sides = {rules.stem(w.low) for w in rules.words(claim.text) if people & rules.kinds_of(w.low)}
    for source in claim.sources:
        sides |= known(source.name, rules).stems
    spoken = {sentence.clause_of(mark.start) for mark in sentence.marks}
    found = 0
    for number, clause in enumerate(sentence.clauses):
        first = sentence.words[clause.start : clause.start + BEGIN]
        named = any(rules.stem(word.low) in sides for word in first if carries(word, rules))
        beside = clause.opening in SIDE_BY_SIDE and first[0].low not in rules.lists["complement"]
        found += number in spoken or (named and beside)
    return found
