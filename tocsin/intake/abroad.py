"""A document of another network, or a mail without a form, taken apart."""

from __future__ import annotations

import re
from collections import Counter

from tocsin.intake import (
    addressees,
    dates,
    footer,
    headline,
    identifiers,
    marks,
    masthead,
    networks,
    partners,
    passages,
    recipients,
    themes,
)
from tocsin.intake.head import Head
from tocsin.intake.lines import logical
from tocsin.intake.masthead import HEADER, Masthead
from tocsin.intake.passages import Passages
from tocsin.intake.structure import Parts
from tocsin.intake.tidying import tidy
from tocsin.vocabulary import countries, issues

HIGH = 40  # lines in which a document gives its own ID
LOW = 6  # lines from the end in which a number may stand
RELEASE = re.compile(r"\b(?:press|news|media|communiqu|statement|alert)", re.IGNORECASE)
RELEASING = {
    "Reporters Without Borders",
    "Committee to Protect Journalists",
    "Human Rights Watch",
}
SIGNED = re.compile(r"^[^.]{0,80}\([A-Z]{3,8}\)$")  # a body and its initials
OTHERS = re.compile(r"\b(?:[A-Z][\w’'-]+)(?:\s[A-Z][\w’'-]+){0,3}\b")


def take_apart(text: str) -> Parts | None:
    """The parts of a document in another network’s form or in none; None where it has ours."""
    lines = logical(tidy(text))
    if _is_ours(lines) or _is_titled_first(lines):
        return None
    start = _start(lines)
    head, at = masthead.read(lines[start:])
    at += start
    head.notes = [*(line for line in lines[:start] if line), *head.notes]
    foot = _low_number(lines[at:])
    if foot is not None:
        masthead.index(head, foot)
        lines = lines[: len(lines) - 1 - lines[::-1].index(foot)]
    if not head.network and not _is_lettered(head, lines) and not _is_mail(head, lines):
        return None
    told = passages.split(lines[at:], head.is_mail and not head.network)
    return _parts(head, told)


def _start(lines: list[str]) -> int:
    """Where another network’s document begins below a note of who passes it on; 0 where none."""
    filled = 0
    for at, line in enumerate(lines):
        filled += bool(line)
        if filled > masthead.TALL:
            break
        if networks.is_form(line) or passages.turn(line):
            break
        if networks.is_letterhead(line) or networks.is_index(line):
            chatty = any(_is_chat(one) for one in lines[:at])
            return at if chatty and not any(map(HEADER.match, lines[:at])) else 0
    return 0


def _is_chat(line: str) -> bool:
    return bool(passages.GREETED.match(line) or passages.CHAT.search(line))


def _is_lettered(head: Masthead, lines: list[str]) -> bool:
    """Whether the name of a body that nobody here knows stands on top."""
    first = next((line for line in lines if line), "")
    if _is_formal(lines) or head.is_mail or not networks.is_nameplate(first):
        return False
    head.sender = first
    return True


def _is_ours(lines: list[str]) -> bool:
    """Whether it has an ID or a footer of the desks that this reader was made for."""
    high = lines[:HIGH]
    if any(marks.own_id(line) for line in high) or any(map(identifiers.cut, high)):
        return True
    _rest, fields, others = footer.split_off(lines)
    return bool(fields or others) or any(marks.DESK.match(line) for line in lines)


def _is_titled_first(lines: list[str]) -> bool:
    """Whether a headline with its country stands above all that is another network’s."""
    titled = headline.find(lines, len(lines))
    if titled < 0 or any(map(HEADER.match, lines[:titled])):
        return False
    return not any(networks.named(line) or networks.NUMBER.search(line) for line in lines[:titled])


def _is_formal(lines: list[str]) -> bool:
    """Whether it has lines that mails and letters have not: a banner, a day with its label."""
    filled = [line for line in lines if line]
    formal = any(
        marks.is_banner(one) or marks.DATE_LINE.match(one) or marks.BYLINE.match(one)
        for one in filled[:HIGH]
        if not HEADER.match(one)
    )
    return formal or any(marks.heading(one) or SIGNED.search(one) for one in filled)


