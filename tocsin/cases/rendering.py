"""One text, read by different people: names that an audience may not read are replaced."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol, TypeVar

from django.utils import timezone

from tocsin.authorities.models import Authority
from tocsin.cases.concerned import Person
from tocsin.cases.consent import may_be_named
from tocsin.kernel.texts.alike import bare, letters

# What stands instead of a name, by language; where a language has no words, two letters.
NAMELESS = {
    "en": "a person whose name is withheld",
    "fr": "une personne dont le nom est tu",
    "ru": "человек, имя которого не называется",
}
ANY_LANGUAGE = "N. N."
NOTHING = "[…]"  # has no letter, so no name can hide in it
# Scripts that write no space between words: there, a name ends where its letters end.
UNSPACED = re.compile(r"CJK|HIRAGANA|KATAKANA|HANGUL|THAI|LAO|KHMER|MYANMAR|TIBETAN")

Span = tuple[int, int]


class Named(Protocol):
    """What the replacing looks at: the names as written, and how they shall be shown."""

    names: list[str]
    shown_as: str

    def is_minor(self, today: date) -> bool:
        """Whether they may still be under 18."""


Anybody = TypeVar("Anybody", bound=Named)


def rendering(
    text: str,
    persons: Iterable[Person],
    audience: str,
    today: date | None = None,
    *,
    language: str = "en",
    to: Iterable[Authority] = (),
) -> str:
    """The text as the audience may read it: no name of a person who may not be named to it.

    Names are found as whole words, in any case, with or without accents, whatever signs stand
    between them. Inflected forms are found where they are among the person's names. For
    “authorities”, `to` are the offices. `reads.persons(case)` has the consents at hand.
    """
    if audience == "desk":
        return text
    offices, day = list(to), today or timezone.localdate()
    hidden = [one for one in persons if not may_be_named(one, audience, day, offices)]
    return without(text, hidden, day, language)


def without(text: str, hidden: Iterable[Named], today: date, language: str = "en") -> str:
    """The text without any name of these; what stands instead names none of them either."""
    persons = list(hidden)
    neutral = NAMELESS.get(language.partition("-")[0], ANY_LANGUAGE)
    styles: list[Callable[[Named], str]] = [
        lambda one: shown(one, today, language),
        lambda _one: neutral,
    ]
    for style in styles:
        made = _replaced(text, persons, style)
        if not mentioned(made, persons):
            return made
    while mentioned(text, persons):
        text = _replaced(text, persons, lambda _one: NOTHING)
    return text


def mentioned(text: str, persons: Iterable[Anybody]) -> list[Anybody]:
    """Those of the persons whom the text names."""
    folded, _places = fold(text)
    return [one for one in persons if (found := _pattern(one)) and found.search(folded)]


def shown(person: Named, today: date, language: str = "en") -> str:
    """What stands instead of the name: initials of a minor, else words without a name."""
    neutral = NAMELESS.get(language.partition("-")[0], ANY_LANGUAGE)
    wanted = person.shown_as or ("initials" if person.is_minor(today) else "nameless")
    return (wanted == "initials" and initials(person.names[0])) or neutral


def initials(name: str) -> str:
    """R. Q. for Rosa Quispe; empty for names in a script without capital letters."""
    words = re.split(r"[\s-]", name)
    letters = [letter for word in words if (letter := next(filter(str.isalpha, word), ""))]
    if not all(letter.upper() != letter.lower() for letter in letters):
        return ""
    return " ".join(f"{letter.upper()}." for letter in letters)


def fold(text: str) -> tuple[str, list[int]]:
    """The text made alike for finding names, and for each letter its place in the text."""
    folded: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for letter in letters(sign):
            if letter == " " and folded and folded[-1] == " ":
                continue
            folded.append(letter)
            places.append(place)
    return "".join(folded), places


def _pattern(person: Named) -> re.Pattern[str] | None:
    """Any of the names as whole words, the longest first; None where no name has a letter."""
    folded = {bare(name) for name in person.names} - {""}
    names = sorted(folded, key=len, reverse=True)
    return re.compile("|".join(map(_whole, names))) if names else None


def _whole(name: str) -> str:
    before = "" if _is_unspaced(name[0]) else r"(?<![^ ])"
    after = "" if _is_unspaced(name[-1]) else r"(?![^ ])"
    return f"{before}{re.escape(name)}{after}"


def _is_unspaced(letter: str) -> bool:
    return bool(UNSPACED.match(unicodedata.name(letter, "")))


def _replaced(text: str, persons: list[Named], style: Callable[[Named], str]) -> str:
    """Each person's names in turn; a longer name of one hides a shorter one of another."""
    folded, places = fold(text)
    found: list[tuple[Span, Named]] = []
    for one in persons:
        if pattern := _pattern(one):
            found += [(match.span(), one) for match in pattern.finditer(folded)]
    made, end = [], 0
    for (start, stop), one in sorted(found, key=lambda item: (item[0][0], -item[0][1])):
        first, after = places[start], _after(text, places, stop)
        if first < end:
            continue
        words = _begun(style(one), text[:first])
        made += [text[end:first], words.removesuffix(".") if text[after:][:1] == "." else words]
        end = after
    return "".join([*made, text[end:]])


def _after(text: str, places: list[int], stop: int) -> int:
    """Where the name ends in the text, with the marks that belong to its last letter."""
    end = places[stop - 1] + 1
    while end < len(text) and unicodedata.category(text[end]) in {"Mn", "Mc", "Cf"}:
        end += 1
    return end


def _begun(words: str, before: str) -> str:
    """With a capital letter where a sentence begins."""
    starts = not before.strip() or before.rstrip()[-1] in ".!?…" or before.endswith("\n\n")
    return words[:1].upper() + words[1:] if starts else words
