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
from itertools import groupby
from pathlib import Path

from tocsin.kernel.printing.charmaps import letters
from tocsin.kernel.printing.clusters import JOINING, is_mark

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


@lru_cache(20_000)
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
    if able and able[0] == first_of(seen):
        return AS_IT_IS
    own = first_of(seen[0])
    if own in able and not is_mark(seen[0]):
        return own
    marks = "".join(filter(is_mark, seen[1:]))
    lost = first_of(marks) or COMMON.search(marks) or (marks and own)
    return None if lost else AS_IT_IS


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


# A name, a comment, or words of ours that nobody has translated, keep their order and full stops in
# a page of the other direction where they are isolated. A paragraph that begins with a foreign name
# goes on as its page does, unless all of it is foreign. An address runs from left to right.
ASIDE = r"""#let leftward = "\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{Nko}\p{Adlam}"
#let rightward = "\p{L}--[" + leftward + "]"
#let alone(one) = "\u{2068}" + one + "\u{2069}"
#let aside(direction) = {
  let other = regex("[" + if direction == "rtl" { rightward } else { leftward } + "]")
  one => if one.contains(other) { alone(one) } else { one }
}
#let isolated(words, direction) = {
  words.pairs().map(((name, one)) => (name, aside(direction)(one))).to-dict()
}
#let paragraph(direction) = {
  let own = regex("[" + leftward + "]")
  one => if direction == "rtl" and one != "" and not one.contains(own) { alone(one) } else { one }
}
#let address(url) = box(text(dir: ltr, url))"""


def source(texts: Sequence[str]) -> str:
    """What a template imports: the list `scripts` of the families, and `whole` to show it by.

    What may be of the other direction than the page stands in `aside` (a name, a comment),
    `isolated` (our own words), `paragraph` or `address` (a URL).
    """
    needed = {family_for(one) for one in _odd("\n".join(texts))}
    rules = [_rule(family) for family in FAMILIES if family in needed]
    listed = ", ".join(f'"{one}"' for one in FAMILIES)
    own = [f"#let scripts = ({listed})", "#let whole(body) = {", *rules, "body", "}"]
    return "\n".join([*own, ASIDE])


@cache
def _rule(family: str) -> str:
    """Sets all of its script in it, since neighbours are joined only where they are set alike."""
    each = "".join(
        f"\\\\x{{{ord(first):x}}}-\\\\x{{{ord(last):x}}}" for first, last in _runs(family)
    )
    letter = f"[{each}][\\\\p{{M}}\\\\x{{200c}}\\\\x{{200d}}]*"
    return f'show regex("({letter})+"): set text(font: "{family}", fallback: false)'


def _runs(family: str) -> Iterator[tuple[str, str]]:
    """The first and the last of letters that follow one another and that typst sets in it."""
    own = sorted(one for one in letters_of(family) if not is_mark(one) and first_of(one) == family)
    for _, run in groupby(enumerate(own), lambda each: ord(each[1]) - each[0]):
        some = [one for _, one in run]
        yield some[0], some[-1]


def first_of(letters: str) -> str | None:
    """The family that typst takes: the first that has some of it."""
    return next((one for one in FAMILIES if not letters_of(one).isdisjoint(letters)), None)
