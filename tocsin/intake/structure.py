"""The parts of a document: title, cover note, the partner's text, footer."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from tocsin.intake.lines import logical

LABELS = ("document type", "document id", "countries", "issues", "campaigns")
LABEL = re.compile(r"^\s*(?P<label>[A-Za-z ]{3,20}?)\s*:\s*(?P<value>.*)$")
GREETING = re.compile(r"^\s*dear\s+(friends?|colleagues?|all)\b.{0,20}$", re.IGNORECASE)
SIGN_OFF = re.compile(
    r"^\s*(thank you\.?|urgent appeals? (desk|programme?)|.{0,60}\([A-Z]{3,8}\)\s*)$", re.IGNORECASE
)
DATE_LINE = re.compile(r"^\s*date\s*:\s*(?P<date>.+)$", re.IGNORECASE)
PREFIX = re.compile(r"^\s*(forwarded appeal|update)\s*\([^)]*\)\s*:\s*", re.IGNORECASE)


@dataclass
class Parts:
    """A document taken apart; paragraphs are single lines."""

    title: str = ""
    footer: dict[str, str] = field(default_factory=dict)
    cover: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    partner: str = ""
    place: str = ""
    date_line: str = ""


def take_apart(text: str) -> Parts:
    """The parts of a plain-text document; what is not there stays empty."""
    parts = Parts()
    lines = _without_footer(logical(text), parts)
    filled = [line for line in lines if line]
    if not filled:
        return parts
    first = filled[0]
    parts.title = PREFIX.sub("", first)
    at = next((n for n, line in enumerate(filled) if DATE_LINE.match(line)), None)
    if at is None:
        parts.body = _paragraphs(filled[1:], first)
        return parts
    _letterhead(filled, at, parts)
    # The partner's name stands above the date, and below the desk's sign-off.
    above = filled[1:at]
    parts.cover = _paragraphs(above[: len(above) - bool(parts.partner)], first)
    start = at + 1 + bool(parts.place)
    parts.body = _paragraphs(filled[start:], first)
    return parts


def _without_footer(lines: list[str], parts: Parts) -> list[str]:
    kept = []
    for line in lines:
        match = LABEL.match(line)
        label = match["label"].lower() if match else ""
        if match and label in LABELS:
            parts.footer[label] = match["value"].strip()
        else:
            kept.append(line)
    return kept


def _letterhead(lines: list[str], at: int, parts: Parts) -> None:
    match = DATE_LINE.match(lines[at])
    parts.date_line = match["date"] if match else ""
    above = lines[at - 1] if at > 1 else ""
    if above and not SIGN_OFF.match(above) and not above.endswith("."):
        parts.partner = above
    below = lines[at + 1] if at + 1 < len(lines) else ""
    if below and len(below) < 60 and "," in below and not below.endswith((".", "”")):
        parts.place = below


def _paragraphs(lines: list[str], title: str) -> list[str]:
    return [
        line
        for line in lines
        if line != title and not GREETING.match(line) and not SIGN_OFF.match(line)
    ]


QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")
END = re.compile(r"(?<=[.!?…])[”\"’)]*\s+(?=[“\"(A-Z0-9À-Þ])")
TAIL = 20
TITLES = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof|Md|St|No|Sgt|Lt|Col|Gen)\.$")


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
