"""What happens to a document on its way: quoted, wrapped, forwarded, paged, with a note below."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from random import Random

Wear = Callable[[Random, list[str]], list[str]]


def wrapped(_rng: Random, lines: list[str]) -> list[str]:
    """Broken at 72 columns."""
    made: list[str] = []
    for line in lines:
        made += textwrap.wrap(line, 72) if len(line) > 90 and "  " not in line else [line]
    return made


def quoted(_rng: Random, lines: list[str]) -> list[str]:
    """Each line behind a `>`."""
    return [f"> {line}".rstrip() for line in lines]


def passed_on(_rng: Random, lines: list[str]) -> list[str]:
    """Below the headers of a mail, with a word on top."""
    head = ["From: Tom <tom@example.org>", "To: desk@example.org", "Subject: Fwd: for you", ""]
    return [*head, "Please see below.", "", "---------- Forwarded message ----------", *lines]


def paged(rng: Random, lines: list[str]) -> list[str]:
    """The number of a page stands between two paragraphs."""
    gaps = [at for at, line in enumerate(lines) if not line and at > len(lines) // 2]
    if not gaps:
        return lines
    at = rng.choice(gaps)
    number = rng.choice(["2", "- 2 -", "Page 2 of 3", "2/3"])
    return [*lines[:at], "", number, "", *lines[at:]]


def noted(_rng: Random, lines: list[str]) -> list[str]:
    """A footnote below the text."""
    return [*lines, "", "[1] See the yearly report of the district hospital."]


def doubled(_rng: Random, lines: list[str]) -> list[str]:
    """Twice as many empty lines."""
    return [one for line in lines for one in ((line, "") if not line else (line,))]


ALL: tuple[Wear, ...] = (wrapped, paged, noted, doubled, passed_on, quoted)
CHANCE = 0.18


def wear(rng: Random, lines: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """The lines as they arrive, and what happened to them."""
    names: list[str] = []
    for one in ALL:
        if rng.random() < CHANCE:
            lines, names = one(rng, lines), [*names, one.__name__]
    return lines, tuple(names)
