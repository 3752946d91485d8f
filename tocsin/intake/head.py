"""The head of a document: where it stands, its title, its own ID, its date, what it answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tocsin.intake import dates, headline, identifiers, marks, networks
from tocsin.intake.identifiers import Identifier

# A headline that ends so goes on in the next line.
OPEN = re.compile(
    r"\b(?:an?|the|of|in|to|and|for|by|with|from|at|on|over|after|near|is|are)$", re.IGNORECASE
)
WRAPPED = 55  # a title as long as this may go on in the line below
TALL = 40  # filled lines in which the greeting is looked for
CLOSED = re.compile(r"[\])]\s*[.,]?\s*$")


@dataclass
class Head:
    """What stands above the text; `rest` are lines that are nothing of this."""

    title: str = ""
    series: str = ""
    country: str = ""
    ids: list[Identifier] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    issues: str = ""
    references: list[str] = field(default_factory=list)
    page_date: str = ""  # of the page, or of the mail
    dated_early: bool = False  # above the ID
    dated: str = ""  # a date alone in its line
    date_line: str = ""
    above_date: str = ""
    crumb: str = ""
    subject: str = ""
    author: str = ""
    forwarder: str = ""
    kind: str = ""
    recipient: str = ""
    notes: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


def read(lines: list[str]) -> tuple[Head, int]:
    """The head of a document and the number of the line where its text begins."""
    head = Head()
    end, greeted = _end(lines)
    titled = headline.find(lines, end)
    at = 0
    while at < end:
        line = lines[at]
        if not line:
            at += 1
        elif at != titled and (after := _taken(head, lines, at, end)) > at:
            at = after
        elif not head.title and at >= titled and headline.may_be(line):
            at = _title(head, lines, at, end)
        elif greeted or at < titled:
            head.rest.append(line)
            at += 1
        else:
            break
    if not head.title and (head.subject or head.crumb):
        _name(head, head.subject or head.crumb)
    return head, at + greeted if at >= end else at


def _end(lines: list[str]) -> tuple[int, bool]:
    """Where the head ends at the latest, and whether a greeting stands there."""
    filled = 0
    for at, line in enumerate(lines):
        if marks.GREETING.match(line):
            return at, True
        if marks.heading(line):
            return at, False
        filled += bool(line)
        if filled > TALL:
            break
    return len(lines), False


def _taken(head: Head, lines: list[str], at: int, end: int) -> int:
    """The next line where this one is a known part of a head; the same number where it is not."""
    line = lines[at]
    if marks.RE_LIST.match(line) and not marks.SUBJECT.match(line):
        return _references(head, lines, at, end)
    if line.startswith("(") and identifiers.matches(line[:40]) and (":" in line or line[-1] == ")"):
        return _references(head, lines, at, end)
    if marks.NOTICE.match(line) or marks.CAMPAIGN.match(line):
        after = _closing(lines, at, end) if line.startswith("[") else at + 1
        head.notes.append(" ".join(one for one in lines[at:after] if one))
        return after
    if match := marks.ISSUES.match(line):
        head.issues = head.issues or match["names"]
        return at + 1
    above = next((lines[n] for n in range(at - 1, max(-1, at - 4), -1) if lines[n]), "")
    return at + _line(head, line, above)


def _line(head: Head, line: str, above: str) -> bool:
    """Takes a line that is known by itself; whether it was."""
    if match := marks.SUBJECT.match(line):
        head.subject = match["title"]
        return True
    if match := marks.CRUMB.match(line):
        last = marks.BREADCRUMB.match(line)
        head.crumb = last["last"].strip() if last else ""
        return True
    if marks.DATE_LINE.match(line) or dates.is_alone(line) or dates.is_numeric(line):
        _date(head, line, above)
        return True
    if len(line) < headline.TITLE and (match := marks.BYLINE.match(line)):
        head.author = match["who"] or ""
        head.forwarder, head.kind = match["desk"] or "", match["kind"].lower()
        head.recipient = match["to"] or ""
        return True
    if marks.MAIL.match(line):
        return True
    if marks.SEPARATOR.match(line) or marks.is_banner(line) or marks.SESSION.match(line):
        return True
    return _numbered(head, line) or _themes(head, line)


def _date(head: Head, line: str, above: str) -> None:
    """Dates of a mail or a page come before the document's own."""
    match = marks.DATE_LINE.match(line)
    mailed = marks.MAIL.match(above) or marks.SUBJECT.match(above)
    if match and mailed:
        head.page_date = head.page_date or match["date"]
    elif match:
        head.date_line = head.date_line or match["date"]
        known = marks.is_banner(above) or marks.SIGN_OFF.match(above) or _is_own(above)
        head.above_date = "" if known or above == head.title else above
    elif head.crumb and not head.page_date and not head.ids:
        head.page_date = line
    elif not head.dated:
        head.dated, head.dated_early = line, not head.ids
    elif head.dated_early and head.ids:
        # A date above the document's ID is the page's where another stands below it.
        head.page_date = head.page_date or head.dated
        head.dated, head.dated_early = line, False


