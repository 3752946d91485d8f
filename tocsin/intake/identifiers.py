"""IDs of documents as networks write them: read tolerantly, kept as one form."""

from __future__ import annotations

import re
from dataclasses import dataclass

CODES = "UAC|UAU|UA|UP|FA|FPR|FP|HAC|HAU|HA|HU|PRL|PL|STM|AS|OL"
SESSIONS = "CWS|COS"  # submissions to the UN are counted per session
DASH = "[-‐‑‒–—−]"
_ORG = rf"(?:(?P<org>AHRC|ALRC){DASH})?(?<![A-Za-z])"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
PATTERN = re.compile(
    rf"{_ORG}(?P<code>{CODES}){DASH}(?P<number>\d{{1,3}})(?P<suffix>[A-Za-z])?{DASH}{_YEAR}",
    re.IGNORECASE,
)
SESSION = re.compile(
    rf"{_ORG}(?P<code>{SESSIONS}){DASH}(?P<session>\d{{1,3}}){DASH}(?P<number>\d{{1,3}})"
    rf"{DASH}{_YEAR}",
    re.IGNORECASE,
)
# The first ones had no year; their four digits look like month and day.
YEARLESS = re.compile(r"(?<![A-Za-z0-9-])(?i:UA)(?P<number>(?:0\d|1[0-2])[0-3]\d)(?![A-Za-z0-9-])")
# What begins as an ID does, once whole IDs are out of the way: cut off, or mistyped.
CUT = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:AHRC|ALRC){DASH}[A-Za-z-]{{2,30}}|(?:{CODES}|{SESSIONS})){DASH}"
    rf"\d(?:[A-Za-z0-9]|{DASH})*"
)


@dataclass(frozen=True)
class Identifier:
    """One ID; `raw` as it stood, `str()` as it is kept. `year` is 0 where the ID has none."""

    org: str
    code: str
    number: int
    suffix: str
    year: int
    raw: str
    digits: int = 2
    session: str = ""

    def __str__(self) -> str:
        if not self.year:
            return f"{self.code}{self.number:04d}"
        org = f"{self.org}-" if self.org else ""
        session = f"{self.session}-" if self.session else ""
        number = f"{self.number:0{self.digits}d}{self.suffix}"
        return f"{org}{self.code}-{session}{number}-{self.year}"

    @property
    def key(self) -> tuple[str, str, int, str, int, int]:
        """Alike for all ways to cite one document: “UAC-035-2010” is “AHRC-UAC-35-2010”."""
        session = int(self.session or 0)
        return (self.org or "AHRC", self.code, self.number, self.suffix, self.year, session)


def _identifier(match: re.Match[str]) -> Identifier:
    told = match.groupdict()
    return Identifier(
        org=(told.get("org") or "").upper(),
        code=(told.get("code") or "UA").upper(),
        number=int(told["number"]),
        suffix=(told.get("suffix") or "").upper(),
        year=int(told.get("year") or 0),
        raw=match.group(),
        digits=max(2, len(told["number"])),
        session=f"{int(told['session']):02d}" if told.get("session") else "",
    )


def parse(text: str) -> Identifier | None:
    """The ID that a text is, whole; None where it is none."""
    for shape in (PATTERN, SESSION, YEARLESS):
        if match := shape.fullmatch(text.strip()):
            return _identifier(match)
    return None


def matches(text: str) -> list[tuple[int, int, Identifier]]:
    """Each ID of a text with where it begins and ends, in order."""
    found = [one for shape in (PATTERN, SESSION, YEARLESS) for one in shape.finditer(text)]
    return [(*one.span(), _identifier(one)) for one in sorted(found, key=re.Match.start)]


def find_all(text: str) -> list[Identifier]:
    """All IDs in a text, in order, each once, also where they run together."""
    found: dict[str, Identifier] = {}
    for _start, _end, one in matches(text):
        found.setdefault(str(one), one)
    return list(found.values())


def code(text: str) -> str:
    """The letters that say of what kind an ID is, also where the rest of it is lost."""
    words = re.split(rf"{DASH}|\d", text.upper())
    return next((word for word in words if word in f"{CODES}|{SESSIONS}".split("|")), "")


def cut(text: str) -> list[str]:
    """What looks like an ID and is none: truncated, too long, without its year. Each once."""
    for shape in (PATTERN, SESSION, YEARLESS):
        text = shape.sub(" ", text)
    return list(dict.fromkeys(one.group().rstrip("-") for one in CUT.finditer(text)))
