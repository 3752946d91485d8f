"""To whom voices are to be conveyed, as a document says it."""

from __future__ import annotations

import re

CONVEY = re.compile(
    r"\b(?:convey|deliver|forward|send|hand over|submit)\b.{0,40}?\b(?:voices?|signatures?|"
    r"letters?|petition|appeal)\b.{0,20}?\bto\s+(?P<who>.+?)(?:\.\s|\.$|;|$)",
    re.IGNORECASE,
)
HEADING = re.compile(r"\b(?:letters?|appeals?|faxes|e-?mails?)\s+to\s*:\s*$", re.IGNORECASE)
NUMBERED = re.compile(r"^\s*\(?\d{1,2}[.)#]\s*(?P<name>\S.{2,120})$")
OFFICE = (
    "ministry|ministers?|minister|secretariat|office|president|prime|department|directorate|council|"
    "commission|court|police|parliament|embassy|governor|mayor|attorney|board|bureau|inspector"
)
NEXT = re.compile(
    rf"\s*(?:,|;|\band\b)\s*(?:and\s+)?(?:to\s+)?(?=(?:the|his|her)\s+|(?:{OFFICE})\b)",
    re.IGNORECASE,
)
# “write to We will convey”: the address was stripped where the copy was made.
STRIPPED = re.compile(
    r"\b(?:write|send|e-?mail|fax|reply)\s+(?:\w+\s+)?to\s+"
    r"(?=[A-Z][a-z]+\s+(?:will|shall|are|have)\b)"
)


def find(paragraphs: list[str]) -> list[str]:
    """The offices that are named, in order, each once."""
    found: list[str] = []
    listing = False
    for paragraph in paragraphs:
        if match := CONVEY.search(paragraph):
            found += [_tidy(part) for part in NEXT.split(match["who"])]
        numbered = NUMBERED.match(paragraph)
        if listing and numbered:
            found.append(_tidy(numbered["name"]))
        listing = bool(HEADING.search(paragraph)) or (listing and bool(numbered))
    return [name for name in dict.fromkeys(found) if name]


def _tidy(name: str) -> str:
    return " ".join(
        re.sub(r"^\s*(?:the|to)\s+", "", name.strip(" ,.;"), flags=re.IGNORECASE).split()
    )


def is_stripped(text: str) -> bool:
    """Whether an address to write to was lost from the copy."""
    return bool(STRIPPED.search(text))
