"""Whose facts they are, where a cover note says so and no letterhead does."""

from __future__ import annotations

import re

from tocsin.intake import marks
from tocsin.intake.sources import kind_of

ANY = re.IGNORECASE
# “Casa Clara”, “the Forum for Nets and Sails (FNS)”: capitals, with small words between them.
_SMALL = r"(?:of|for|and|the|on|in|to|de|la|against|&|-|–)"
_CAPITAL = r"[A-ZÀ-Þ](?:[\w’'&/-]|\.(?=\w))*"
NAME = (
    rf"(?P<who>{_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,3}}{_CAPITAL}){{0,9}})"
    r"(?:\s*\((?P<short>[A-Z]\w{1,12})\))?"
)
_GROUP = (
    r"(?:organi[sz]ations?|groups?|partners?|NGOs?|networks?|associations?|cent(?:re|er)s?|forums?"
    r"|institutes?|colleagues)"
)
# “from a local human rights organisation, X”, “from our colleagues of the X”, “by the X”.
_LEAD = (
    rf"\b(?:from|by)\s+(?:(?:[\w’'-]+\s+){{0,6}}?{_GROUP},?\s+(?:called|named|of|at|in)?\s*)?"
    r"(?P<the>[Tt]he\s+)?[“\"]?"
)
_GIVEN = (
    r"(?:forward\w*|receiv\w*|obtained|got|shar\w+|inform\w*|learn\w*|documented|investigated|reported"
    r"|issued|provided|prepared|released|written|sent|appeal|message|case|statement|letter|report)"
)
FROM = re.compile(rf"\b{_GIVEN}\b[^.;:]{{0,120}}?{_LEAD}{NAME}")
TELLS = re.compile(
    rf"^(?P<the>The\s+)?{NAME}(?:,[^,]{{3,80}},)?\s+(?:reports?\b|has reported\b|(?:has )?asked\b"
    r"|(?:has |have )?(?:informs?|informed|tells?|told|written|writes?|wrote)(?: to)? us\b)"
)
BEHALF = re.compile(rf"\bon behalf of (?P<the>the\s+)?{NAME}")
ACCORDING = re.compile(rf"^According to (?P<the>the\s+)?{NAME},")
# An organisation that is described and not named wants not to be named.
UNNAMED = re.compile(
    rf"\b(?:from|by)\s+(?:an?|our|its|one of (?:our|its))\s+(?:[\w-]+\s+){{0,6}}{_GROUP}\b", ANY
)
DESCRIBED = re.compile(
    rf"[”\"]?\s*(?:\(|,\s*(?:which is\s+)?)(?:an?|the|our|its)\s+(?:[\w’'-]+\s+){{0,8}}{_GROUP}\b"
    r"|\s*,\s*based in\b",
    ANY,
)
SOURCE = re.compile(
    r"\((?:[Ss]ource|SOURCE)s?\s*:\s*(?:[Tt]he\s+)?"
    rf"{NAME}|\([Bb]ased on (?:[\w’'-]+\s+){{1,6}}?(?:by|from|of)\s+(?:the\s+)?"
    + NAME.replace("<who>", "<whose>").replace("<short>", "<initials>")
)
ORGANISED = re.compile(
    r"\b(?:cent(?:re|er)|forum|house|association|committee|commission|council|federation|foundation"
    r"|network|union|league|institute|international|watch|society|movement|alliance|group|alert"
    r"|rights|collective|campaign|coalition|project|organi[sz]ation|team|initiative|friends|voice)\b",
    ANY,
)
PERSONAL = re.compile(r"^(?:mr|mrs|ms|miss|dr|md|hon|president|prime|minister|dear|we|it)\b", ANY)
MONTH = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)
NOT_A_PARTNER = {"media", "official", "anonymous official", "family", "witness", "victim"}
OFFICIAL = {"official", "anonymous official"}
KNOWN_DESKS = ("asian human rights commission", "asian legal resource centre", "ahrc", "alrc")
LOOKED_AT = 3_000  # letters of a paragraph


def find(cover: list[str], sources: list[str], desks: list[str]) -> str:
    """The organisation that a document says it has its facts from; empty where none is named.

    `desks` are names of those who send the document on; they are nobody's partner here.
    """
    shut = {*KNOWN_DESKS, *(name.casefold() for name in desks)}
    for source in sources:
        match = SOURCE.search(source)
        name = (match["who"] or match["whose"]) if match else ""
        if match and _may_be(name, shut):
            return _whole(name, match["short"] or match["initials"])
    for paragraph in cover:
        text = paragraph[:LOOKED_AT]
        for shape in (FROM, TELLS, BEHALF, ACCORDING):
            for match in shape.finditer(text):
                if _is_partner(match, text, shut, is_weak=shape is ACCORDING):
                    return _whole(match["who"], match["short"])
    return ""


def is_unnamed(cover: list[str]) -> bool:
    """Whether a source organisation is told of without its name, as is done to protect it."""
    return any(UNNAMED.search(paragraph[:LOOKED_AT]) for paragraph in cover)


def _is_partner(match: re.Match[str], text: str, shut: set[str], *, is_weak: bool) -> bool:
    name = match["who"]
    if not _may_be(name, shut) or (match["short"] or "").casefold() in shut:
        return False
    if DESCRIBED.match(text[match.end() : match.end() + 120]) or ORGANISED.search(name):
        return True
    called = bool(match["the"]) and len(name) > 3
    return not is_weak and (called or len(name.split()) > 1 or (name.isupper() and len(name) > 2))


def _may_be(name: str, shut: set[str]) -> bool:
    plain = name.casefold().removeprefix("the ")
    if plain in shut or PERSONAL.match(name) or MONTH.match(name):
        return False
    if marks.country_in_front(f"{name}: x"):
        return False
    # A union of families is an organisation; a ministry is an official whatever it is called.
    shut_kinds = OFFICIAL if ORGANISED.search(name) else NOT_A_PARTNER
    return kind_of(name) not in shut_kinds


def _whole(name: str, short: str | None) -> str:
    name = " ".join(name.split()).rstrip(".,’'").removeprefix("The ")
    return f"{name} ({short})" if short and len(name) < 90 else name
