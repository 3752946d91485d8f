"""Numbers that point to one person, whatever the language around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Bank account (ISO 13616), then personal numbers whose grouping gives them away.
IDENTITY = re.compile(
    r"(?<![\w+-])(?:[A-Za-z]{2}\d{2}(?: ?[a-z\d]{4}){2,7}(?: ?[a-z\d]{1,3})?"
    r"|\d{5}-\d{7}-\d|\d{3}-\d{3}-\d{3}[ -]\d\d|\d{6}-\d{7}|\d{3}-\d\d-\d{4}"
    r"|[12] \d\d \d\d \d[\dab] \d{3} \d{3}(?: \d\d)?|\d{17}[\dxX])(?![\w-])"
)
FOREIGN = re.compile(
    r"(?<![\w+])\+\d{1,3}[ .(-]*\d" + r"[ .()\-–]*\d" * 6 + r"(?:[ .()\-–]*\d)*(?!\w)"
)


def numbers(text: str, *, alone: bool) -> Iterator[tuple[str, int, int]]:
    """Spans of identity numbers; where no rules of a language help (`alone`), telephones too."""
    for found in IDENTITY.finditer(text):
        yield ("identity-number", *found.span())
    if alone:
        for found in FOREIGN.finditer(text):
            yield ("telephone", *found.span())
