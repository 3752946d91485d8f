"""Clauses that say no more of their own than “this” or “we”: they speak of all before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.publishing.floor.clauses import Clause
from tocsin.vocabulary.wording import Rules

if TYPE_CHECKING:
    from tocsin.publishing.floor.scopes import Sentence


def says_this(sentence: Sentence, home: Clause, rules: Rules) -> bool:
    """Whether the clause says no more of its own than “this” or “we”."""
    free = [at for at in range(home.start, home.end) if at not in sentence.marked]
    told = {sentence.words[at].low for at in free}
    if any(rules.is_event(low) for low in told):
        return False
    if home.opening in {"relative", "restrictive"}:
        return bool(rules.lists["neuter_relative"] & told)
    if rules.lists["anaphors"] & told:
        return True
    return not any(_is_own_matter(low, rules) for low in told)


def _is_own_matter(low: str, rules: Rules) -> bool:
    """A word that brings something new, not who doubts or what is doubted."""
    known = rules.lists["function"] | rules.lists["generic"] | rules.lists["first_person"]
    if low in known or not low[0].isalnum():
        return False
    return not {"actor", "role"} & rules.kinds_of(low)
