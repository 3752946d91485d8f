"""Finding appeals: by words in any script, country, issue, type and year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from tocsin.archive import finding
from tocsin.archive.folding import query_words
from tocsin.archive.models import ArchiveEntry

PER_PAGE = 20
MOST = 1000  # answers that are counted and listed; who looks for older ones asks more closely


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
    found = _about(question)
    for word in query_words(question.words):
        found = found.filter(words__contains=word)
    return found


def _about(question: Question) -> QuerySet[ArchiveEntry]:
    """What answers all of it but the words."""
    found = _standing()
    if question.country:
        found = found.filter(countries__contains=f",{question.country},")
    if question.issue:
        found = found.filter(issues__contains=f",{question.issue},")
    if question.code:
        found = found.filter(code=question.code)
    if question.year is not None:
        found = found.filter(year=question.year)
    return found.order_by("-place")


class Answers(Paginator):  # type: ignore[type-arg] # it cannot be told at run time
    """Pages of the newest MOST answers; `more` says that there are others, which are older."""

    def __init__(self, keys: list[int]) -> None:
        super().__init__(keys[:MOST], PER_PAGE)
        self.more = len(keys) > MOST


def search(question: Question, page: int = 1) -> Page[ArchiveEntry]:
    """One page of answers; a page that does not exist gives the nearest that does."""
    answers = Answers(_keys(question))
    found = answers.get_page(page)
    rows = ArchiveEntry.objects.select_related("revision__appeal").filter(pk__in=list(found))
    return Page(list(rows.order_by("-place")), found.number, answers)


def _keys(question: Question) -> list[int]:
    """Keys of the newest answers, one more than MOST where there are more."""
    some = finding.places(query_words(question.words), MOST + 1)
    if some is None:
        return list(entries(question).values_list("pk", flat=True)[: MOST + 1])
    keys: list[int] = []
    for places in some:
        keys += _about(question).filter(place__in=places).values_list("pk", flat=True)
        if len(keys) > MOST:
            break
    return keys[: MOST + 1]


def choices() -> Choices:
    """Everything that occurs in the archive, counted."""
    made = Choices()
    rows = _standing().order_by().values_list("countries", "issues", "code", "year")
    for lands, themes, code, year, number in rows.annotate(number=Count("pk")):
        for land in lands.strip(",").split(",") if lands else ():
            made.countries[land] += number
        for theme in themes.strip(",").split(",") if themes else ():
            made.issues[theme] += number
        made.codes[code] += number
        made.years[year] += number
    return made


def newest(limit: int = 30) -> list[ArchiveEntry]:
    """The newest appeals, for the front page and the feed."""
    return list(entries(Question()).select_related("revision__appeal")[:limit])
