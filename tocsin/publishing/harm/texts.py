"""Longer texts: their sentences with their places, and an appeal's content part by part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tocsin.publishing.harm.finding import Finding
from tocsin.publishing.harm.reading import findings

BLANK = re.compile(r"\n[ \t>]*(?:\n[ \t>]*)+|\n(?=[ \t>]*(?:[-*+•–—]|\d{1,3}[.)]|#{1,6}) )")
END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[—–-]*\s?[^\W\d_a-zа-яё])")
# What ends with a full stop and ends no sentence: short forms, and single letters (initials).
SHORT = re.compile(
    r"(?:^|[\s(«\"“])(?:[^\W\d_]|mr|mrs|ms|dr|prof|st|no|nos|tel|apt|ave|rd|sgt|lt|col|gen|maj|capt"
    r"|rev|hon|mme|mlle|mm|me|pr|bd|av|bât|app|n°|ул|д|кв|корп|стр|пр|пер|пл|г|гор|тел|р|ст|им"
    r"|просп|обл|род|т|св|гр|проф)\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Placed:
    """A finding in an appeal: in a part (“summary”) or a claim (“c2”), in one language."""

    part: str
    language: str
    finding: Finding


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with where it begins; paragraphs and items of lists end sentences too."""
    at = 0
    for end in [*(found.end() for found in BLANK.finditer(text)), len(text)]:
        for start, sentence in _of_paragraph(text[at:end]):
            yield at + start, sentence
        at = end


def _of_paragraph(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for found in END.finditer(text):
        if SHORT.search(text[max(start, found.start() - 8) : found.start() + 1]):
            continue
        yield start, text[start : found.end()]
        start = found.end()
    if text[start:].strip():
        yield start, text[start:]


def in_text(text: str, language: str, today: date | None = None) -> list[Finding]:
    """The findings of a whole text; `start` counts from its beginning."""
    return [
        Finding(one.kind, one.text, start + one.start)
        for start, sentence in sentences(text)
        for one in findings(sentence, language, today)
    ]


def in_content(content: dict[str, Any], today: date | None = None) -> Iterator[Placed]:
    """The findings of an appeal's content (`appeals.content`), in the order in which it is read."""
    for language, parts in content["texts"].items():
        for part, words in parts.items():
            yield from (Placed(part, language, one) for one in in_text(words, language, today))
    for claim in content["claims"]:
        for language, words in claim["texts"].items():
            for one in in_text(words, language, today):
                yield Placed(claim["ref"], language, one)
        for source in claim["sources"]:
            language = content["original_language"]
            for one in in_text(source["name"], language, today):
                yield Placed(claim["ref"], language, one)
