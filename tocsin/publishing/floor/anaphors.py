"""Clauses that say no more of their own than “this” or “we”: they speak of all before them."""

from __future__ import annotations

from tocsin.publishing.floor.clauses import Clause
from tocsin.publishing.floor.governed import Sentence
from tocsin.vocabulary.wording import Rules
from tocsin.vocabulary.wording.phrases import Found


def says_this(sentence: Sentence, home: Clause, rules: Rules) -> bool:
    """Whether the clause says no more of its own than “this” or “we”."""
    free = [at for at in range(home.start, home.end) if at not in sentence.marked]
    told = {sentence.words[at].low for at in free}
    if any(rules.is_event(low) for low in told):
        return False
    if home.opening in {"relative", "restrictive"}:
        ours = rules.lists["first_person"] & told
        own = sum(_is_own_matter(low, rules) for low in told)  # one may be who it is
        own += any(sentence.words[at].kind == "number" for at in free)
        return bool(rules.lists["neuter_relative"] & told) and (bool(ours) or own <= 1)
    if rules.lists["circumstances"] & told - rules.lists["anaphors"]:
        return False  # “though the date of it is not confirmed”
    if rules.lists["anaphors"] & told:
        return True
    return not any(_is_own_matter(low, rules) for low in told)


def is_on_source(sentence: Sentence, mark: Found, rules: Rules) -> bool:
    """“According to X, whose word we could not check, …”: all that X says is doubted."""
    number = sentence.clause_of(mark.start)
    home, head = sentence.clauses[number], sentence.clauses[max(0, number - 1)]
    if (mark.kind, mark.reach, home.opening) != ("doubt", "own", "relative"):
        return False
    beside = (one for one in sentence.marks if head.start <= one.start < head.end)
    if not any(one.reach == "holder" or _is_report(sentence, one, rules) for one in beside):
        return False
    inside = range(home.start, home.end)
    own = {sentence.words[at].low for at in inside if sentence.words[at].kind != "mark"}
    free = {sentence.words[at].low for at in inside if at not in sentence.marked} & own
    function = rules.lists["function"]
    return free <= function or bool(own & (rules.lists["anaphors"] - function))


def _is_report(sentence: Sentence, mark: Found, rules: Rules) -> bool:
    """“The statement about …, which we could not check”: a noun, and no verb of saying."""
    words = (sentence.words[at].low for at in range(mark.start, mark.end))
    told = any(rules.is_finite(low) for low in words)
    return (mark.kind, mark.reach) == ("attribution", "speech") and not told


def _is_own_matter(low: str, rules: Rules) -> bool:
    """A word that brings something new, not who doubts or what is doubted."""
    known = rules.lists["function"] | rules.lists["generic"] | rules.lists["first_person"]
    if low in known or not low[0].isalnum():
        return False
    return not {"actor", "role"} & rules.kinds_of(low)
