"""Lines as mail programs leave them: quotation marks go, wrapped paragraphs are joined."""

from __future__ import annotations

import re
from itertools import pairwise

from tocsin.intake import networks
from tocsin.intake.dates import is_alone

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
QUOTED_MAIL = re.compile(r"^(?:>\s*)+")
# What begins a line of its own, however full the line above it is.
BEGINNING = re.compile(
    r"^(?:document type|document id|countries|issues|campaigns|[A-Z][A-Za-z ]{2,40})\s*:"
    r"|^(?:\(?\d{1,2}[.)#]|[-*•·]|[ivx]{1,4}[.)]|\(?[a-h]\))\s|^[—=_*-]{3,}|^dear\b"
    r"|^\d{1,4}[\w/-]*,?\s.{0,40}\b(?:street|st\.|road|rd\.?|lane|avenue|square|building|floor"
    r"|block|compound|marg|drive|plaza)\b"
    r"|^[a-z’' ]{0,25}\b(?:secretariat|house|building|headquarters|complex|palace)$",
    re.IGNORECASE,
)
ALONE = re.compile(
    r"^(?:dear\b.{0,30}|.{0,100}\b(?:to|addresses):|date\s*:.*|thank you\.?|yours \w+,?"
    r"|urgent appeals? (?:desk|programme?)|[\s—–=_*#~+.-]{3,})$",
    re.IGNORECASE,
)
HYPHENATED = re.compile(r"[^\W\d_]-$")
NARROW, WIDE = 45, 100  # between these, lines that are full were broken by a program
ENOUGH = 3  # so many full lines make a document a wrapped one
LONG = 160  # no program breaks lines as late as this
SLACK = 2  # characters that a repaired spot is shorter than what stood in its line
# What goes on below, in English and in French.
OPEN = re.compile(
    r"[a-zà-ÿ,] (?:an?|the|of|in|to|and|for|by|with|from|at|on"
    r"|une?|l[ae]s?|d[eu]s?|en|à|aux?|et|ou|où|par|pour|avec|sur|dans|que|qui)$"
)
SHORT = 40  # a heading may be followed by a small letter; a longer line goes on in it


def logical(text: str) -> list[str]:
    """The lines of a text, each paragraph one line, with single spaces; empty lines stay."""
    lines = [" ".join(line.translate(INVISIBLE).split()) for line in text.split("\n")]
    quoted = sum(line.startswith(">") for line in lines)
    if quoted * 2 > sum(map(bool, lines)):
        lines = [QUOTED_MAIL.sub("", line) for line in lines]
    return _joined(lines)


def _joined(lines: list[str]) -> list[str]:
    width = _width(lines)
    whole: list[str] = []
    above = ""
    for line in lines:
        if above and line and _goes_on(above, line, width):
            # Programs break a line after a hyphen too; the word stays one.
            whole[-1] += line if HYPHENATED.search(above) else f" {line}"
        else:
            whole.append(line)
        above = line
    return whole


def _width(lines: list[str]) -> int:
    """Where a program broke the lines; 0 where none did."""
    pairs = [(one, after) for one, after in pairwise(lines) if one and after]
    inner = sorted(len(one) for one, _after in pairs)
    width = inner[len(inner) * 9 // 10] if inner else 0
    full = sum(_is_full(one, after, width) for one, after in pairs)
    # Paragraphs that nobody broke beside short lines that follow each other: lists, addresses.
    whole = sum(len(line) > LONG for line in lines)
    return width if NARROW <= width <= WIDE and full >= max(ENOUGH, 3 * whole) else 0


def _is_full(line: str, after: str, width: int) -> bool:
    """Whether the first word after it did not fit on the line any more."""
    return len(line) + 1 + len(after.split(" ", 1)[0]) > width - SLACK


def _goes_on(above: str, line: str, width: int) -> bool:
    if networks.is_letterhead(above) or networks.is_letterhead(line) or networks.is_index(line):
        return False
    if BEGINNING.match(line) or ALONE.match(above) or ALONE.match(line) or is_alone(line):
        return False
    if line[0].islower() and len(above) >= SHORT and above[-1] not in ".!?:;":
        return True
    if len(above) > NARROW and OPEN.search(above):
        return True
    return bool(width) and _is_full(above, line, width)
