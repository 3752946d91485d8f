"""Sentences of a paragraph."""

from __future__ import annotations

import re
from bisect import bisect_right

QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")
END = re.compile(r"(?<=[.!?…])[”\"’)]*\s+(?=[“\"(A-Z0-9À-Þ])")
TAIL = 20
TITLES = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof|Md|St|No|Sgt|Lt|Col|Gen|[A-Z])\.$")


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph; the end of one inside quotation marks ends none outside."""
    spans = [match.span() for match in QUOTED.finditer(paragraph)]
    starts = [start for start, _end in spans]
    found: list[str] = []
    at = 0
    for match in END.finditer(paragraph):
        cut = match.start()
        nearest = bisect_right(starts, cut - 1) - 1
        inside = nearest >= 0 and cut < spans[nearest][1] - 1
        # Only the last letters are looked at: a paragraph may be a megabyte long.
        last = paragraph[max(at, match.end() - TAIL) : match.end()].rstrip()
        if inside or TITLES.search(last) or _goes_on(last, paragraph, match.end()):
            continue
        found.append(paragraph[at : match.end()].rstrip())
        at = match.end()
    rest = paragraph[at:].strip()
    return [*found, rest] if rest else found


SPEECH = (
    "said|says|say|told|tells|wrote|writes|write|stated|states|added|adds|explained|warned|claimed"
)
AFTER_QUOTE = re.compile(rf"\s*({SPEECH})\b", re.IGNORECASE)


def _goes_on(before: str, paragraph: str, at: int) -> bool:
    """“…” told Mr X: what follows a quotation belongs to it."""
    return before.endswith(("”", '"')) and bool(AFTER_QUOTE.match(paragraph, at))
