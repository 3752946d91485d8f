"""`{% load cases %}`: a claim's status as a word and a shape, and a source's kind as a word."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from tocsin.cases import reads
from tocsin.cases.models import SOURCE_KINDS, STATUSES, Assertion

register = template.Library()

STATUS_WORDS = dict(STATUSES)
KIND_WORDS = dict(SOURCE_KINDS)


@register.inclusion_tag("parts/status.html")
def claim_status(status: str) -> dict[str, object]:
    """The word and the shape of a status; raises KeyError for one that is not declared."""
    return {"status": status, "word": STATUS_WORDS[status]}


@register.filter
def source_kind(kind: str) -> str:
    """A source's kind in words."""
    return str(KIND_WORDS.get(kind, kind))


@register.filter
def one_each(said: Iterable[Assertion] | None) -> list[Assertion]:
    """See reads.one_each; of a claim of which nothing is known, nothing."""
    return reads.one_each(said or ())
