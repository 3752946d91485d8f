"""Folding: what a reader types and what was written are made alike, in any script."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower case, without accents on Latin, Greek and Cyrillic letters, spaces made one.

    Marks of other scripts (Indic vowels, Arabic, Thai) carry the word and stay.
    """
    kept: list[str] = []
    base = ""
    # Decomposed first: letters of other styles (𝑨, Ⓐ) have no lower case of their own.
    lower = unicodedata.normalize("NFKD", text).casefold()
    for letter in unicodedata.normalize("NFKD", lower):
        if unicodedata.combining(letter):
            if not base or ord(base) < 0x530:
                continue
        else:
            base = letter
        kept.append(letter)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def query_words(text: str) -> list[str]:
    """The words of a search, folded; at most ten, so that no search is a burden."""
    return fold(text).split()[:10]
