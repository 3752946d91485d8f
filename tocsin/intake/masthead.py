"""The head of another network’s document, or of a mail: numbers, dates, country, title."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tocsin.intake import dates, headline, marks, networks, passages, themes
from tocsin.vocabulary import countries

ANY = re.IGNORECASE
TALL = 30  # filled lines that a head may have
WORDS = 3  # of a title; fewer are a title only where they name an issue
LONG = 110  # a longer line is text
HEADER = re.compile(
    r"^\W{0,3}(?P<name>from|to|cc|bcc|sent|date|subject|reply-to|de|envoy[ée]|objet|[aà])\s*:\s*"
    r"(?P<value>.*)$",
    ANY,
)
MARKER = re.compile(
    r"^\W*(?:-+\s*(?:original message|forwarded message|message transf[ée]r[ée])\s*-+"
    r"|begin forwarded message:?|on .{5,80} wrote:|le .{5,80} a écrit\s?:)\W*$",
    ANY,
)
PASSED = re.compile(r"^(?:(?:re|fwd?|tr|wg)\s*:\s*|\[[^\]]{0,30}\]\s*)+", ANY)
EARLIER = re.compile(
    r"\b(?:further information on|follow-?up (?:to|on|of)|update (?:to|on)|see also)\b", ANY
)
PERSON = re.compile(r"\((?:m|f|male|female)\)|\baged?\s+\d", ANY)
ADOPTED = re.compile(r"\b(?:adopted|issued|dated|published|decided)\b", ANY)
LABEL = re.compile(r"^(?:country|pays|land)\s*:\s*(?P<value>.+)$", ANY)
DATED = re.compile(r"^(?:date|le)\s*:?\s+(?P<value>.+)$", ANY)
ABOUT = re.compile(
    r"^(?:re|subject|objet|concern|type of violation|issues?|allegations?)\s*:\s*(?P<value>.+)$",
    ANY,
)
NO_HEADLINE = re.compile(r"[,:]$|^[a-zà-þ]")
# What a series of OMCT is about; it names an issue and is no title.
SERIES = re.compile(
    r"^(?:child(?:ren)? concern|violence against women|economic, social .{0,30})$", ANY
)
STREET = re.compile(
    r"^\d|\b(?!(?:19|20)\d\d\b)\d{4,6}\b|•|@|www\.|\b(?:tel|fax|phone|p\.? ?o\.? box)\b"
    r"|^mandates? of\b|^its member\b|^and its\b",
    ANY,
)


@dataclass
class Masthead:
    """`title_from` is country, heading, headings, unsigned or subject; `notes` go before."""

    title: str = ""
    title_from: str = ""
    numbers: list[str] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    country: str = ""
    date: str = ""
    mail_date: str = ""
    subject: str = ""
    network: str = ""
    series: str = ""
    sender: str = ""  # a body on top that is no network known here
    kind: str = ""
    concern: str = ""
    is_below_number: bool = False
    is_open: bool = False  # whether a headline in capitals may go on in the next line
    headings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_mail: bool = False


def read(lines: list[str]) -> tuple[Masthead, int]:
    """The head, and the number of the line where the text begins."""
    head = Masthead()
    at = _mailed(head, lines)
    filled = 0
    while at < len(lines) and filled < TALL:
        line = lines[at]
        if line and not _take(head, line):
            break
        head.is_open &= bool(line)
        filled += bool(line)
        at += 1
    _title(head)
    return head, at


def _mailed(head: Masthead, lines: list[str]) -> int:
    """Takes the headers of mails on top, also of mails inside; the line below the last of them."""
    end, run, seen = 0, 0, 0
    for at, line in enumerate(lines):
        seen += bool(line)
        if seen > TALL * 2:
            break
        if MARKER.match(line):
            end, run, head.is_mail = at + 1, 2, True
        elif line and (match := HEADER.match(line)):
            run += 1
            alone = match["name"].lower() in {"subject", "from"} and seen == 1
            if run >= 2 or alone:
                end, head.is_mail = at + 1, True
                _header(head, lines, at, run)
        elif line:
            run = 0
    if end:
        told = (line for line in lines[:end] if line)
        head.notes = [one for one in told if not HEADER.match(one) and not MARKER.match(one)]
    return end


def _header(head: Masthead, lines: list[str], at: int, run: int) -> None:
    """The headers of one mail; of several mails the innermost is the sender’s own."""
    for line in lines[max(0, at - run + 1) : at + 1]:
        match = HEADER.match(line)
        if match is None:
            continue
        name, value = match["name"].lower(), match["value"]
        if name in {"subject", "objet"} and tells(PASSED.sub("", value)):
            head.subject = PASSED.sub("", value).strip()
        elif name in {"date", "sent"} and dates.find(value):
            head.mail_date = value


def _take(head: Masthead, line: str) -> bool:
    """Takes a line of the head; False where the text begins."""
    if passages.GREETED.match(line) or marks.DEAR.match(line) or passages.turn(line):
        return False
    head.network = head.network or (networks.named(line) if _is_name(line) else "")
    if marks.SEPARATOR.match(line) or networks.is_form(line) or _is_name(line):
        head.kind = f"{head.kind} {line}".strip()
        return True
    if dates.is_alone(line):
        head.date = head.date or line
        return True
    if networks.NUMBER.search(line) and _numbered(head, line):
        return True
    if match := LABEL.match(line) or DATED.match(line) or ABOUT.match(line):
        return _labelled(head, match)
    if _land(head, line):
        return True
    return _heading(head, line)


def index(head: Masthead, line: str) -> None:
    """Takes a line of numbers that stands elsewhere."""
    _numbered(head, line)


def _is_name(line: str) -> bool:
    return networks.is_letterhead(line) or networks.is_nameplate(line)


def _labelled(head: Masthead, match: re.Match[str]) -> bool:
    value = match["value"].strip()
    if match.re is LABEL:
        head.country = head.country or value
    elif match.re is DATED:
        head.date = head.date or value
        return dates.find(value) is not None
    else:
        head.headings.append(value)
    return True


def _numbered(head: Masthead, line: str) -> bool:
    """A line with a number: its own, or of what it follows; the concern may stand behind it."""
    if len(line) > 250 or line.count(". ") > 1:
        return False
    told = networks.numbers(line)
    if EARLIER.search(line):
        head.earlier += [line]
        # Dashes inside the brackets belong to dates and numbers.
        concern = re.split(r"\)\s*[–—:-]?\s*|\d\s+[–—-]\s+", line)[-1].strip()
    else:
        head.numbers += [one for one in told if one not in head.numbers]
        concern = re.sub(r"\s+", " ", networks.NUMBER.sub(" ", line))
        head.is_below_number = True
    head.network = head.network or networks.of_number(line)
    for day, raw in dates.find_all(concern)[:1]:
        head.date = head.date or (raw if day else "")
        concern = concern.replace(raw, " ")
    words = networks.FORM.sub(" ", concern).strip(" :,;()-–—")
    if _is_land(words):
        head.country = head.country or words
    elif themes.of(concern) and len(concern) < LONG:
        head.headings.append(concern.strip(" :,;–—-"))
    elif lands := [part for part in re.split(r"\s+[-–—]\s+|[()]", concern) if _is_land(part)]:
        head.country = head.country or lands[-1].strip()
    return True


def _land(head: Masthead, line: str) -> bool:
    """A country alone, or in capitals before a person: “SRI LANKA Name (m), aged 32”."""
    if len(line) < 60 and _is_land(line):
        head.country = head.country or line.strip(" :.")
        return True
    words = line.split()
    for count in range(min(4, len(words) - 1), 0, -1):
        front = " ".join(words[:count])
        if front.isupper() and countries.by_name(front) and PERSON.search(line):
            head.country = head.country or front
            return True
    return bool(PERSON.search(line)) and len(line) < LONG and not line.endswith(".")


def _is_land(text: str) -> bool:
    found = countries.split_place(text.strip(" :."))
    return bool(found.known) and not found.unknown


def _heading(head: Masthead, line: str) -> bool:
    """A line that may be the title; False for a sentence, where the text begins."""
    front = marks.country_in_front(line)
    is_text = line.endswith((".", ".”", ";")) or len(line) > (250 if front else LONG)
    if is_text or passages.DATELINE.match(line):
        return False
    if passages.END.match(line):
        return False
    if dates.find(line):
        head.date = head.date or (line if ADOPTED.search(line) else "")
    elif head.is_open and line.isupper():
        head.headings[-1] += f" {line}"
    elif not (STREET.search(line) or SERIES.match(line) or NO_HEADLINE.search(line)):
        head.headings.append(line)
        head.is_open = line.isupper()
        # What stands right below a number is what the case is about.
        head.concern = head.concern or (line if head.is_below_number else "")
    head.is_below_number = False
    if SERIES.match(line):
        head.series = line
    return True


def tells(words: str) -> bool:
    """Whether a subject can be a title: it names an issue or a country, or has words enough."""
    front = marks.country_in_front(words)
    return len(words.split()) >= WORDS and bool(front or themes.of(words) or len(words) > 30)


def _title(head: Masthead) -> None:
    """Which of the headings is the title, and how surely."""
    fronted = [one for one in head.headings if _is_fronted(one)]
    # The line that names most issues tells most of the case.
    themed = sorted((one for one in head.headings if themes.of(one)), key=_telling, reverse=True)
    worded = [one for one in head.headings if len(one.split()) > WORDS]
    worded = [head.concern] if head.concern and not themed else worded
    if fronted:
        head.title, head.title_from = fronted[0], "country"
        front = marks.country_in_front(fronted[0])
        head.country = head.country or (front[0] if front else "")
    elif (themed or worded) and (head.network or not head.is_mail):
        head.title = (themed or worded)[0]
        single = len(themed or worded) == 1
        sure = "heading" if themed or head.concern else "unsigned"
        head.title_from = sure if single else "headings"
    elif head.subject:
        head.title, head.title_from = head.subject, "subject"
        front = marks.country_in_front(head.subject)
        head.country = head.country or (front[0] if front else "")
    elif themed:
        head.title, head.title_from = themed[0], "headings"


def _telling(line: str) -> tuple[int, int]:
    return len(themes.of(line)), len(line.split())


def _is_fronted(line: str) -> bool:
    front = marks.country_in_front(line)
    return front is not None and len(front[1].split()) >= WORDS and not headline.is_list(front[1])
