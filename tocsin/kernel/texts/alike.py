"""Names that may be one: compared without case, accents and order; a hint for a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from tocsin.kernel.texts.normal_forms import nfkd

ALIKE = 85  # of 100; from here on two names are offered as one
# Letters that no decomposition turns into their plain form.
PLAIN = str.maketrans("łøđħıŧ", "lodhit")
IGNORED = "*~`"  # signs of Markdown, which may stand within a word
MARKS = range(0x0900, 0x1AB0)  # marks that carry the word, as the vowels of Indic scripts do


@lru_cache(maxsize=4096)
def letters(sign: str) -> str:
    """The letters of a sign, without case and accents; whatever is no letter counts as a space."""
    if sign in IGNORED or unicodedata.category(sign) == "Cf":
        return ""
    lower = nfkd(sign).casefold()
    parts = nfkd(lower).translate(PLAIN)
    return "".join(
        one if one.isalnum() or ord(one) in MARKS else " "
        for one in parts
        if unicodedata.category(one) != "Mn" or ord(one) in MARKS
    )


def bare(name: str) -> str:
    """A name made alike; empty where it has no letter."""
    return " ".join("".join(map(letters, name)).split())


def likeness(names: Iterable[str], others: Iterable[str]) -> int:
    """How near the nearest two spellings are, from 0 to 100; the order of words counts little."""
    those = [bare(name) for name in others]
    return max((near(bare(one), other) for one in names for other in those), default=0)


def near(one: str, other: str) -> int:
    """How near two bare names are; 100 where one has a part more than the other."""
    scores = [fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)]
    if min(len(one.split()), len(other.split())) > 1:
        scores.append(fuzz.token_set_ratio(one, other))
    return int(max(scores))
