"""`{% load tocsin %}`: addresses of static files, numbers, days, and texts by language."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.forms import BoundField
from django.template import Context
from django.urls import translate_url
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language

from tocsin.kernel import speaking

register = template.Library()

# Languages written from right to left, by the first part of their code.
RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}


@register.simple_tag
@cache
def asset(name: str) -> str:
    """The address of a static file; it changes with the content, so it may be kept for ever."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise LookupError(f"tocsin/static/ holds no {name}")
    digest = hashlib.sha256(Path(found).read_bytes()).hexdigest()
    return f"{settings.STATIC_URL}{name}?v={digest[:8]}"


@register.filter
def direction(language: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if language.partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


@register.filter
def written(language: str) -> str:
    """The language in which our own words are on a page of a language."""
    return speaking.written(language)


@register.filter
def grouped(number: object) -> str:
    """A number with the language's grouping: 1204 is 1,204 in English."""
    return str(formats.number_format(number, use_l10n=True, force_grouping=True))  # type: ignore[arg-type]


@register.filter
def day(moment: object) -> str:
    """A day in words, from a date, a time or its ISO form; anything else gives nothing."""
    if isinstance(moment, str):
        moment = parse_datetime(moment) or parse_date(moment)
    if not isinstance(moment, date):
        return ""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return speaking.in_words(moment)


@register.filter
def spoken(texts: Mapping[str, Any], language: str = "") -> Any:
    """What is there in a language, else in the active one, in English, or in any."""
    for code in (language, get_language() or "", "en"):
        if code in texts:
            return texts[code]
    return next(iter(texts.values()), "")


@register.filter
def share(part: float, whole: float) -> int:
    """`part` of `whole` in whole per cent; nothing of nothing is nothing."""
    return round(100 * part / whole) if whole else 0


@register.filter
def first_input(field: BoundField) -> str:
    """The HTML id that a link in an error summary leads to."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def is_single_box(field: BoundField) -> bool:
    """Whether the field is one check box, whose label stands behind it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[dict[str, object]]:
    """This page in the site's languages, or in those of `page_languages` (codes)."""
    request = context.get("request")
    current = context.get("page_language") or get_language()
    offered: list[str] | None = context.get("page_languages")
    if request is None:
        return []
    return [
        {
            "code": code,
            "name": name,
            "url": translate_url(request.path, code),
            "current": code == current,
        }
        for code, name in settings.LANGUAGES
        if offered is None or code in offered
    ]
