"""Sentences of a text, and the marks in them that cite claims: `[c1]`, `[c1, c3]`."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from tocsin.vocabulary import wording

REFS = r"\[\s?(c\d+(?:\s?[,;]\s?c\d+)*)\s?\]"
MARK = re.compile(rf"\s?{REFS}")
# An end: its stop, what closes a quotation, and marks that stand behind it.
END = re.compile(rf"(?<![.!?…])[.!?…]+(?:[”\"’)]|\s?»)*(?:\s?{REFS})*\s+")
QUOTED = re.compile(r"“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]|\"[^\"]*\"")
LAST = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*)\.$")
NEXT = re.compile(r"[“„«\"(\[*_—–-]*\s*(\w)")
TAIL = 30


@dataclass(frozen=True)
class Marked:
    """A sentence without its marks, and the claims that they name, each once, in order."""

    text: str
    refs: tuple[str, ...] = ()


def read_marks(sentence: str) -> Marked:
    """Takes the marks out of a sentence; the space before a mark goes with it."""
    refs: dict[str, None] = {}
    for match in MARK.finditer(sentence):
        refs.update(dict.fromkeys(re.findall(r"c\d+", match[1])))
    return Marked(" ".join(MARK.sub("", sentence).split()), tuple(refs))


def with_marks(marked: Marked) -> str:
    """The sentence with its claims in one mark behind it."""
    return f"{marked.text} [{', '.join(marked.refs)}]" if marked.refs else marked.text


def sentences(text: str, language: str) -> list[str]:
    """The sentences of a text with their marks; each line is at least one."""
    return [one for line in text.splitlines() for one in _of_line(line, language)]


def _of_line(line: str, language: str) -> list[str]:
    quoted = [match.span() for match in QUOTED.finditer(line)]
    starts = [start for start, _end in quoted]
    found, at = [], 0
    for match in END.finditer(line):
        stop = match.start()
        nearest = bisect_right(starts, stop) - 1
        inside = nearest >= 0 and stop < quoted[nearest][1] - len(match.group().rstrip())
        # Only the last letters are looked at: a line may be a megabyte long.
        last = line[max(at, stop + 1 - TAIL) : stop + 1]
        if inside or _is_short(last, language) or not _begins(line, match.end()):
            continue
        found.append(line[at : match.end()].strip())
        at = match.end()
    rest = line[at:].strip()
    return [*found, rest] if rest else found


def _is_short(last: str, language: str) -> bool:
    """An abbreviation, or an initial, whose full stop ends nothing."""
    match = LAST.search(last)
    if match is None or not last.endswith("."):
        return False
    word = match[1]
    return (len(word) == 1 and word.isupper()) or word.casefold() in _abbreviations(language)


def _begins(line: str, at: int) -> bool:
    match = NEXT.match(line, at)
    return match is None or not match[1].islower()


@cache
def _abbreviations(language: str) -> frozenset[str]:
    rules = wording.rules(language)
    return rules.abbreviations if rules else frozenset()
