"""To whom voices are to be conveyed, as a document says it: in a sentence, a list, or blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

CONVEY = re.compile(
    r"\b(?:convey|deliver|forward|send|hand over|submit)\b.{0,40}?\b(?:voices?|signatures?|"
    r"letters?|petition|appeal)\b.{0,20}?\bto\s+(?P<who>.+?)(?:\.\s|\.$|;|$)",
    re.IGNORECASE,
)
PASSIVE = re.compile(
    r"\b(?:voices?|signatures?|letters?|petition|appeals?)\b.{0,60}?\b(?:will|shall|are|is|to)\s+"
    r"(?:to\s+|then\s+)?be\s+(?:conveyed|delivered|forwarded|sent|handed over|submitted"
    r"|passed on)\s+to\s+(?P<who>.+?)(?:\.\s|\.$|;|$)",
    re.IGNORECASE,
)
HEADING = re.compile(r"\b(?:letters?|appeals?|faxes|e-?mails?)\s+to\s*:\s*$", re.IGNORECASE)
NUMBERED = re.compile(r"^\s*\(?\d{1,2}[.)#]+\s*(?P<name>\S.{1,400})$")
OFFICE = (
    "ministry|ministers?|minister|secretariat|office|president|prime|department|directorate|council|"
    "commission|court|police|parliament|embassy|governor|mayor|attorney|board|bureau|inspector"
)
NEXT = re.compile(
    rf"\s*(?:,|;|\band\b)\s*(?:and\s+)?(?:to\s+)?(?=(?:the|his|her)\s+|(?:{OFFICE})\b)",
    re.IGNORECASE,
)
# “the authorities listed below, expressing your concern” names nobody.
NOBODY = re.compile(
    r"^(?:the\s+)?(?:following|above|below|relevant|respective|concerned|government|local|same|"
    r"appropriate|authorit|address|us\b|them|you|each|all|any|your)|\b(?:below|expressing|urging|"
    r"listed|calling|asking|requesting|demanding)\b|^(?:mr|mrs|ms|dr|md|h|hon)$",
    re.IGNORECASE,
)
# “write to We will convey”: the address was stripped where the copy was made.
STRIPPED = re.compile(
    r"\b(?:write|send|e-?mail|fax|reply)\s+(?:\w+\s+)?to\s+"
    r"(?=[A-Z][a-z]+\s+(?:will|shall|are|have)\b)"
)
PERSON = re.compile(
    r"^(?:(?:mr|mrs|ms|dr|prof|hon|honou?rable|h\.\s?e|his excellency|her excellency|shri|smt|gen|"
    r"general|lt|col|colonel|justice|judge|datuk|tun|ven|police|senior|u|daw)\b\.?\s*)+"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)
ROLE = re.compile(
    rf"\b(?:{OFFICE}|secretary|director|chief|chair\w*|commander|commissioner|superintendent|judge|"
    r"registrar|ambassador|rapporteur|head|general|representative|chancellor|justice|prosecutor|"
    r"administrator|king|magistrate|ombuds\w+|unit|authority|deputy|officer|warden|rector)\b",
    re.IGNORECASE,
)
REACH = re.compile(
    r"^\W*(?P<kind>tel\s*[/&]\s*fax|telefax|tel(?:ephone)?s?|phones?|mobile|cell|fax(?:es)?|e-?mails?|"
    r"salutations?|websites?|url|cc|address)\b[\w. /()-]{0,12}[:.]\s*(?P<value>.*)$",
    re.IGNORECASE,
)
BOTH = re.compile(
    r"(?<![/&\s])[\s,;.]+(?=(?:tel|fax|e-?mail|salutation|phone)\w*(?:\s*[/&]\s*fax)?\s*:)",
    re.IGNORECASE,
)
EITHER = re.compile(r"\s*(?:[,;/]|\bor\b|\band\b)\s+|\s+/\s*", re.IGNORECASE)
STARRED = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w.-]+\.\w+", re.IGNORECASE)
STREET = re.compile(r"^(?:\d|p\.? ?o\.?\b|box\b|c/o\b|room\b|no\.)", re.IGNORECASE)
# “Chairperson” is an office with the body below it.
ALONE = re.compile(
    r"^(?:the )?(?:(?:acting|deputy|vice|executive)[ -])?(?:chair(?:man|person|woman)?|director"
    r"|secretary|president|commissioner|head|registrar)$",
    re.IGNORECASE,
)
BODY = re.compile(r"\b(?:commission|council|committee|board|bureau|authority)\b", re.IGNORECASE)
INLINE = re.compile(
    r"^(?:please\s+)?(?:send|write|address|fax)\b.{0,60}?\bto:?\s+(?P<who>(?:the\s+)?\S.*)$",
    re.IGNORECASE,
)
AND_TO = re.compile(r"\s*[;,]?\s*\band\s+to\s+|\s*;\s*to\s+", re.IGNORECASE)
LONGEST = 500  # letters of a line of an address
MOST = 60  # blocks; a longer list is no list of addressees


@dataclass
class Block:
    """One addressee as it stands in a list: who holds the office, and how to reach it."""

    office: str = ""
    holder: str = ""
    address: list[str] = field(default_factory=list)
    phone: list[str] = field(default_factory=list)
    fax: list[str] = field(default_factory=list)
    email: list[str] = field(default_factory=list)
    salutation: str = ""


def find(paragraphs: list[str]) -> list[str]:
    """The offices that are named, in order, each once."""
    found: list[str] = []
    listing = False
    for paragraph in paragraphs:
        if match := CONVEY.search(paragraph) or PASSIVE.search(paragraph):
            told = [_tidy(part) for part in NEXT.split(match["who"])]
            found += [name for name in told if not NOBODY.search(name)]
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


def blocks(lines: list[str]) -> list[Block]:
    """The blocks below “Please send your letters to”, by their numbers or the empty lines."""
    numbered = any(NUMBERED.match(line) for line in lines)
    groups: list[list[str]] = []
    above = ""
    for line in lines:
        begins = bool(NUMBERED.match(line)) if numbered else not above
        above = line
        if line and (begins or not groups):
            groups.append([])
        if line:
            groups[-1] += BOTH.split(line) if len(line) < 1_000 else [line]
    return [made for group in groups[:MOST] if (made := block(group)).office]


def inline(paragraph: str) -> list[Block]:
    """“Please send your letters to Mr. X, Minister of Y (Fax: …); and to Ms. Z, …” as blocks."""
    match = INLINE.match(paragraph) if len(paragraph) < 5_000 else None
    if match is None:
        return []
    parts = [re.sub(r"[()]", " ; ", part) for part in AND_TO.split(match["who"])]
    told = [[one for one in re.split(r"\s*;\s*", part) if one.strip(" .,")] for part in parts]
    found = [block(lines) for lines in told if lines]
    reached = [one for one in found if one.phone or one.fax or one.email or one.holder]
    return reached if len(reached) == len(found) else []


def block(lines: list[str]) -> Block:
    """One addressee, whose name and office stand in the first lines."""
    made = Block()
    first = NUMBERED.match(lines[0])
    names = [first["name"] if first else lines[0]]
    for line in lines[1:]:
        match = REACH.match(line)
        if len(line) > LONGEST:
            continue
        if match:
            _reach(made, match["kind"].lower(), match["value"].strip(" ,;."))
        elif STARRED.fullmatch(line.strip()):
            made.email.append(line.strip())
        else:
            names.append(line.strip())
    _name(made, [name for name in names if name])
    return made


def _reach(block: Block, kind: str, value: str) -> None:
    values = [part.strip() for part in EITHER.split(value) if part.strip(" .-")]
    if kind.startswith("salut"):
        block.salutation = value
    elif kind.startswith("address"):
        block.address.append(value)
    elif kind.startswith("e"):
        block.email += STARRED.findall(value) or values
    elif kind not in {"website", "websites", "url", "cc"}:
        block.phone += values if "fax" not in kind or kind.startswith("tel") else []
        block.fax += values if "fax" in kind else []


def _name(block: Block, lines: list[str]) -> None:
    """Who holds the office, the office, and where it is; a person above an office is its holder."""
    first, rest = lines[0].strip(" ,."), lines[1:]
    head, _comma, tail = first.partition(",")
    if PERSON.match(head) and not ROLE.search(_untitled(head)):
        block.holder, first = head.strip(), tail.strip()
    elif rest and not ROLE.search(first) and ROLE.search(rest[0]):
        block.holder, first = first, ""
    if not first and rest:
        first, rest = rest[0].strip(" ,."), rest[1:]
    if not block.holder and rest and PERSON.match(rest[0]) and not ROLE.search(_untitled(rest[0])):
        block.holder, rest = rest[0].strip(" ,."), rest[1:]
    if rest and ALONE.match(first) and BODY.search(rest[0]):
        first, rest = f"{first}, {rest[0].strip(' ,.')}", rest[1:]
    office, where = _parted(first)
    block.office = _tidy(office) or block.holder
    block.address = [*where, *(line.strip(" ,.") for line in rest), *block.address]


def _untitled(name: str) -> str:
    match = PERSON.match(name)
    return match["rest"] if match else name


def _parted(line: str) -> tuple[str, list[str]]:
    """An office and its address in one line: the address begins at a number or a box."""
    parts = [part.strip() for part in line.split(",")]
    street = next((at for at, part in enumerate(parts) if at and STREET.match(part)), None)
    if street is None:
        # “Ministry of Law, Justice and Parliamentary Affairs” is one name.
        street = 2 if len(parts) > 1 and " and " in parts[1] else len(parts)
        street = 1 if street == len(parts) > 2 else street
    return ", ".join(parts[:street]), [part for part in parts[street:] if part]
