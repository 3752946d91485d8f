"""Which of our fonts prints what, so that no letter is lost under a mark.

typst takes the first family that has a glyph. Where that family has a mark but not the letter below
it, typst 0.15 prints the mark alone and says nothing; text that is taken out of the PDF shows both.
So a letter with marks is set in a family that has all of it, or it is not printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from tocsin.kernel.charmaps import letters
from tocsin.kernel.clusters import JOINING, clusters, is_mark

FONTS = Path(__file__).resolve().parent / "fonts"
# In the order in which typst tries them.
FAMILIES = (
    "Noto Serif",
    "Noto Naskh Arabic",
    "Noto Serif Hebrew",
    "Noto Sans Devanagari",
    "Noto Serif Bengali",
    "Noto Serif Tamil",
    "Noto Serif Sinhala",
    "Noto Serif Thai",
    "Noto Serif Myanmar",
    "Noto Serif Khmer",
    "Noto Serif Georgian",
    "Noto Serif Armenian",
    "Noto Serif Ethiopic",
    "Noto Sans Mongolian",
)
# Not seen by themselves: joiners and what chooses a form of the letter.
UNSEEN = re.compile("[\u034f\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# On letters of any script, so that any font may have them without the letter.
COMMON = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
AS_IT_IS = ""


@cache
def letters_of(family: str) -> frozenset[str]:
    """What each font of the family has."""
    files = FONTS.glob(f"{family.replace(' ', '')}-*.ttf")
    return frozenset.intersection(*map(letters, files))


@lru_cache(100_000)
def family_for(cluster: str) -> str | None:
    """The family that a letter with its marks must be set in; None where part of it would be lost.

    AS_IT_IS where typst finds the right one, or says itself that there is none.
    """
    seen = UNSEEN.sub("", cluster)
    if seen and unicodedata.category(seen[0])[0] in "ZC":
        seen = seen[1:]  # what stands under the marks is not seen
    if len(seen) < 2:
        return AS_IT_IS
    forms = {seen, *(unicodedata.normalize(form, seen) for form in ("NFC", "NFD"))}
    able = [one for one in FAMILIES if any(letters_of(one).issuperset(form) for form in forms)]
    first = next((one for one in FAMILIES if not letters_of(one).isdisjoint(seen)), None)
    if able:
        return AS_IT_IS if able[0] == first else able[0]
    marks = [one for one in seen[1:] if is_mark(one)]
    lost = any(_ours(one) or COMMON.match(one) for one in marks)
    return None if lost or (marks and _ours(seen[0])) else AS_IT_IS


def _ours(one: str) -> bool:
    return any(one in letters_of(family) for family in FAMILIES)


def _odd(text: str) -> list[str]:
    """Letters with marks that typst would not print as they are, each once."""
    marks = "".join(filter(is_mark, sorted(set(text))))
    if not marks:
        return []
    on = f"[{marks}{JOINING}]*"
    found = re.findall(f"(?s:.){on}[{marks}]{on}", text)
    return [one for one in dict.fromkeys(found) if family_for(one) != AS_IT_IS]


def lost(text: str) -> list[str]:
    """The letters with marks of which part would be lost on paper."""
    return [one for one in _odd(text) if family_for(one) is None]


def words(text: str) -> Iterator[tuple[str, str]]:
    """What must be set in a family of its own, and that family.

    What stands before and after a letter goes along where typst sets it in the same, so that
    neighbours are joined as they are elsewhere.
    """
    run, family, odd = "", AS_IT_IS, False
    for one in clusters(text):
        own = family_for(one)
        theirs = own or _natural(one)
        if run and theirs != family:
            if odd:
                yield run, family
            run, odd = "", False
        run, family, odd = run + one, theirs, odd or bool(own)
    if odd:
        yield run, family


def _natural(cluster: str) -> str:
    """The family that typst takes first for the letter."""
    return next((one for one in FAMILIES if cluster[0] in letters_of(one)), AS_IT_IS)


def source(texts: Sequence[str]) -> str:
    """What a template imports: the list `scripts` of the families, and `whole` to show it by."""
    odd: dict[str, set[str]] = {}
    if marked := _odd("\n".join(texts)):
        for text in texts:
            for word, family in words(text) if any(one in text for one in marked) else ():
                odd.setdefault(family, set()).add(word)
    rules = [_rule(family, found) for family, found in sorted(odd.items())]
    listed = ", ".join(f'"{one}"' for one in FAMILIES)
    return "\n".join([f"#let scripts = ({listed})", "#let whole(body) = {", *rules, "body", "}"])


def _rule(family: str, found: set[str]) -> str:
    """The longest first, since the regular expression takes the first that fits."""
    longest = sorted(found, key=lambda one: (-len(one), one))
    either = "|".join("".join(f"\\\\x{{{ord(each):x}}}" for each in one) for one in longest)
    return f'show regex("{either}"): set text(font: "{family}", fallback: false)'
