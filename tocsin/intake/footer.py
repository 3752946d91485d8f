"""The footer: labels and values that archives put below a document, or above it."""

from __future__ import annotations

import re

from tocsin.intake import identifiers, marks
from tocsin.vocabulary import countries, document_types, issues

LABELS = ("document type", "document id", "countries", "issues", "campaigns")
SPELLINGS = {
    "document number": "document id",
    "document no": "document id",
    "country": "countries",
    "issue": "issues",
    "campaign": "campaigns",
    "type de document": "document type",
    "pays": "countries",
    "thème": "issues",
    "thèmes": "issues",
} | {label: label for label in LABELS}
_ANY = "|".join(sorted(SPELLINGS, key=len, reverse=True))
LABEL = re.compile(rf"^\W*(?P<label>{_ANY})\.?\s*:\s*(?P<value>.*)$", re.IGNORECASE)
BARE = re.compile(rf"^(?P<label>{_ANY})$", re.IGNORECASE)
# Copies without line ends run the labels together.
INSIDE = re.compile(
    r"(?<=\S)\s+(?=(?:document type|document id|countries|issues|campaigns)\s*:)", re.IGNORECASE
)
DOCUMENT = re.compile(r"\bdocument (?:type|id)\s*:", re.IGNORECASE)
END = 12  # filled lines from the end in which a label alone is believed to be a footer

Entry = tuple[str, str]


def split_off(lines: list[str]) -> tuple[list[str], dict[str, str], dict[str, str]]:
    """The lines without their footer, its fields, and fields that a line of the head gives.

    A document inside may have such labels of its own; the block at the end is the outer one's.
    """
    lines = [part for line in lines for part in _parted(line)]
    blocks = _blocks(lines)
    if not blocks:
        return lines, {}, {}
    main = _main(blocks, lines)
    head = _head(lines)
    taken = set(main[1]) if main else set()
    fields = dict(main[0]) if main else {}
    others: dict[str, str] = {}
    for entries, places in blocks:
        if (main is None or places != main[1]) and places[0] < head:
            taken |= set(places)
            others = dict(entries) | others
    # An empty line stays, so that what was apart does not come together.
    return ["" if at in taken else line for at, line in enumerate(lines)], fields, others


def _parted(line: str) -> list[str]:
    together = DOCUMENT.search(line) or LABEL.match(line)
    return INSIDE.split(line) if len(line) < 2_000 and together else [line]


def _head(lines: list[str]) -> int:
    """Where the head of the document ends: at its greeting, or after a few lines."""
    filled = 0
    for at, line in enumerate(lines):
        filled += bool(line)
        if marks.GREETING.match(line) or filled > END:
            return at
    return len(lines)


def _main(
    blocks: list[tuple[list[Entry], list[int]]], lines: list[str]
) -> tuple[list[Entry], list[int]] | None:
    several = [one for one in blocks if len(one[0]) > 1]
    if several:
        return several[-1]
    entries, places = blocks[-1]
    after = sum(map(bool, lines[places[-1] + 1 :]))
    return (entries, places) if after < END or entries[0][0].startswith("document") else None


def _blocks(lines: list[str]) -> list[tuple[list[Entry], list[int]]]:
    """Labels that follow each other, with the numbers of their lines."""
    blocks: list[tuple[list[Entry], list[int]]] = []
    at, open_ = 0, False
    while at < len(lines):
        entry, used = _entry(lines, at)
        if entry and used:
            if not open_:
                blocks.append(([], []))
            blocks[-1][0].append(entry)
            blocks[-1][1].extend(used)
            at, open_ = used[-1] + 1, True
        else:
            open_ = open_ and not lines[at]
            at += 1
    return blocks


def _entry(lines: list[str], at: int) -> tuple[Entry | None, list[int]]:
    line = lines[at]
    after = next((n for n in range(at + 1, min(at + 3, len(lines))) if lines[n]), None)
    below = lines[after] if after is not None else ""
    if bare := BARE.match(line):
        if after is not None and below.startswith(":"):
            return (SPELLINGS[bare["label"].lower()], below[1:].strip()), [at, after]
        return None, []
    match = LABEL.match(line)
    if match is None:
        return None, []
    name, value = SPELLINGS[match["label"].lower()], match["value"].strip()
    goes_on = after == at + 1 and (not value or value.endswith((",", ";"))) and bool(below)
    if goes_on and after is not None and not LABEL.match(below) and _fits(name, below):
        return (name, f"{value} {below}".strip()), [at, after]
    return (name, value), [at]


def _fits(name: str, value: str) -> bool:
    """Whether a line below a label can be its value; words of the text never are."""
    if len(value) > 300:
        return False
    if name == "document id":
        return identifiers.parse(value) is not None
    if name == "document type":
        return document_types.by_name(value) is not None
    if name == "countries":
        return bool(countries.split_names(value).known)
    return name == "issues" and bool(issues.split_names(value).known)
