"""Sentences that assert no fact of a case: greetings, requests, questions, norms, our own work."""

from __future__ import annotations

from tocsin.publishing.floor import quantities
from tocsin.publishing.floor.clauses import is_open
from tocsin.publishing.floor.scopes import Sentence
from tocsin.vocabulary.wording import Rules

ASKED = frozenset({"request", "open", "fear", "may", "doubt"})


def is_question(sentence: Sentence) -> bool:
    """Whether it ends with a question mark."""
    marks = [word.low for word in sentence.words if word.low != '"']
    return bool(marks) and marks[-1] == "?"


def is_open_question(sentence: Sentence, rules: Rules) -> bool:
    """Yes or no: nothing is presupposed, as “why” and “when” do."""
    asked = [word.low for word in sentence.words if word.kind != "mark"]
    return is_question(sentence) and bool(asked) and is_open(asked, rules)


def tells_none(sentence: Sentence, rules: Rules) -> bool:
    """Whether a sentence without a claim asserts nothing that could be checked."""
    if is_question(sentence):
        return True
    kinds = {one.kind for one in rules.plain_facts.find([word.low for word in sentence.words])}
    told = [at for at in range(len(sentence.words)) if _asserts(sentence, at, rules)]
    past = [at for at in told if rules.is_past(sentence.words[at].low)]
    ours = sentence.words[0].low in rules.lists["first_person"]
    if not kinds:
        return not told and (ours or not _tells(sentence, rules))
    if "norm" in kinds:
        return not any(_is_particular(sentence, at) for at in past)
    others = [at for at in past if not _is_ours(sentence, at, rules)]
    return not others and not any(
        _is_news(sentence, at, rules) for at in range(len(sentence.words))
    )


def _is_news(sentence: Sentence, at: int, rules: Rules) -> bool:
    """Something that was done, and not by us."""
    word, covers = sentence.words[at], set(sentence.covers[at])
    if not rules.is_past(word.low) or at in sentence.marked or ASKED & covers:
        return False
    if "certain" in covers:
        return "not" not in covers
    clause = sentence.clauses[sentence.clause_of(at)]
    inside = sentence.words[clause.start : clause.end]
    matter = any(rules.kinds_of(one.low) & {"event", "actor", "role"} for one in inside)
    told = matter or _is_particular(sentence, at)
    return told and at > clause.start and not _is_ours(sentence, at, rules)


def _is_ours(sentence: Sentence, at: int, rules: Rules) -> bool:
    """Whether we, or the reader, stand before the verb in its clause."""
    clause = sentence.clauses[sentence.clause_of(at)]
    before = {one.low for one in sentence.words[clause.start : at]}
    return bool(rules.lists["first_person"] & before)


def _asserts(sentence: Sentence, at: int, rules: Rules) -> bool:
    return rules.is_event(sentence.words[at].low) and not ASKED & set(sentence.covers[at])


def _tells(sentence: Sentence, rules: Rules) -> bool:
    """A verb that tells what was, or a verb with a name or a number."""
    words = sentence.words
    free = [at for at in range(len(words)) if not ASKED & set(sentence.covers[at])]
    if any(rules.is_past(words[at].low) for at in free if at not in sentence.marked):
        return True
    people = any({"actor", "role", "thing"} & rules.kinds_of(words[at].low) for at in free)
    named = any(words[at].is_capital for at in free[1:])
    counted = any(at in free for at, _number in quantities.placed(words, rules))
    verbs = any(rules.is_finite(words[at].low) for at in free)
    return verbs and (people or named or counted)


def _is_particular(sentence: Sentence, at: int) -> bool:
    clause = sentence.clauses[sentence.clause_of(at)]
    inside = sentence.words[clause.start + 1 : clause.end]
    return any(word.is_capital or word.kind == "number" for word in inside)
