"""The sections below a summary: details, background, what to do, the letter, whom to write to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tocsin.intake import dates, marks, networks

SOURCE = re.compile(
    r"\((?:source|based on|according to)\b[^()]{0,300}(?:\([^()]{0,40}\)[^()]{0,100})?\)",
    re.IGNORECASE,
)
LONGEST = 2_000  # letters of a label's value; a longer list stays in the body
THANKS = re.compile(r"^\s*thank(?:s| you)\b.{0,60}$", re.IGNORECASE)


@dataclass
class Sections:
    """`body` is all text in its order; `told` are its paragraphs that are no label and heading."""

    before: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    letters: list[list[str]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    inside: list[tuple[str, list[str]]] = field(default_factory=list)  # releases of others
    is_cut: bool = False  # whether a heading parts it
    is_apart: bool = False  # whether a summary is set apart
    repeats_title: bool = False


def split(lines: list[str], title: str) -> Sections:
    """The sections of the lines of a text. `before` stays empty where no summary is set apart."""
    made = _Splitter(title)
    for line in lines:
        made.take(line)
    return made.done()


class _Splitter:
    """Goes through the lines once; `place` is where the next line belongs."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.made = Sections()
        self.place = "text"
        self.signed = 0  # paragraphs of the body when the summary was signed
        self.cut: int | None = None  # paragraphs of the body that are the summary
        self.listing = False  # under a label whose values stand in the lines below
        self.inner: list[str] | None = None  # what a release inside tells

    def take(self, line: str) -> None:
        if not line:
            self._blank()
        elif self.place == "letter":
            self._letter(line)
        elif not self._turns(line):
            self._keep(line)

    def _blank(self) -> None:
        if self.place == "letter":
            self.made.letters[-1].append("")
        elif self.place == "addresses":
            self.made.addresses.append("")

    def _turns(self, line: str) -> bool:
        """Whether the line begins another section, or belongs to none."""
        if marks.LETTER.match(line) or (self.place == "action" and _is_salutation(line)):
            self.made.letters.append([line])
            self.place = "letter"
        elif marks.SEND_TO.match(line):
            self.place = "addresses"
        elif marks.ACTION.match(line):
            self.place = "action"
        elif marks.heading(line):
            self._heading(line)
        elif marks.DESK.match(line) or THANKS.match(line):
            self._sign_off(line)
        elif marks.RELEASE.match(line) and self.place in {"text", "details"}:
            self._release(line)
        elif marks.SEPARATOR.match(line):
            self.inner = None
            if self.cut is None and self.signed and len(self.made.body) == self.signed:
                self.cut = self.signed
        else:
            known = marks.GREETING.match(line) or marks.SIGN_OFF.match(line)
            again = bool(self.title) and line.casefold().endswith(self.title.casefold())
            self.made.repeats_title |= again
            return line == self.title or bool(known and self.place != "addresses")
        return True

    def _heading(self, line: str) -> None:
        head, rest = marks.heading(line) or (line, "")
        self.made.is_cut = True
        if self.cut is None:
            self.cut = self.signed or len(self.made.body)
        self.place, self.listing, self.inner = "details", False, None
        self.made.sources += SOURCE.findall(line)
        self.made.body.append(head)
        if rest and not SOURCE.fullmatch(rest):
            self._keep(rest)

    def _release(self, line: str) -> None:
        """A release of another organisation begins; its name stands in the line above."""
        body, told = self.made.body, self.made.told
        name = body[-1] if body and len(body[-1]) < 80 and not body[-1].endswith(".") else ""
        if name and told and told[-1] == name:
            told.pop()
        body.append(line)
        self.inner = [] if name else None
        if self.inner is not None:
            self.made.inside.append((name, self.inner))

    def _sign_off(self, line: str) -> None:
        if self.place == "text" and marks.DESK.match(line):
            self.signed = self.signed or len(self.made.body)
        if self.place == "addresses":
            self.place = "after"

    def _keep(self, line: str) -> None:
        if self.place == "addresses":
            self.made.addresses.append(line)
        elif self.place == "action":
            self.made.asks.append(line)
        else:
            self.made.body.append(line)
            self._tell(line)

    def _tell(self, line: str) -> None:
        listed = marks.LISTED.match(line)
        self.made.sources += SOURCE.findall(line) if line.startswith("(") else []
        if one := marks.label(line):
            self.made.labels.append(one)
            self.listing = not one[1]
        elif self.made.labels and line.startswith(":"):
            self.made.labels[-1] = (self.made.labels[-1][0], line[1:].strip())
        elif self.listing and (listed or not line.endswith((".", "”"))):
            name, value = self.made.labels[-1]
            what = listed["what"] if listed else line
            if len(value) < LONGEST:
                self.made.labels[-1] = (name, f"{value}; {what}" if value else what)
            self.listing = bool(listed)
        elif self.inner is not None:
            head = dates.is_alone(line) or marks.INDEX.match(line) or marks.country_in_front(line)
            self.inner += [] if head else [line]
        elif not (SOURCE.fullmatch(line) or marks.RE_LIST.match(line) or _is_name(line)):
            self.listing = False
            self.made.told.append(line)

    def _letter(self, line: str) -> None:
        letter = self.made.letters[-1]
        if marks.SEND_TO.match(line):
            self.place = "addresses"
        elif marks.LETTER.match(line):
            self.made.letters.append([line])
        elif marks.ACTION.match(line) or marks.SEPARATOR.match(line) or marks.DESK.match(line):
            self.place = "action"
        elif marks.YOURS.match(line):
            letter.append(line)
            self.place = "action"
        else:
            letter.append(line)

    def done(self) -> Sections:
        """The sections; the summary is set apart where a heading or a line ends it."""
        made = self.made
        made.is_apart = bool(self.cut)
        if self.cut:
            made.before, made.body = made.body[: self.cut], made.body[self.cut :]
            summary = set(made.before)
            made.told = [line for line in made.told if line not in summary]
        if made.before and not made.told:
            made.told = [line for line in made.before if not marks.label(line)]
            made.body, made.before = [*made.before, *made.body], []
        return made


def _is_name(line: str) -> bool:
    return networks.is_nameplate(line) or networks.is_letterhead(line)


def _is_salutation(line: str) -> bool:
    return bool(marks.DEAR.match(line)) and not marks.GREETING.match(line)
