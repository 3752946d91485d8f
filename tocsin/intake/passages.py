"""The passages of another network’s document: the account, what is asked, letters, addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tocsin.intake import dates, marks, networks
from tocsin.intake.sentences import sentences
from tocsin.intake.tidying import FOOTNOTE

ANY = re.IGNORECASE
_LEAD = r"^[\s*#=_-]*"
ACCOUNT = re.compile(
    _LEAD + r"(?:(?:brief )?description(?: of (?:the )?(?:situation|facts|case|events))?"
    r"|(?:new|background|additional|further|context)(?: information)?|the facts|summary|allegations"
    r"|according to the information received|case (?:details|summary)|(?:[A-H]\.|[IVX]+\.) .{3,60}"
    r"|rappel des faits|description de la situation|contexte|informations? .{0,20})\s*:?\s*$",
    ANY,
)
ASKED = re.compile(
    _LEAD + r"(?:(?:recommended|requested|suggested) actions?|actions? requested"
    r"|actions? (?:requises?|demand[ée]es?)|what you can do|how you can help|take action)\b[^.]*$"
    r"|^.{0,160}\b(?:urging|asking|calling (?:up)?on|requesting|demanding)\b.{0,80}:\s*$"
    r"|^.{3,90}\b(?:urges?|calls? (?:up)?on|requests?|asks?|appeals? to|demande)\b.{3,80}:\s*$"
    r"|^please (?:write|send|take|act)\b.{0,120}:\s*$|^veuillez\b.{0,120}:\s*$"
    r"|^recommended action\s*:.*$"
    r"|^we would be grateful for\b.*$|^.{0,20}the committee[’']s recommendations\s*$",
    ANY,
)
TO = re.compile(
    _LEAD + r"(?:(?:please )?(?:send|direct|address|e-?mail|fax|write)?\s*(?:your )?"
    r"(?:polite )?(?:appeals?|letters?|faxes|messages|e-?mails?|protests?)\b.{0,60}\bto\b.{0,40}:?"
    r"|please (?:write|fax)\b.{0,20}\bto:|address(?:es)?|adresses?|addressees|write to)\s*:?\s*$",
    ANY,
)
NOT_TO = re.compile(r"\b(?:urging|asking|calling|requesting|demanding|arrive)\b", ANY)
COPIES = re.compile(r"^\W*(?:(?:and |also |with )?(?:please )?(?:send )?copies to\b|cc\s*:)", ANY)
MODEL = re.compile(_LEAD + r"(?:sample|model|suggested|draft) (?:letter|appeal)\s*:?\s*$", ANY)
END = re.compile(
    r"^\W*(?:please send appeals immediately|check with\b|(?:kindly|please) (?:inform|keep)\b"
    r"|please also (?:write|send)\b|(?:for (?:more|further) information,? )?(?:please )?contact\b"
    r"|for (?:more|further) information\b|press contact|contact presse|ends?\W*$"
    r"|(?:(?:best|kind|warm)(?:est)? regards|regards|(?:many )?thanks|thank you|best wishes|best"
    r"|in solidarity|warmly|cordialement|sincerely)\W*(?:\w+\W*){0,3}$"
    r"|sent from my|unsubscribe|you (?:are )?receiv\w+ this|to unsubscribe|to contact\b)",
    ANY,
)
GREETED = re.compile(r"^\s*(?:hi|hello|hey|dear|bonjour|ch[eè]re?s?|greetings)\b.{0,40}$", ANY)
BULLET = re.compile(r"^\s*(?:[-*•·–—Ø►▪§]|\(?\d{1,2}[.)]|\(?[ivx]{1,4}[.)]|\(?[a-h]\))\s+\S", ANY)
# What one person writes to another, and courtesies, are no claims about the case.
CHAT = re.compile(
    r"^(?:please|could you|can (?:you|we)|i am sorry|i[’']m sorry|sorry|sending (?:you )?this"
    r"|i (?:write|am writing|hope)\b|will (?:call|write)"
    r"|we need|see below|fyi|thanks|hope|let me know|if you)\b"
    r"|\b(?:have|got|received) this information from\b|\bhonou?r to (?:address|refer|draw)\b"
    r"|\bwould like to (?:bring|draw)\b|\bassurances of our highest\b"
    r"|\brequests your\b|\bin the following (?:situation|case)\b|\bwould be grateful\b|\?$",
    ANY,
)
PREAMBLE = re.compile(
    r"^(?:considering|noting|recalling|bearing in mind)(?: also| further)?(?: that)?\s+", ANY
)
SMALL = re.compile(r"(?<=[a-z]{2}[.!?])\s+(?=[a-z])")  # who writes in haste has no capitals
SHORT = 70  # letters; a shorter line without the sign of an end is a heading or a signature
DATELINE = re.compile(
    r"^\(?(?P<place>[A-ZÀ-Þ][\w’'. -]{1,40}(?:,\s[A-ZÀ-Þ][\w. ]{1,30})?)[,(\s]{1,3}(?:le )?"
    r"(?P<date>[^–—()]{5,30}?\b(?:19|20)\d\d)\)?\s*(?:\([A-Z]{2,6}\)\s*)?[–—:.-]+\s*(?=[A-Z“\"À-Þ])"
)


@dataclass
class Passages:
    """`body` is all text in order, `told` what may hold claims."""

    body: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    letters: list[list[str]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    date: str = ""  # of a line that begins with a place and a day
    is_addressed: bool = False  # whether there is a heading for addressees


def split(lines: list[str], is_mail: bool = False) -> Passages:
    """The passages of the lines below a head."""
    made = _Splitter(is_mail)
    for line in lines:
        made.take(line)
    return made.made


def turn(line: str) -> str:
    """The passage that a line is the heading of; empty where it is none."""
    if len(line) > 200:
        return ""
    if MODEL.match(line):
        return "letter"
    if COPIES.match(line):
        return "copies"
    if TO.match(line) and not NOT_TO.search(line):
        return "addresses"
    if ASKED.match(line):
        return "asks"
    return "told" if ACCOUNT.match(line) else ""


class _Splitter:
    """Goes through the lines once; `place` is where the next line belongs."""

    def __init__(self, is_mail: bool) -> None:
        self.made = Passages()
        self.place = "told"
        self.is_mail = is_mail

    def take(self, line: str) -> None:
        made = self.made
        if not line:
            made.addresses += [""] if self.place == "addresses" else []
            if self.place == "letter" and made.letters:
                made.letters[-1].append("")
        elif place := turn(line):
            self._turn(line, place)
        elif FOOTNOTE.match(line):
            made.after.append(line)
        elif END.match(line):
            self.place = "after"
            made.after.append(line)
        elif self.place == "letter":
            self._letter(line)
        else:
            self._keep(line)

    def _turn(self, line: str, place: str) -> None:
        made = self.made
        self.place = place
        made.is_addressed |= place == "addresses"
        if place == "letter":
            made.letters.append([])
        elif place == "asks":
            made.asks.append(line)
        elif place == "told":
            made.body.append(line)

    def _letter(self, line: str) -> None:
        self.made.letters[-1].append(line)
        if marks.YOURS.match(line):
            self.place = "after"

    def _keep(self, line: str) -> None:
        made = self.made
        if marks.SEPARATOR.match(line):
            ended = self.place in {"addresses", "copies", "asks"} or line.startswith("#")
            self.place = "after" if ended else self.place
        elif self.place == "addresses" and dates.is_alone(line):
            made.after.append(line)
        elif self.place == "addresses":
            made.addresses.append(line)
        elif self.place == "asks" and self._goes_back(line):
            self.place = "told"
            self._tell(line)
        elif self.place == "asks":
            made.asks.append(line)
        elif self.place == "told":
            self._tell(line)
        else:
            made.after.append(line)

    def _goes_back(self, line: str) -> bool:
        """A mail has no headings: after its request the account may go on."""
        return self.is_mail and not BULLET.match(line) and line.endswith(".")

    def _tell(self, line: str) -> None:
        made = self.made
        if (match := DATELINE.match(line)) and dates.find(match["date"]):
            made.date, line = made.date or match["date"], line[match.end() :]
        made.body.append(line)
        if one := marks.label(line):
            made.labels.append(one)
        elif self.is_mail and (listed := BULLET.match(line)):
            made.told.append(line[listed.end() - 1 :])
        elif not (BULLET.match(line) or is_bare(line)):
            each = [part for one in sentences(line) for part in self._parted(one)]
            kept = [PREAMBLE.sub("", one) for one in each if not CHAT.search(one)]
            made.told += [" ".join(kept)] if kept else []

    def _parted(self, sentence: str) -> list[str]:
        return SMALL.split(sentence) if self.is_mail else [sentence]


def is_bare(line: str) -> bool:
    """Whether a line tells nothing: a name, a heading, a date, a number, a greeting, an ad."""
    if GREETED.match(line) or marks.DEAR.match(line) or networks.is_index(line):
        return True
    if dates.is_alone(line) or networks.is_letterhead(line) or networks.is_nameplate(line):
        return True
    if line.endswith(":"):
        return True
    ended = line.rstrip("”\"’')]").endswith((".", "!", "?", "…", ";"))
    return not ended and len(line) < SHORT
