"""Two texts compared sentence by sentence: what was taken out, what was put in, what stayed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, REMOVED, ADDED = "same", "removed", "added"
# An end is a stop with what closes behind it and then a space, or a stop of the scripts that
# need no space; a small letter goes on with the sentence. Lines and paragraphs end one too.
END = re.compile(
    r"[.!?…؟।۔]+(?:[\"'”’)\]]|[ \u00a0\u202f]?»)*\s+(?=\S)|[。！？]+[」』”’）]*\s*|\n\s*"
)


@dataclass(frozen=True)
class Piece:
    """A sentence with the space behind it; `kind` is same, removed or added."""

    kind: str
    text: str


def split(text: str) -> list[str]:
    """The sentences of a text; together they are the text again."""
    found: list[str] = []
    start = 0
    for end in END.finditer(text):
        goes_on = "\n" not in end[0] and text[end.end() : end.end() + 1].islower()
        if not goes_on:
            found.append(text[start : end.end()])
            start = end.end()
    return [*found, text[start:]] if text[start:] else found


def compared(before: str, after: str) -> list[Piece]:
    """How the first text became the second; space alone makes no sentence another one."""
    return list(_pieces(split(before), split(after)))


def applied(pieces: Sequence[Piece]) -> str:
    """The second text."""
    return "".join(piece.text for piece in pieces if piece.kind != REMOVED)


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matched = SequenceMatcher(None, _keys(old), _keys(new), autojunk=False)
    for word, i, j, k, m in matched.get_opcodes():
        if word == "equal":
            yield from (Piece(SAME, sentence) for sentence in new[k:m])
        else:
            yield from (Piece(REMOVED, sentence) for sentence in old[i:j])
            yield from (Piece(ADDED, sentence) for sentence in new[k:m])


def _keys(sentences: list[str]) -> list[str]:
    return [" ".join(sentence.split()) for sentence in sentences]
