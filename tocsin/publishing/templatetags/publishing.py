"""`{% load publishing %}`: a text without its marks."""

from __future__ import annotations

from django import template

from tocsin.appeals.marks import bare

register = template.Library()


@register.filter
def unmarked(text: str) -> str:
    """What a reader gets of a text that may hold marks."""
    return bare(text)
