"""What stands beside the telling: asides, background, when somebody spoke."""

from __future__ import annotations

from tocsin.publishing.floor.clauses import BESIDE
from tocsin.publishing.floor.governed import Sentence
from tocsin.vocabulary.wording import Rules
from tocsin.vocabulary.wording.phrases import Found


def is_set_apart(sentence: Sentence, mark: Found, rules: Rules) -> bool:
    """“X, beaten by one account nobody could check, is …”: between a subject and its verb."""
    at = sentence.clause_of(mark.start)
    home, clauses = sentence.clauses[at], sentence.clauses
    if not 0 < at < len(clauses) - 1 or home.opening != "comma":
        return False
    inside = [sentence.words[i].low for i in range(home.start, mark.start)]
    told = any(rules.is_event(low) or rules.is_past(low) for low in inside)
    if mark.reach == "holder":
        told = not rules.lists["function"].issuperset(inside)
    before, behind = clauses[at - 1], clauses[at + 1]
    finite = [rules.is_finite(word.low) for word in sentence.words]
    return told and finite[behind.start] and not any(finite[before.start : before.end])


def is_inserted(sentence: Sentence, at: int, rules: Rules) -> bool:
    """“…, who, her brother says, …”: clause `at` between a relative word and its verb."""
    before = sentence.clauses[max(0, at - 1)]
    words = sentence.words[before.start : before.end]
    told = any(rules.is_finite(word.low) for word in words)
    follows = at + 1 < len(sentence.clauses)
    return follows and before.opening in {"relative", "restrictive"} and not told


def is_background(sentence: Sentence, at: int, rules: Rules) -> bool:
    """“As winter sets in, …”, “…, where people used to sleep, …”."""
    lists = rules.lists
    clause = sentence.clauses[sentence.clause_of(at)]
    first = sentence.words[clause.start].low
    ends = sentence.words[clause.end - 1].low == ","
    passing = ends and first in lists["escaping"] | lists["prepositions"]
    return passing or clause.opening in BESIDE


def is_of_source(sentence: Sentence, found: Found, rules: Rules) -> bool:
    """“We learnt this week that …”, “a woman freed last week says …”."""
    clause = sentence.clauses[sentence.clause_of(found.start)]
    before = {word.low for word in sentence.words[clause.start : found.start]}
    said = any(
        (mark.kind, mark.reach) == ("attribution", "speech")
        for mark in sentence.marks
        if found.end <= mark.start < clause.end
    )
    return said or bool(rules.lists["first_person"] & before)
