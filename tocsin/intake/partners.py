"""Whose text it is, where a cover note says so and no letterhead does."""

from __future__ import annotations

import re

from tocsin.intake import marks
from tocsin.intake.sources import kind_of

# “Casa Clara”, “the Forum for Nets and Sails (FNS)”: capitals, with small words between them.
_SMALL = r"(?:of|for|and|the|on|in|to|de|la|against|&|-|–)"
_CAPITAL = r"[A-ZÀ-Þ][\w’'&./-]*"
NAME = (
    rf"(?P<who>{_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,3}}{_CAPITAL}){{0,9}})"
    r"(?:\s*\((?P<short>[A-Z]\w{1,12})\))?"
)
_KIND = (
    r"(?:local|national|regional|partner|our|its|their|the|a|an|based|human|rights|women[’']?s|legal"
    r"|non-?governmental|international|independent|community|[A-ZÀ-Þ]\w*(?:-based)?)"
)
_GROUP = (
    r"(?:organi[sz]ations?|group|partners?|NGO|network|association|cent(?:re|er)|forum|institute)"
)
FROM = re.compile(
    r"\b(?:forward(?:ing|ed|s)?|receiv(?:ed|es|ing)|obtained|got|shar(?:ing|es?|ed)|informed|learn(?:ed|t)"
    r"|documented|investigated|reported|issued|provided|prepared|released|written)\b[^.;]{0,120}?"
    rf"\b(?:from|by)\s+(?:(?:{_KIND}\s+){{0,6}}{_GROUP},?\s+(?:called\s+|named\s+)?)?(?:[Tt]he\s+)?[“\"]?{NAME}"
)
# An organisation that is described and not named wants not to be named.
UNNAMED = re.compile(
    rf"\b(?:from|by)\s+(?:an?|our|its|one of (?:our|its))\s+(?:[\w-]+\s+){{0,6}}{_GROUP}\b",
    re.IGNORECASE,
)
DESCRIBED = re.compile(
    rf"[”\"]?\s*(?:\(|,\s*(?:which is\s+)?)(?:an?|the|our|its)\s+(?:[\w’'-]+\s+){{0,8}}{_GROUP}\b",
    re.IGNORECASE,
)
SOURCE = re.compile(
    r"\((?:source\s*:"
    r"|based on (?:the |a )?(?:documentation|report|information|investigation|statement)s?"
    rf"\s+(?:by|from|of)\s*)\s*(?:[Tt]he\s+)?{NAME}",
    re.IGNORECASE,
)
CLEAR = re.compile(NAME)
ORGANISED = re.compile(
    r"\b(?:cent(?:re|er)|forum|house|association|committee|commission|council|federation|foundation"
    r"|network|union|league|institute|international|watch|society|movement|alliance|group|alert|rights"
    r"|collective|campaign|coalition|project|organi[sz]ation|team|initiative|action|friends|voice)\b",
    re.IGNORECASE,
)
PERSONAL = re.compile(
    r"^(?:mr|mrs|ms|miss|dr|hon|the hon|president|prime|minister)\b", re.IGNORECASE
)
MONTH = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)


def find(cover: list[str], sources: list[str]) -> str:
    """The organisation that a document says it has its facts from; empty where none is named."""
    for source in sources:
        if (match := SOURCE.search(source)) and _is_organisation(match["who"], ""):
            return _whole(match)
    for paragraph in cover:
        for match in FROM.finditer(paragraph[:3_000]):
            if _is_organisation(match["who"], paragraph[match.end() : match.end() + 120]):
                return _whole(match)
    return ""


def is_unnamed(cover: list[str]) -> bool:
    """Whether a source organisation is told of without its name, as is done to protect it."""
    return any(UNNAMED.search(paragraph[:3_000]) for paragraph in cover)


def _is_organisation(name: str, after: str) -> bool:
    if PERSONAL.match(name) or MONTH.match(name) or marks.country_in_front(f"{name}: x"):
        return False
    if DESCRIBED.match(after):
        return True
    return bool(ORGANISED.search(name)) and kind_of(name) not in {"media", "official", "family"}


def _whole(match: re.Match[str]) -> str:
    name = " ".join(match["who"].split()).rstrip(".,’'")
    return f"{name} ({match['short']})" if match["short"] and len(name) < 90 else name
