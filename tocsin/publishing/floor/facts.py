"""Sentences that assert no fact of a case: greetings, requests, questions, norms, our own work."""

from __future__ import annotations

from tocsin.publishing.floor.scopes import Sentence
from tocsin.vocabulary.wording import Rules

ASKED = frozenset({"request", "not", "open", "fear", "may", "doubt"})


def is_question(sentence: Sentence) -> bool:
    """Whether it ends with a question mark."""
    marks = [word.low for word in sentence.words if word.low != '"']
    return bool(marks) and marks[-1] == "?"


def is_open_question(sentence: Sentence, rules: Rules) -> bool:
    """Yes or no: nothing is presupposed, as “why” and “when” do."""
    first = sentence.words[0].low
    return is_question(sentence) and first in rules.lists["auxiliary"]


def tells_none(sentence: Sentence, rules: Rules) -> bool:
    """Whether a sentence without a claim asserts nothing that could be checked."""
    if is_question(sentence):
        return True
    kinds = {one.kind for one in rules.plain_facts.find([word.low for word in sentence.words])}
    told = [at for at in range(len(sentence.words)) if _asserts(sentence, at, rules)]
    if not kinds:
        return not told and not _has_verb(sentence, rules)
    if kinds & {"norm"}:
        return not any(_is_particular(sentence, at, rules) for at in told)
    return not any(_is_past(sentence, at, rules) for at in told)


def _asserts(sentence: Sentence, at: int, rules: Rules) -> bool:
    return rules.is_event(sentence.words[at].low) and not ASKED & set(sentence.covers[at])


def _has_verb(sentence: Sentence, rules: Rules) -> bool:
    return any(rules.is_finite(word.low) for word in sentence.words)


def _is_past(sentence: Sentence, at: int, rules: Rules) -> bool:
    low = sentence.words[at].low
    return rules.is_finite(low) and low not in rules.lists["auxiliary"]


def _is_particular(sentence: Sentence, at: int, rules: Rules) -> bool:
    clause = sentence.clauses[sentence.clause_of(at)]
    inside = sentence.words[clause.start + 1 : clause.end]
    return _is_past(sentence, at, rules) and any(
        word.is_capital or word.kind == "number" for word in inside
    )
