"""Phrases of the wording rules: how they are written, and where they stand in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WIDEST = 6  # words that “...” may skip
STOPS = frozenset(',;:()–"?!')


@dataclass(frozen=True)
class Part:
    """One place of a phrase: words, beginnings or endings of words, or a gap."""

    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    optional: bool = False
    gap: int = 0

    def takes(self, word: str) -> bool:
        """Whether the word may stand here."""
        if word in self.words or (bool(self.beginnings) and word.startswith(self.beginnings)):
            return True
        return bool(self.endings) and word.endswith(self.endings)


@dataclass(frozen=True)
class Phrase:
    """A phrase of one kind, with what it governs (`reach`)."""

    kind: str
    reach: str
    parts: tuple[Part, ...]
    at_start: bool = False
    at_end: bool = False


@dataclass(frozen=True)
class Found:
    """A phrase in a sentence: the words from `start` up to, but not with, `end`."""

    kind: str
    reach: str
    start: int
    end: int
    skipped: frozenset[int] = frozenset()  # places inside that only fill a gap


def compiled(written: str, kind: str, reach: str, lists: Mapping[str, str]) -> Phrase:
    """A phrase from how it is written in a rules file; ValueError where it cannot be read."""
    terms = written.split()
    at_start, at_end = terms[:1] == ["^"], terms[-1:] == ["$"]
    terms = terms[at_start : len(terms) - at_end]
    parts = tuple(_part(term, lists) for term in terms)
    if not parts or parts[0].gap or parts[-1].gap or parts[0].optional:
        raise ValueError(f"“{written}” must begin and end with a word.")
    return Phrase(kind, reach, parts, at_start, at_end)


def _part(term: str, lists: Mapping[str, str]) -> Part:
    if term == "...":
        return Part(frozenset(lists.get("apart", "").split()), gap=WIDEST)
    optional = term.endswith("?") and len(term) > 1
    words: list[str] = []
    for one in term.removesuffix("?").split("|") if optional else term.split("|"):
        if one.startswith("{"):
            if one.strip("{}") not in lists:
                raise ValueError(f"There is no list “{one.strip('{}')}”.")
            words += lists[one.strip("{}")].split()
        else:
            words.append(one)
    begun = tuple(word[:-1] for word in words if word.endswith("*"))
    ended = tuple(word[1:] for word in words if word.startswith("*"))
    exact = frozenset(word for word in words if "*" not in word)
    return Part(exact, begun, ended, optional)


class Index:
    """Many phrases, found by their first word."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        """Sorts the phrases by first word, or by the first two letters of a beginning."""
        self._exact: dict[str, list[Phrase]] = {}
        self._begun: dict[str, list[Phrase]] = {}
        self.phrases = tuple(phrases)
        self._ended = [phrase for phrase in self.phrases if phrase.parts[0].endings]
        for phrase in self.phrases:
            for word in phrase.parts[0].words:
                self._exact.setdefault(word, []).append(phrase)
            for beginning in phrase.parts[0].beginnings:
                self._begun.setdefault(beginning[:2], []).append(phrase)

    def find(self, words: Sequence[str]) -> list[Found]:
        """All phrases in a sentence, the longest first where they overlap, in order."""
        found: list[Found] = []
        for at, word in enumerate(words):
            begun = self._begun.get(word[:2], ())
            candidates = [*self._exact.get(word, ()), *begun, *self._ended]
            for phrase in candidates:
                if phrase.at_start and not _is_start(words, at):
                    continue
                end, skipped = _end(phrase.parts, 0, words, at)
                if end > at and not (phrase.at_end and not _is_end(words, end)):
                    found.append(Found(phrase.kind, phrase.reach, at, end, frozenset(skipped)))
        found.sort(key=lambda one: (one.start - one.end, one.start))
        return sorted(_apart(found), key=lambda one: one.start)


def _apart(found: list[Found]) -> Iterable[Found]:
    """Those that share no word with a longer one; of the same words, each kind and reach.

    A doubt in the gap of who says it stays: “carries an unverified story that”.
    """
    taken: set[int] = set()
    kept: dict[tuple[int, int], set[tuple[str, str]]] = {}
    for one in found:
        kinds = kept.get((one.start, one.end))
        if kinds is None and taken.isdisjoint(range(one.start, one.end)):
            own = set(range(one.start, one.end))
            taken |= own - one.skipped if one.kind == "attribution" else own
            kinds = kept.setdefault((one.start, one.end), set())
        if kinds is not None and (one.kind, one.reach) not in kinds:
            kinds.add((one.kind, one.reach))
            yield one


def _is_start(words: Sequence[str], at: int) -> bool:
    return at == 0 or words[at - 1] in STOPS


def _is_end(words: Sequence[str], end: int) -> bool:
    return end >= len(words) or words[end] in STOPS


def _end(
    parts: Sequence[Part], at: int, words: Sequence[str], i: int
) -> tuple[int, tuple[int, ...]]:
    """Where the parts from `at` end when they begin at word `i`, and the places that only fill a
    gap; -1 where they do not stand."""
    if at == len(parts):
        return i, ()
    part = parts[at]
    if part.gap:
        return _behind_gap(parts, at, words, i)
    if i < len(words) and part.takes(words[i]):
        end, skipped = _end(parts, at + 1, words, i + 1)
        if end >= 0:
            return end, skipped
    return _end(parts, at + 1, words, i) if part.optional else (-1, ())


def _behind_gap(
    parts: Sequence[Part], at: int, words: Sequence[str], i: int
) -> tuple[int, tuple[int, ...]]:
    for last in range(i, i + parts[at].gap + 1):
        end, skipped = _end(parts, at + 1, words, last)
        if end >= 0:
            return end, (*range(i, last), *skipped)
        if last >= len(words) or words[last] in STOPS or words[last] in parts[at].words:
            break
    return -1, ()
