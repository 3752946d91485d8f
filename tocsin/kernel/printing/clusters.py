"""Letters with what stands on them, as one font must show them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

JOINING = "\u200c\u200d\u1160-\u11ff\ud7b0-\ud7fb"  # besides marks, for a regular expression


def clusters(text: str) -> Iterator[str]:
    """A letter and what one font must have with it: marks, joiners, the rest of a syllable."""
    whole = ""
    for one in text:
        if whole and (is_mark(one) or one in "\u200c\u200d" or _ends(one)):
            whole += one
            continue
        if whole:
            yield whole
        whole = one
    if whole:
        yield whole


def is_mark(one: str) -> bool:
    """Stands on the letter before it."""
    return unicodedata.category(one)[0] == "M"


def is_jamo(one: str) -> bool:
    """The first part of a Korean syllable that is written in its parts."""
    return "\u1100" <= one <= "\u115f" or "\ua960" <= one <= "\ua97c"


def _ends(one: str) -> bool:
    return "\u1160" <= one <= "\u11ff" or "\ud7b0" <= one <= "\ud7fb"
