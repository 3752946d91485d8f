"""“We are forwarding information that …”: what we do, and behind “that” a fact of the case."""

from __future__ import annotations

from tocsin.publishing.floor.governed import Sentence
from tocsin.vocabulary.wording import Rules

EXCUSED = frozenset({"request", "open", "may", "doubt", "fear"})


def relays(sentence: Sentence, rules: Rules) -> bool:
    """Whether we say that we heard, know or pass on something, and what it is."""
    heard = [
        at
        for at, word in enumerate(sentence.words)
        if word.low in rules.lists["hearing"] and _is_ours(sentence, at, rules)
    ]
    return any(_tells(sentence, at, rules) for at in heard)


def _is_ours(sentence: Sentence, at: int, rules: Rules) -> bool:
    """“We have learned”, “нам стало известно”; not “we have not learned”, “if we learn”."""
    clause = sentence.clauses[sentence.clause_of(at)]
    lows = [word.low for word in sentence.words[clause.start : at + 1]]
    idle = rules.lists["pending"].union(rules.lists["questions"])
    ahead = {word.low for word in sentence.words[clause.start : at]}
    denied = "not" in sentence.covers[at] or ahead & idle
    return not denied and bool(rules.lists["first_person"].intersection(lows))


def _tells(sentence: Sentence, heard: int, rules: Rules) -> bool:
    lists, words = rules.lists, sentence.words
    starts = (at for at in range(heard + 1, len(words)) if words[at].low in lists["content"])
    start = next(starts, len(words)) + 1
    told = range(start, len(words))
    if not told or _excused(sentence, told[0], start, heard):
        return False
    ours = words[start].low in lists["first_person"]
    free = [at for at in told if not _excused(sentence, at, start, heard)]
    if any(rules.is_event(words[at].low) for at in free):
        return not ours or any(rules.is_past(words[at].low) for at in free)
    near = all(words[at].kind == "mark" for at in range(heard + 1, start - 1))
    people = any(
        words[at].is_capital or rules.kinds_of(words[at].low) & {"actor", "role"} for at in free
    )
    verb = any(rules.is_finite(words[at].low) for at in free)
    return near and people and verb and not ours


def _excused(sentence: Sentence, at: int, start: int, heard: int) -> bool:
    """Whether what governs it stands before “that”, and is not the hearing itself."""
    covers = sentence.covers[at]
    return any(covers[kind] < start - 1 and covers[kind] != heard for kind in EXCUSED & set(covers))
