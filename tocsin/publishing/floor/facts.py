"""Sentences that assert no fact of a case: greetings, requests, questions, norms, our own work."""

from __future__ import annotations

from tocsin.publishing.floor import quantities
from tocsin.publishing.floor.clauses import is_open
from tocsin.publishing.floor.governed import Sentence
from tocsin.publishing.floor.relayed import relays
from tocsin.vocabulary.wording import Rules

ASKED = frozenset({"request", "open", "fear", "may", "doubt"})


def is_question(sentence: Sentence) -> bool:
    """Whether it ends with a question mark."""
    marks = [word.low for word in sentence.words if word.low != '"']
    return bool(marks) and marks[-1] == "?"


def is_open_question(sentence: Sentence, rules: Rules) -> bool:
    """Yes or no: nothing is presupposed, as “why” and “when” do."""
    asked = [word.low for word in sentence.words if word.kind != "mark"]
    if not is_question(sentence) or not asked or sentence.begs(rules):
        return False
    return is_open(asked, rules)


def tells_none(sentence: Sentence, rules: Rules) -> bool:
    """Whether a sentence without a claim asserts nothing that could be checked."""
    if is_question(sentence):
        return not _presupposes(sentence, rules)
    kinds = _plain(sentence, rules)
    told = [
        at
        for at in range(len(sentence.words))
        if _asserts(sentence, at, rules) and not _is_unknown(sentence, at, rules)
    ]
    if any(_is_announced(sentence, at, rules) for at in told):
        return False
    if "norm" not in kinds and relays(sentence, rules):
        return False
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


def _plain(sentence: Sentence, rules: Rules) -> set[str]:
    """The kinds of plain phrases; in a quotation by others “I do not know” is none of ours."""
    lows = [word.low for word in sentence.words]
    found = rules.plain_facts.find(lows)
    quoted = {at for at in range(len(lows)) if lows[:at].count('"') % 2}
    ours = any(
        low in rules.lists["first_person"] for at, low in enumerate(lows) if at not in quoted
    )
    return {one.kind for one in found if ours or one.kind != "own" or one.start not in quoted}


def _presupposes(sentence: Sentence, rules: Rules) -> bool:
    """“Why was nobody told …?” takes for granted what it asks the reason of."""
    lists = rules.lists
    first = [word.low for word in sentence.words[:2]]
    past = any(rules.is_past(word.low) and rules.is_event(word.low) for word in sentence.words)
    return bool(lists["presupposing"].intersection(first)) and past


def _is_unknown(sentence: Sentence, at: int, rules: Rules) -> bool:
    """“We do not know where she is held”: what we ourselves do not know."""
    denied = sentence.covers[at].get("not", -1)
    if denied < 0:
        return False
    lists, clause = rules.lists, sentence.clauses[sentence.clause_of(denied)]
    before = {word.low for word in sentence.words[clause.start : denied]}
    between = {word.low for word in sentence.words[denied:at]}
    asked = lists["questions"] | lists["complement"]
    return bool(lists["first_person"] & before) and bool(asked & between)


def _is_announced(sentence: Sentence, at: int, rules: Rules) -> bool:
    """“… about the arrest of Ana Luz”: one event of one person, told to us as known."""
    words = sentence.words
    before = words[at - 1].low if at else ""
    after = [word.low for word in words[at + 1 : at + 2]]
    named = any(place in sentence.named for place in range(at + 2, min(at + 4, len(words))))
    known = before in rules.lists["definite"] and not ASKED & set(sentence.covers[at])
    return known and named and bool(rules.lists["prepositions"].intersection(after))


def _is_beside(sentence: Sentence, at: int, rules: Rules) -> bool:
    """Told in a relative clause of what is asked, with a name or a date."""
    if "request" not in sentence.covers[at] or not sentence.covers[at].keys() <= {"request"}:
        return False
    lists, words = rules.lists, sentence.words
    clause = sentence.clauses[sentence.clause_of(at)]
    nouns = lists["definite"] | lists["indefinite"]
    relative = any(
        words[i].low in lists["relative"]
        or (words[i].low in lists["complement"] and words[max(0, i - 2)].low in nouns)
        for i in range(clause.start, at)
    )
    return relative and _is_particular(sentence, at)


def _is_news(sentence: Sentence, at: int, rules: Rules) -> bool:
    """Something that was done, and not by us."""
    word, covers = sentence.words[at], set(sentence.covers[at])
    if not rules.is_past(word.low) or at in sentence.marked or _is_unknown(sentence, at, rules):
        return False
    if ASKED & covers:
        return _is_beside(sentence, at, rules)
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
    said = any(mark.reach == "holder" for mark in sentence.marks)
    return (verbs and (people or named or counted or said)) or (people and counted)


def _is_particular(sentence: Sentence, at: int) -> bool:
    clause = sentence.clauses[sentence.clause_of(at)]
    inside = sentence.words[clause.start + 1 : clause.end]
    return any(word.is_capital or word.kind == "number" for word in inside)
