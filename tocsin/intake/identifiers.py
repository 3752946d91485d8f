"""IDs of documents as networks write them: read tolerantly, kept as one form."""

from __future__ import annotations

import re
from dataclasses import dataclass

CODES = "UAC|UAU|UA|UP|FA|FPR|FP|HAC|HAU|HA|HU|PRL|PL|STM|AS|OL"
PATTERN = re.compile(
    rf"(?:(?P<org>AHRC|ALRC)-)?(?<![A-Za-z])(?P<code>{CODES})-(?P<number>\d{{1,3}})"
    r"(?P<suffix>[A-Za-z])?-(?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Identifier:
    """One ID; `raw` as it stood, `str()` as it is kept."""

    org: str
    code: str
    number: int
    suffix: str
    year: int
    raw: str
    digits: int = 2

    def __str__(self) -> str:
        org = f"{self.org}-" if self.org else ""
        return f"{org}{self.code}-{self.number:0{self.digits}d}{self.suffix}-{self.year}"


def _identifier(match: re.Match[str]) -> Identifier:
    return Identifier(
        org=(match["org"] or "").upper(),
        code=match["code"].upper(),
        number=int(match["number"]),
        suffix=(match["suffix"] or "").upper(),
        year=int(match["year"]),
        raw=match.group(),
        digits=max(2, len(match["number"])),
    )


def parse(text: str) -> Identifier | None:
    """The ID that a text is, whole; None where it is none."""
    match = PATTERN.fullmatch(text.strip())
    return _identifier(match) if match else None


def find_all(text: str) -> list[Identifier]:
    """All IDs in a text, in order, each once, also where they run together."""
    found: dict[str, Identifier] = {}
    for match in PATTERN.finditer(text):
        one = _identifier(match)
        found.setdefault(str(one), one)
    return list(found.values())
