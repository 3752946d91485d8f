"""Texts in the reader's language where no server and no setting is."""

from __future__ import annotations

from pathlib import Path

import django
from django.conf import settings

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def speak() -> None:
    """Translations work: Django needs to know no more than where they lie. May be repeated."""
    if not settings.configured:
        settings.configure(USE_I18N=True, LOCALE_PATHS=[LOCALE], LANGUAGE_CODE="en")
        django.setup()
