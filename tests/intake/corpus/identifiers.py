"""IDs as each kind of document had them over the years."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

# Codes of one type: the first is the older one.
FAMILIES = {
    "FA": ("FA",),
    "UA": ("UA", "UAC"),
    "UP": ("UP", "UAU"),
    "HA": ("HA", "HAC"),
    "HU": ("HU", "HAU"),
    "FP": ("FP", "FPR"),
    "PL": ("PL", "PRL"),
    "AS": ("AS", "STM"),
    "OL": ("OL",),
    "CWS": ("CWS",),
    "COS": ("COS",),
}
NAMES = {
    "FA": "Forwarded Urgent Appeal",
    "UA": "Urgent Appeal",
    "UAC": "Urgent Appeal Case",
    "UP": "Urgent Appeal Update",
    "UAU": "Urgent Appeal Update",
    "HA": "Hunger Alert",
    "HAC": "Hunger Alert Case",
    "HU": "Hunger Alert Update",
    "HAU": "Hunger Alert Update",
    "FP": "Forwarded Press Release",
    "FPR": "Forwarded Press Release",
    "PL": "Press Release",
    "PRL": "Press Release",
    "AS": "Statement",
    "STM": "Statement",
    "OL": "Open Letter",
    "CWS": "Written Statement",
    "COS": "Oral Statement",
}
# First and last year, code, organisation, least digits.
SCHEMES = (
    (1998, 2000, "UA", "", 0),  # UA0817: the month and the day, no year
    (2001, 2005, "UA", "", 2),
    (2006, 2007, "UA", "", 3),
    (2008, 2018, "UAC", "AHRC", 3),
    (2001, 2005, "UP", "", 2),
    (2006, 2007, "UP", "", 3),
    (2008, 2018, "UAU", "AHRC", 3),
    (2001, 2005, "FA", "", 2),
    (2006, 2008, "FA", "", 3),
    (2003, 2007, "HA", "", 2),
    (2008, 2018, "HAC", "AHRC", 3),
    (2003, 2007, "HU", "", 2),
    (2008, 2018, "HAU", "AHRC", 3),
    (2005, 2009, "FP", "AHRC", 3),
    (2010, 2018, "FPR", "AHRC", 3),
    (2005, 2007, "PL", "AHRC", 3),
    (2008, 2018, "PRL", "AHRC", 3),
    (2001, 2006, "AS", "", 2),
    (2007, 2018, "STM", "AHRC", 3),
    (2005, 2018, "OL", "AHRC", 3),
    (2006, 2018, "CWS", "ALRC", 2),
    (2008, 2018, "COS", "ALRC", 3),
)
OLDEST = {"UA": 1998, "UP": 2001, "FA": 2001, "HA": 2003, "HU": 2003, "FP": 2005, "PL": 2005}
OLDEST |= {"AS": 2001, "OL": 2005, "CWS": 2006, "COS": 2008}


@dataclass(frozen=True)
class Identifier:
    """An ID; `str()` is the form that an archive keeps."""

    code: str
    year: int
    number: int
    digits: int
    org: str = ""
    suffix: str = ""
    session: int = 0

    def __str__(self) -> str:
        return self.written(max(2, self.digits))

    def written(self, digits: int, org: bool = True) -> str:
        """As a document may write it, with so many digits and with or without its network."""
        if self.digits == 0:
            return f"{self.code}{self.number:04d}"
        before = f"{self.org}-" if self.org and org else ""
        session = f"{self.session:02d}-" if self.session else ""
        number = f"{self.number:0{digits}d}{self.suffix}"
        return f"{before}{self.code}-{session}{number}-{self.year}"

    @property
    def family(self) -> str:
        """The type, by its older code."""
        return family(self.code)


def family(code: str) -> str:
    """The type that a code of any year means."""
    return next((one for one, codes in FAMILIES.items() if code in codes), code)


def draw(rng: Random, kind: str, year: int) -> Identifier:
    """An ID of this kind and year; `kind` is the older code of the type."""
    year = max(year, OLDEST[kind])
    _first, _last, code, org, digits = next(
        one
        for one in reversed(SCHEMES)
        if one[2] in FAMILIES[kind] and one[0] <= year <= max(one[1], _latest(kind, one[2]))
    )
    if digits == 0:
        return Identifier(code, year, rng.randint(1, 12) * 100 + rng.randint(1, 28), 0)
    number = rng.randint(1, 319 if kind in ("UA", "UP", "AS") else 48)
    session = rng.randint(2, 39) if kind in ("CWS", "COS") else 0
    width = max(digits, len(str(number)))
    return Identifier(code, year, number, width, org, session=session)


def _latest(kind: str, code: str) -> int:
    """A scheme that nothing followed goes on."""
    return 2018 if code == FAMILIES[kind][-1] else 0


def key(text: str) -> str:
    """One key for all forms of an ID: without its network, without noughts, in capitals."""
    parts = text.upper().removeprefix("AHRC-").removeprefix("ALRC-").split("-")
    return "-".join(part.lstrip("0") or "0" for part in parts)
