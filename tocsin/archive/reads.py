"""Finding appeals: by words in any script, country, issue, type and year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from tocsin.archive.folding import query_words
from tocsin.archive.models import ArchiveEntry

PER_PAGE = 20


@dataclass(frozen=True)
class Question:
    """What a reader looks for; empty means all."""

    words: str = ""
    country: str = ""
    issue: str = ""
    code: str = ""
    year: int | None = None

    def is_empty(self) -> bool:
        """Whether everything is asked for."""
        return self == Question()


@dataclass(frozen=True)
class Choices:
    """What can be chosen, with how many appeals each would give."""

    countries: Counter[str] = field(default_factory=Counter)
    issues: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    years: Counter[int] = field(default_factory=Counter)


def _standing() -> QuerySet[ArchiveEntry]:
    """Entries of appeals that were not withdrawn: those go before the worker comes by."""
    return ArchiveEntry.objects.exclude(revision__appeal__state="withdrawn")


def entries(question: Question) -> QuerySet[ArchiveEntry]:
    """Entries that answer the question, newest first; every word must be there."""
    found = _standing().select_related("revision__appeal")
    for word in query_words(question.words):
        found = found.filter(words__contains=word)
    if question.country:
        found = found.filter(countries__contains=f",{question.country},")
    if question.issue:
        found = found.filter(issues__contains=f",{question.issue},")
    if question.code:
        found = found.filter(code=question.code)
    if question.year is not None:
        found = found.filter(year=question.year)
    return found.order_by("-published_at", "-pk")


def search(question: Question, page: int = 1) -> Page[ArchiveEntry]:
    """One page of answers; a page that does not exist gives the nearest that does."""
    return Paginator(entries(question), PER_PAGE).get_page(page)


def choices() -> Choices:
    """Everything that occurs in the archive, counted."""
    made = Choices()
    for row in _standing().values_list("countries", "issues", "code", "year"):
        made.countries.update(row[0].strip(",").split(",") if row[0] else ())
        made.issues.update(row[1].strip(",").split(",") if row[1] else ())
        made.codes[row[2]] += 1
        made.years[row[3]] += 1
    return made


def newest(limit: int = 30) -> list[ArchiveEntry]:
    """The newest appeals, for the front page and the feed."""
    return list(entries(Question())[:limit])
