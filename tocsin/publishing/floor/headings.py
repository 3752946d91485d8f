"""Headlines that say without a verb whose words they are: “Prison doctor: three dead”."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin.publishing.floor.cited import Source
from tocsin.publishing.floor.governed import Sentence
from tocsin.publishing.floor.telling import carries, known
from tocsin.vocabulary.wording import Rules

LONGEST = 7  # words before a colon, or behind a dash
DIVIDES = frozenset({";", ":", "–"})


def said_by(sentence: Sentence, sources: Iterable[Source], rules: Rules) -> set[int]:
    """The places that a name of one of these sources, before a colon or behind a dash, gives to
    it; empty where none stands so."""
    named = [known(source.name, rules) for source in sources if source.name]
    found: set[int] = set()
    for own, told in _divided(sentence):
        words = [sentence.words[at] for at in own if carries(sentence.words[at], rules)]
        short = len(own) <= LONGEST and not any(rules.is_finite(word.low) for word in words)
        own_name = any(all(one.score(w, rules) or w.is_capital for w in words) for one in named)
        if any(one.score(w, rules) for one in named for w in words) and short and own_name:
            found.update(told)
    return found


def _divided(sentence: Sentence) -> Iterator[tuple[range, range]]:
    """Each stretch that may name who speaks, with what it would say."""
    ends = [at for at, word in enumerate(sentence.words) if word.low in DIVIDES]
    starts = [0, *(at + 1 for at in ends)]
    for start, end, after in zip(starts, ends, [*ends[1:], len(sentence.words)], strict=False):
        if sentence.words[end].low == ":":
            yield range(start, end), range(end + 1, after)
    last = ends[-1] if ends else 0
    quoted = any(word.low == '"' for word in sentence.words[max(0, last - 1) : last])
    if last and (quoted or sentence.words[last].low == "–"):
        yield range(last + 1, len(sentence.words)), range(last)