def _is_own(line: str) -> bool:
    return marks.own_id(line) is not None


def _numbered(head: Head, line: str) -> bool:
    """A line with the document's own ID, or what is left of it; the headline may follow it."""
    if own := marks.own_id(line):
        one, rest = own
        rest = rest.strip(" ])")
        if rest and not dates.is_alone(rest.strip(" ,(")) and not re.match(r"^[:–—-]\s*\S", rest):
            return False
        head.ids.append(one)
        words = rest.lstrip(" :–—-,(")
        if dates.is_alone(words):
            head.dated = head.dated or words
        elif words:
            _named(head, words)
        return True
    if (lost := identifiers.cut(line)) and lost[0] == line.strip():
        head.cut += lost
        return True
    label, colon, value = line.partition(":")
    if colon and len(line) < 80 and marks.BEFORE_ID.fullmatch(label):
        lost = identifiers.cut(value)
        strange = networks.NUMBER.search(value)
        head.cut += lost
        head.foreign += [strange.group()] if strange else []
        return bool(lost or strange or not value.strip())
    if strange := networks.NUMBER.match(line.removeprefix("Case ")):
        head.foreign.append(strange.group())
        return len(line) < 60
    return False


def _themes(head: Head, line: str) -> bool:
    """“NEPAL: torture; impunity” below a title is a list of issues and no second title."""
    front = marks.country_in_front(line)
    if front is None or not head.title or headline.plain(line) == headline.plain(head.title):
        return front is not None and bool(head.title)
    country, rest = front
    if headline.is_list(rest):
        head.issues = head.issues or rest
        head.country = head.country or country
        return True
    return False


def _title(head: Head, lines: list[str], at: int, end: int) -> int:
    """Takes the title, over two lines where it was wrapped; the number of the next line."""
    title, after = lines[at], at + 1
    while after < end:
        # Copies with twice as many empty lines have them inside a title too.
        below = next((n for n in range(after, min(after + 4, end)) if lines[n]), after)
        apart = below > after and not (lines[below][:1].islower() or OPEN.search(title))
        if apart or not _goes_on(title, lines, below, end):
            break
        title, after = f"{title} {lines[below]}", below + 1
    _named(head, title)
    return after


def _goes_on(title: str, lines: list[str], at: int, end: int) -> bool:
    line = lines[at]
    last = lines[at - 1] or title
    if (
        not line
        or line == title
        or last.endswith((".", "?", "!", ":"))
        or len(line) > 90
        or line.endswith(".")
    ):
        return False
    loud = title.isupper() and line.isupper()
    open_ = line[0].islower() or loud or OPEN.search(title)
    if not (open_ or len(last) >= WRAPPED):
        return False
    below = lines[at + 1] if at + 1 < end else ""
    ended = not below or _taken(Head(title=title), lines, at + 1, end) > at + 1
    own = _taken(Head(title=title), lines, at, end) > at or marks.DATE_LINE.match(below)
    return ended and not own


def _named(head: Head, title: str) -> None:
    if not head.title:
        _name(head, title)


def _name(head: Head, title: str) -> None:
    """The title without the words of its series, which are kept beside it."""
    head.cut += [one for one in identifiers.cut(title[:60]) if title.startswith(f"{one}:")]
    if own := marks.own_id(title):
        one, rest = own
        if re.match(r"^[:–—-]\s*\S", rest):
            head.ids.append(one)
    title = headline.without_id(title)
    if match := headline.SERIES.match(title):
        head.series = " ".join((match["series"] or match["alone"]).lower().split())
        head.country = match["country"] or head.country
        title = title[match.end() :]
    head.title = title.strip()


def _closing(lines: list[str], at: int, end: int) -> int:
    """The line after the one that closes a bracket; the next one where none does."""
    for after in range(at, min(end, at + TALL)):
        if CLOSED.search(lines[after]):
            return after + 1
    return at + 1


def _references(head: Head, lines: list[str], at: int, end: int) -> int:
    bracketed = lines[at].lstrip().startswith(("[", "("))
    after = _closing(lines, at, end) if bracketed else at + 1
    closed = bracketed and CLOSED.search(lines[after - 1])
    while not closed and after < end and identifiers.matches(lines[after][:20]):
        after += 1
    head.references.append(" ".join(one for one in lines[at:after] if one))
    return after
