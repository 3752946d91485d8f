"""The archive: a list that can be narrowed, and a feed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language

from tocsin.appeals.models import DocumentType
from tocsin.archive import reads
from tocsin.archive.models import ArchiveEntry
from tocsin.publishing import prose
from tocsin.site.caching import public
from tocsin.vocabulary import countries, issues
from tocsin.vocabulary.names import plain

LONGEST = 200  # characters of a search


def _question(request: HttpRequest) -> reads.Question:
    asked = request.GET
    year = asked.get("year", "")
    return reads.Question(
        words=asked.get("words", "").replace("\0", "")[:LONGEST],
        country=asked.get("country", "")[:2],
        issue=asked.get("issue", "")[:60],
        code=asked.get("type", "")[:10],
        year=int(year) if len(year) == 4 and year.isdecimal() else None,
    )


def listing(entry: ArchiveEntry, language: str) -> dict[str, Any]:
    """One line of the list, in the reader's language where the appeal has it."""
    content = entry.revision.content
    spoken = language if language in content["texts"] else content["original_language"]
    text = prose.unmarked(content["texts"][spoken])
    return {
        "document_id": entry.document_id,
        "url": reverse("site:appeal", args=[entry.document_id]),
        "headline": text["headline"],
        "summary": text["summary"],
        "language": spoken,
        "countries": [countries.name(code, language) for code in content["countries"]],
        "issues": [issues.name(slug, language) for slug in content["issues"]],
        "published_at": entry.published_at,
        "state": entry.revision.appeal.state,
        "state_word": entry.revision.appeal.get_state_display(),
    }


def _named(made: reads.Choices, language: str) -> dict[str, list[tuple[str, str]]]:
    types = {one.code: one.name_in(language) for one in DocumentType.objects.all()}
    lands = [(code, countries.name(code, language)) for code in made.countries]
    themes = [(slug, issues.name(slug, language)) for slug in made.issues]
    return {
        "country_choices": sorted(lands, key=lambda one: plain(one[1])),
        "issue_choices": sorted(themes, key=lambda one: plain(one[1])),
        "type_choices": sorted((code, types.get(code, code)) for code in made.codes),
        "year_choices": [(str(year), str(year)) for year in sorted(made.years, reverse=True)],
    }


@public
def archive(request: HttpRequest) -> HttpResponse:
    """Published appeals that answer the question, twenty a page."""
    language = get_language() or "en"
    question = _question(request)
    number = request.GET.get("page", "1")
    page = reads.search(question, int(number) if number.isdecimal() and len(number) < 6 else 1)
    asked = {name: value for name, value in request.GET.items() if name != "page" and value}
    context = {
        "question": question,
        "chosen_year": str(question.year or ""),
        "page": page,
        "appeals": [listing(entry, language) for entry in page],
        "query": urlencode(asked),
        **_named(reads.choices(), language),
    }
    return render(request, "site/archive.html", context)


urls: list[URLPattern] = [path("appeals/", archive, name="archive")]
