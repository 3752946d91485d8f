"""In which language our own words are; and texts of a reader's where no server, no setting is."""

from __future__ import annotations

from datetime import date
from functools import cache
from gettext import find
from pathlib import Path

import django
from django.conf import settings
from django.utils import dateformat
from django.utils.translation import get_language, override, to_locale

LOCALE = Path(__file__).resolve().parent.parent / "locale"
OURS = "en"  # in which they are written


@cache
def written(language: str) -> str:
    """The language of our words on pages in a language: itself, or ours while nobody translated."""
    places = map(str, settings.LOCALE_PATHS)
    return language if any(find("django", one, [to_locale(language)]) for one in places) else OURS


def in_words(day: date) -> str:
    """A day as it stands among our words: Django knows months of languages that we do not speak."""
    with override(written(get_language() or OURS)):
        return dateformat.format(day, "j F Y")


def speak() -> None:
    """Translations work: Django needs to know no more than where they lie. May be repeated."""
    if not settings.configured:
        settings.configure(USE_I18N=True, LOCALE_PATHS=[LOCALE], LANGUAGE_CODE="en")
        django.setup()
