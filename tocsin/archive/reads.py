"""Finding appeals: by words in any script, country, issue, type and year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Sum

from tocsin.archive import finding
from tocsin.archive.folding import query_words
from tocsin.archive.models import COUNTRY, ISSUE, TYPE, YEAR, ArchiveEntry, Choice, Offered

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


def gone() -> QuerySet[ArchiveEntry]:
    """Entries of appeals that were withdrawn; none a moment later, when the worker came by."""
    return ArchiveEntry.objects.filter(revision__appeal__state="withdrawn")


def _standing() -> QuerySet[ArchiveEntry]:
    """Entries of appeals that were not withdrawn: those go before the worker comes by.

    Asked first, and not for each entry: there is hardly ever one.
    """
    return ArchiveEntry.objects.exclude(pk__in=list(gone().values_list("pk", flat=True)))


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

    def __init__(self, places: list[int]) -> None:
        super().__init__(places[:MOST], PER_PAGE)
        self.more = len(places) > MOST


def search(question: Question, page: int = 1) -> Page[ArchiveEntry]:
    """One page of answers; a page that does not exist gives the nearest that does."""
    answers = Answers(_places(question))
    found = answers.get_page(page)
    rows = ArchiveEntry.objects.select_related("revision__appeal").filter(place__in=list(found))
    return Page(list(rows.order_by("-place")), found.number, answers)


def _places(question: Question) -> list[int]:
    """Places of the newest answers, one more than MOST where there are more."""
    some = finding.places(query_words(question.words), MOST + 1)
    if some is None:
        return list(entries(question).values_list("place", flat=True)[: MOST + 1])
    about, found = _about(question), list[int]()
    for word in some.left:
        about = about.filter(words__contains=word)
    narrowed = some.left or question != Question(words=question.words) or gone().exists()
    for places in some.places:
        found += (
            about.filter(place__in=places).values_list("place", flat=True) if narrowed else places
        )
        if len(found) > MOST:
            break
    return found[: MOST + 1]


def choices() -> Choices:
    """Everything that occurs in the archive, counted; the database keeps the numbers."""
    rows = Offered.objects.values_list("kind", "word").annotate(found=Sum("number"))
    number = Counter({(kind, word): found for kind, word, found in rows})
    number.subtract(Choice.objects.filter(entry__in=gone()).values_list("kind", "word"))
    of: dict[str, Counter[str]] = {kind: Counter() for kind in (COUNTRY, ISSUE, TYPE, YEAR)}
    for (kind, word), found in number.items():
        if found > 0:
            of[kind][word] = found
    years = Counter({int(word): found for word, found in of[YEAR].items()})
    return Choices(of[COUNTRY], of[ISSUE], of[TYPE], years)


def newest(limit: int = 30) -> list[ArchiveEntry]:
    """The newest appeals, for the front page and the feed."""
    return list(entries(Question()).select_related("revision__appeal")[:limit])
