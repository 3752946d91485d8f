"""Folding: what a reader types and what was written are made alike, in any script."""

from __future__ import annotations

import re
import unicodedata

from tocsin.kernel.texts.normal_forms import nfc, nfkd

# Scripts in which a word is one letter or two: an index of three letters would not find it. Each
# of their letters is followed by one that nobody writes, in entries and in questions alike.
DOT = "\ua78f"
DENSE = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


def fold(text: str) -> str:
    """Lower case, without accents on Latin, Greek and Cyrillic letters, spaces made one.

    Marks of other scripts (Indic vowels, Arabic, Thai) carry the word and stay.
    """
    kept: list[str] = []
    base = ""
    # Decomposed first: letters of other styles (𝑨, Ⓐ) have no lower case of their own.
    lower = nfkd(text).casefold()
    for letter in nfkd(lower):
        if unicodedata.combining(letter):
            if not base or ord(base) < 0x530:
                continue
        else:
            base = letter
        kept.append(letter)
    return " ".join(nfc("".join(kept)).split())


def spaced(folded: str) -> str:
    """Folded text with its dense letters apart. What is part of a text stays part of it."""
    return DENSE.sub(rf"\g<0>{DOT}", folded.replace(DOT, ""))


def query_words(text: str) -> list[str]:
    """The words of a search, as entries hold them; at most ten, so that no search is a burden."""
    return spaced(fold(text)).split()[:10]
