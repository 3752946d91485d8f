"""The parts of a document: head, cover note, the partner's text, letter, addressees, footer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from tocsin.intake import addressees, dates, footer, head, marks, networks, partners, sections
from tocsin.intake.addressees import Block
from tocsin.intake.footer import LABELS
from tocsin.intake.head import Head
from tocsin.intake.lines import logical
from tocsin.intake.sentences import SPEECH, sentences
from tocsin.vocabulary import countries

__all__ = ["LABELS", "SPEECH", "Parts", "sentences", "take_apart"]

LETTERHEAD = re.compile(
    r"\s*(?:from\s*:\s*|(?:urgent |joint |public |press )*(?:appeal|statement|release|letter)\s+"
    r"(?:from|by|of)\s+)?(?:the\s+)?(?P<name>.+?)"
    r"(?:\s+[–—-]+\s+(?:urgent |joint |public |press |news )*"
    r"(?:appeal|statement|release|letter))?\s*",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"^\d|^(?:tel|fax|e-?mail|phone|p\.? ?o\.?)\b", re.IGNORECASE)
HIGH = 5  # lines above a date in which the organisation's name is looked for
NAME = 120
SENTENCE = 45  # letters; a line of an address is shorter
FIRST = 12  # paragraphs of a cover note in which its source is looked for
LOW = 6  # paragraphs from the end in which a text inside is signed
INITIALS = re.compile(r"\([A-Z]{2,10}\)\s*$")


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
    head: Head = field(default_factory=Head)
    fields: dict[str, str] = field(default_factory=dict)  # of a second block of labels
    told: list[str] = field(default_factory=list)
    inside: list[tuple[str, list[str]]] = field(default_factory=list)  # releases of others
    labels: list[tuple[str, str]] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    letterhead: list[str] = field(default_factory=list)  # of a document inside
    repeats_title: bool = False
    partner_from: str = ""  # cover, inside, letterhead, or unnamed
    title_from: str = ""  # letter, first line, heading, headings, unsigned, subject
    is_cut: bool = False  # whether the text has sections
    is_headed: bool = False  # whether a date stands above a text inside
    is_apart: bool = False  # whether a line or a heading parts the summary from the text
    named: str = ""  # who the cover note names, where nobody vouches for the whole
    desks: list[str] = field(default_factory=list)  # who sends it on
    is_abroad: bool = False  # whether it has another network's form, or none
    network: str = ""
    numbers: list[str] = field(default_factory=list)  # that the network gave it
    blocks: list[Block] = field(default_factory=list)  # addressees of such a document
    country_from: str = ""  # number, or text
    are_issues_proposed: bool = False
    is_unsure_of_addressees: bool = False


def take_apart(text: str) -> Parts:
    """The parts of a plain-text document; what is not there stays empty."""
    lines, fields, others = footer.split_off(_with_colons(logical(text)))
    top, at = head.read(lines)
    parts = Parts(title=top.title, footer=fields, head=top, fields=others)
    parts.date_line = top.date_line
    if top.above_date and top.above_date in top.rest:
        top.rest.remove(top.above_date)
        parts.partner = _bare(top.above_date)
    parts.desks = [*_desks(lines), *_initials(top.forwarder or top.author)]
    rest = _letterhead(lines[at:], parts)
    made = sections.split(rest, top.title)
    parts.cover += _paragraphs([*top.notes, *top.rest, *made.before], top.title)
    parts.inside = made.inside
    parts.is_cut, parts.is_apart = made.is_cut, made.is_apart
    parts.repeats_title = made.repeats_title
    parts.body, parts.told, parts.labels = made.body, made.told, made.labels
    parts.asks, parts.addresses, parts.sources = made.asks, made.addresses, made.sources
    parts.letters = ["\n".join(one).strip() for one in made.letters]
    _misplaced(parts)
    if parts.title and not (fields or others or top.ids or _is_sure(parts)):
        parts.title_from = "first line"
    if not parts.title and parts.letters:
        _title_of_letter(parts)
    if not parts.partner:
        _partner_of_cover(parts)
    return parts


def _misplaced(parts: Parts) -> None:
    """Addresses between a salutation and the list of addressees are addressees and no letter."""
    for letter in list(parts.letters):
        _salutation, *lines = letter.split("\n")
        reached = sum(bool(addressees.REACH.match(line)) for line in lines)
        if reached and not any(len(line) > SENTENCE and line.endswith(".") for line in lines):
            parts.letters.remove(letter)
            parts.addresses = [*lines, "", *parts.addresses]


def _is_sure(parts: Parts) -> bool:
    """Whether something besides its place says that a line is the title."""
    top = parts.head
    again = parts.repeats_title or parts.title in (top.subject, top.crumb)
    return again or bool(top.series or top.country or marks.country_in_front(parts.title))


def _partner_of_cover(parts: Parts) -> None:
    """Who is told to be the source, unless a text of theirs lies inside with its head lost.

    Then cover note and partner's text cannot be told apart, and nobody vouches for the whole.
    """
    told = parts.cover[:FIRST] or parts.body[: FIRST // 2]
    if not parts.letterhead and _signed(parts):
        return
    name = partners.find(told, parts.sources, parts.desks)
    if name and parts.repeats_title and not (parts.is_headed or parts.is_apart or parts.is_cut):
        parts.partner_from, parts.named = "inside", name
    elif name:
        parts.partner_from, parts.partner = "cover", name
    elif partners.is_unnamed(told):
        parts.partner_from = "unnamed"


def _with_colons(lines: list[str]) -> list[str]:
    """Some copies have the colon of a label, and what follows it, in the line below."""
    made: list[str] = []
    for line in lines:
        if line.startswith(":") and made and 0 < len(made[-1]) <= 60 and ":" not in made[-1]:
            made[-1] = f"{made[-1]} {line}"
        else:
            made.append(line)
    return made


def _letterhead(lines: list[str], parts: Parts) -> list[str]:
    """Reads the head of a document inside; the lines below it, and what is above into the cover."""
    at = _date(lines)
    if at is None:
        return lines
    match = marks.DATE_LINE.match(lines[at])
    parts.is_headed = True
    parts.date_line = parts.date_line or (match["date"] if match else lines[at])
    filled = [n for n in range(at) if lines[n]]
    above = [lines[n] for n in filled]
    name = _organisation(above, parts.title)
    parts.partner = parts.partner or (_bare(above[name]) if name is not None else "")
    first = name if name is not None else len(above)
    while first > 0 and name is not None and marks.RELEASE.match(above[first - 1]):
        first -= 1
    parts.letterhead = above[first:]
    parts.cover = _paragraphs(above[:first], parts.title)
    below = next((n for n in range(at + 1, len(lines)) if lines[n]), None)
    if below is not None and _is_place(lines[below]):
        parts.place, at = lines[below], below
    while at + 1 < len(lines) and marks.MAIL.match(lines[at + 1]):
        at += 1
    return lines[at + 1 :]


def _desks(lines: list[str]) -> list[str]:
    """Names and initials of who sends the document on: in its banner, and below its desk."""
    filled = [line for line in lines if line]
    below = [after for one, after in pairwise(filled) if marks.DESK.match(one)]
    banners = [re.split(r"\s+[-–—]+\s+", line)[0] for line in filled[:8] if marks.is_banner(line)]
    return [name for line in [*below, *banners] for name in _initials(line)]


def _initials(line: str) -> list[str]:
    """“Fishermen’s Forum (FF)” as both of its names."""
    short = INITIALS.search(line)
    names = [line[: short.start()], short.group()] if short else [line]
    return [name.strip(" ()") for name in names if name.strip(" ()")]


def _signed(parts: Parts) -> bool:
    """Takes the partner from a byline, or from below the text inside, signed with its date."""
    if parts.head.author and parts.head.forwarder:
        parts.partner = parts.head.author
        return True
    for name, line in pairwise(parts.body[-LOW:]):
        if dates.is_alone(line) and parts.repeats_title and not parts.is_cut:
            if name.endswith(".") or len(name) > NAME or marks.label(name):
                return False
            parts.partner = name
            return True
    return False


def _date(lines: list[str]) -> int | None:
    """The date below which a document inside begins; dates in later sections are of events."""
    signed = 0
    for at, line in enumerate(lines):
        if marks.DATE_LINE.match(line):
            return at
        if marks.heading(line) or marks.ACTION.match(line) or marks.LETTER.match(line):
            return None
        signed = at if marks.DESK.match(line) and not signed else signed
        if signed and at - signed < 2 * HIGH + 6 and dates.is_alone(line):
            return at
    return None


def _bare(line: str) -> str:
    """The name of an organisation without what its letterhead says beside it."""
    found = LETTERHEAD.fullmatch(re.sub(r"\s*<[^<>]*>?\s*$|\s*>\s*$", "", line))
    return found["name"].strip() if found else line


def _organisation(above: list[str], title: str) -> int | None:
    """Which of the lines above a date names whose text begins there."""
    for at in range(len(above) - 1, max(-1, len(above) - 1 - HIGH), -1):
        line = above[at]
        if marks.RELEASE.match(line) or marks.SEPARATOR.match(line) or networks.NUMBER.search(line):
            continue
        if ADDRESS.match(line) or marks.label(line):
            continue
        place = _is_place(line) and countries.split_place(line.rsplit(",", 1)[1]).known
        if line == title or marks.country_in_front(line) or (place and at):
            continue
        if marks.SIGN_OFF.match(line):
            # Two names with initials below each other: the desk's, and then the partner's.
            desk = [one for one in above[max(0, at - 3) : at] if marks.SIGN_OFF.match(one)]
            return at if INITIALS.search(line) and any(map(INITIALS.search, desk)) else None
        sentence = line.endswith(".") or len(line) > NAME or marks.GREETING.match(line)
        return None if sentence else at
    return None


def _is_place(line: str) -> bool:
    return len(line) < 60 and "," in line and not line.endswith((".", "”"))


def _paragraphs(lines: list[str], title: str) -> list[str]:
    skipped = (marks.GREETING, marks.SIGN_OFF, marks.SEPARATOR)
    return [
        line
        for line in lines
        if line and line != title and not any(mark.match(line) for mark in skipped)
    ]


def _title_of_letter(parts: Parts) -> None:
    """The headline of the suggested letter, where the document itself has lost its own."""
    lines = [line for line in parts.letters[0].split("\n")[1:4] if line]
    if lines and 15 <= len(lines[0]) <= 200 and not lines[0].endswith((".", ":", ",")):
        parts.title_from = "letter"
        parts.title = re.sub(r"^re\s*:\s*", "", lines[0], flags=re.IGNORECASE)
