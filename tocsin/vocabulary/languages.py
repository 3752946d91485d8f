"""Languages: what they call themselves, and which way they run."""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

from tocsin.vocabulary.names import load


@cache
def codes() -> tuple[str, ...]:
    """Languages that this package can write."""
    return tuple(one["code"] for one in load("languages.toml")["language"])


@cache
def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return None


def is_code(code: str) -> bool:
    """Whether there is a language of that code."""
    return _locale(code) is not None


def name(code: str) -> str:
    """A language's own name for itself, else its code."""
    locale = _locale(code)
    own = locale.get_display_name(locale) if locale else None
    return own[:1].upper() + own[1:] if own else code


def named(code: str) -> str:
    """Its name in the language of whoever reads, for use in a sentence: French, français."""
    locale = _locale(code)
    told = locale.get_display_name((get_language() or "en").replace("-", "_")) if locale else None
    return told or code


def direction(code: str) -> str:
    """`ltr` or `rtl`."""
    locale = _locale(code)
    return str(locale.text_direction) if locale else "ltr"