def _is_mail(head: Masthead, lines: list[str]) -> bool:
    """A mail, or a letter that begins as one person writes to another.

    An open letter that was sent by mail has an address above its greeting, and is none.
    """
    filled = [line for line in lines if line]
    if _is_formal(lines):
        return False
    greeted = next((n for n, one in enumerate(filled) if passages.GREETED.match(one)), 0)
    if any(addressees.REACH.match(one) for one in filled[:greeted] if not HEADER.match(one)):
        return False
    first = filled[0] if filled else ""
    letter = passages.GREETED.match(first) or passages.CHAT.search(first)
    head.is_mail = head.is_mail or bool(letter)
    return head.is_mail


def _low_number(lines: list[str]) -> str | None:
    """The line of numbers that some put below the text."""
    filled = [line for line in lines if line]
    return next((one for one in filled[-LOW:] if networks.is_index(one)), None)


def _parts(head: Masthead, told: Passages) -> Parts:
    parts = Parts(title=head.title, head=_head(head))
    parts.network, parts.numbers = head.network, head.numbers
    parts.title_from = "" if head.title_from == "country" else head.title_from
    parts.date_line = head.date or told.date
    parts.cover = head.notes
    parts.body, parts.told, parts.labels = told.body, told.told, told.labels
    parts.asks, parts.addresses = told.asks, told.addresses
    parts.blocks = recipients.blocks(told.addresses)
    parts.is_unsure_of_addressees = told.is_addressed and not parts.blocks
    parts.letters = [made for one in told.letters if (made := "\n".join(one).strip())]
    parts.is_headed = parts.is_abroad = True
    if not (parts.date_line or head.mail_date):
        parts.date_line = next((one for one in told.after[-LOW:] if dates.is_alone(one)), "")
    _partner(parts, head.sender)
    _country(parts)
    _issues(parts, head)
    return parts


def _head(head: Masthead) -> Head:
    """What is told alike of documents of every form."""
    made = Head(title=head.title, references=head.earlier, page_date=head.mail_date)
    made.country, made.subject = head.country, head.subject
    if head.network:
        released = RELEASE.search(head.kind) or head.network in RELEASING
        made.kind = "press release" if released else ""
        made.forwarder = head.network
        made.series = "" if released else "forwarded appeal"
    return made


def _partner(parts: Parts, sender: str) -> None:
    """The network; of a mail, who its words name as the source."""
    if parts.network:
        parts.partner = parts.network
        return
    if sender:
        parts.partner, parts.partner_from = sender, "letterhead"
        return
    name = partners.find([*parts.cover, *parts.body], [], [])
    if name:
        parts.partner, parts.partner_from = name, "cover"
    elif partners.is_unnamed([*parts.cover, *parts.body]):
        parts.partner_from = "unnamed"


def _country(parts: Parts) -> None:
    """Where the head names none: that of the number, or the one that the text names most."""
    front = marks.country_in_front(parts.title)
    if countries.split_place(parts.head.country).known or front:
        return
    coded = [code for number in parts.numbers if (code := networks.country(number))]
    if coded:
        parts.head.country, parts.country_from = countries.name(coded[0]), "number"
        return
    words = [parts.title, *parts.body, *parts.asks]
    named = Counter(code for line in words for code in _lands(line))
    most = named.most_common(2)
    if most and (len(most) == 1 or most[0][1] > most[1][1]):
        parts.head.country, parts.country_from = countries.name(most[0][0]), "text"


def _lands(line: str) -> list[str]:
    found = []
    for match in OTHERS.finditer(line[:3_000]):
        words = match.group().split()
        runs = [words[at:end] for at in range(len(words)) for end in range(len(words), at, -1)]
        found += [code for run in runs if (code := countries.by_name(" ".join(run)))][:1]
    return found


def _issues(parts: Parts, head: Masthead) -> None:
    """By the words of title and headings; below them stands no list of issues."""
    lines = [head.title, head.series, *(one for one in head.headings if one != head.title)]
    found = themes.of(head.title) or [slug for line in lines for slug in themes.of(line)]
    parts.head.issues = "; ".join(issues.name(slug) for slug in dict.fromkeys(found))
    parts.are_issues_proposed = bool(found)
