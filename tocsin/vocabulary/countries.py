"""Countries by ISO 3166 alpha-2 code; names from CLDR, aliases of the field in time."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale, UnknownLocaleError

from tocsin.vocabulary.names import Split, load, plain, split

PARTING = re.compile(r"[/,;&()\[\]+]|\s(?:and|[-–—])\s", re.IGNORECASE)
# Codes of CLDR that are no countries: outlying places, unions, tests.
NO_COUNTRY = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "TA", "UN", "XA", "XB", "ZZ", "QO"}


@cache
def _territories(language: str) -> dict[str, str]:
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        locale = Locale.parse("en")
    return {
        code: name
        for code, name in locale.territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY
    }


@cache
def _keys() -> dict[str, str]:
    keys: dict[str, str] = {}
    for code, aliases in load("countries.toml")["aliases"].items():
        for alias in aliases:
            keys[plain(alias)] = code
    for language in ("en", "fr"):
        for code, called in _territories(language).items():
            keys.setdefault(plain(called), code)
    for key in list(keys):
        keys.setdefault(f"the {key}", keys[key])
    return keys


def is_code(code: str) -> bool:
    """Whether there is a country of that code."""
    return code in _territories("en")


def name(code: str, language: str = "en") -> str:
    """A country's name in a language, else its code."""
    return _territories(language).get(code) or _territories("en").get(code) or code


def by_name(text: str) -> str | None:
    """The code of a country as it is named in a document."""
    return _keys().get(plain(text))


def choices(language: str) -> list[tuple[str, str]]:
    """All countries for a form, sorted by their names in the language."""
    return sorted(_territories(language).items(), key=lambda one: plain(one[1]))


def split_names(line: str) -> Split:
    """The countries of a line."""
    return split(line, _keys(), _territories("en"))


def split_place(text: str) -> Split:
    """The countries in front of a headline: “INDONESIA/ACEH”, “INDIA & NEPAL”, “The Philippines”.

    A name that is whole wins; else it is parted at strokes, brackets and “and”.
    """
    keys = _keys()
    if code := keys.get(plain(text)):
        return Split([code])
    parts = [part for part in PARTING.split(text) if part.strip()]
    return split(",".join(parts), keys, {}, offers=False) if len(parts) <= 6 else Split([], [text])
