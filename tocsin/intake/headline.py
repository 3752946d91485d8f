"""Which line is a headline, and what stands in front of it."""

from __future__ import annotations

import re

from tocsin.intake import identifiers, marks, networks
from tocsin.vocabulary import issues

# “UPDATE (Nepal): …”: a word of the series, with the country in brackets or alone.
SERIES = re.compile(
    r"^\s*(?P<series>(?:(?:forwarded|urgent|hunger)\s+)*(?:appeals?|updates?|alerts?|statement"
    r"|press release|open letter))(?:\s+case)?\s*(?:#?\d{1,2})?\s*"
    r"\((?P<country>[^)]{2,60})\)\s*[:–—-]\s*"
    r"|^\s*(?P<alone>(?:urgent appeal )?update|forwarded(?: urgent)? appeal)\s*:\s+(?=[A-Z])",
    re.IGNORECASE,
)
HELLO = re.compile(r"^\s*(?:hi|hello|hey|dear|bonjour|ch[eè]re?s?|fyi)\b.{0,40}$", re.IGNORECASE)
NEAR_TOP = 14  # filled lines
TITLE = 300
FEW = 5  # words of an issue; a part of a headline has more


def find(lines: list[str], end: int) -> int:
    """The line of the first headline with a country in front; -1 where none is near the top.

    What stands above it, however it looks, is no title: names of bodies, of the kind of document.
    """
    filled = 0
    for at, line in enumerate(lines[:end]):
        filled += bool(line)
        if filled > NEAR_TOP or (len(line) > 120 and line.endswith(".")):
            break
        if marks.CRUMB.match(line) or marks.RE_LIST.match(line) or marks.SUBJECT.match(line):
            continue
        words = without_id(line)
        front = marks.country_in_front(words)
        series = SERIES.match(words)
        if series and (series["country"] or marks.country_in_front(words[series.end() :])):
            return at
        if front and not is_list(front[1]):
            return at
    return -1


def is_list(words: str) -> bool:
    """Whether words after a country are issues: known ones alone, or several of few words."""
    parts = [part for part in re.split(r"[;,]", words) if part.strip()]
    if ";" in words and len(parts) > 1 and all(len(part.split()) <= FEW for part in parts):
        return True
    told = issues.split_names(words)
    return bool(told.known) and not told.unknown


def without_id(line: str) -> str:
    """A line without the ID, whole or cut off, that stands in front of its headline."""
    if own := marks.own_id(line):
        return own[1].lstrip(" :–—-")
    lost = identifiers.cut(line[:60])
    return line[len(lost[0]) + 1 :].strip() if lost and line.startswith(f"{lost[0]}:") else line


def may_be(line: str) -> bool:
    """Whether a line can be a headline at all."""
    if marks.SIGN_OFF.match(line) and marks.country_in_front(line) is None:
        return False
    if marks.LETTER.match(line) or len(line) > TITLE or _is_name(line):
        return False
    # Who lost the head has a sentence on top, and a headline is none.
    is_sentence = line.endswith((".", ".”")) and len(line.split()) > 5
    return not is_sentence or marks.country_in_front(line) is not None


def _is_name(line: str) -> bool:
    """The name of a body, a number, a form’s words, a greeting: above a text, and no title."""
    named = networks.is_letterhead(line) or networks.is_nameplate(line)
    return named or networks.is_index(line) or networks.is_form(line) or bool(HELLO.match(line))


def plain(title: str) -> str:
    """Titles alike but for case and blanks are one."""
    return " ".join(title.casefold().split())
