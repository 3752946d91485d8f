"""Pages of the desk: marks that are proposed for a text, and wordings that are offered for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tocsin.appeals.models import Appeal
from tocsin.cases.proposals import Voice, propose
from tocsin.desk.editing import posted_version
from tocsin.desk.room import actor, attempt_plain
from tocsin.intake.marks import country_in_front
from tocsin.publishing import marking, mending

ALL = "all"


@dataclass(frozen=True)
class Made:
    """A claim that is made of a sentence: where it stands, and what the form begins with."""

    appeal: Appeal
    sentence: marking.Sentence

    @property
    def back(self) -> str:
        """The editor of the text."""
        return _editor(self.appeal.document_id, self.sentence.language)

    @property
    def initial(self) -> dict[str, Any]:
        """The words, the partner as its source, and the status that this alone would give."""
        case, language = self.appeal.case, self.sentence.language
        words = said(self.sentence.text)
        own = {"text": words} if language == case.language else {f"text_{language}": words}
        partners = case.sources.filter(kind="partner", merged_into=None)
        name = self.appeal.partner.name if self.appeal.partner else ""
        sources = partners.filter(name=name) or partners[:0]
        voices = [Voice(one.pk, one.pk, one.kind, reliability=one.reliability) for one in sources]
        return own | {"sources": list(sources), "status": propose("event", voices).status}


def of_sentence(appeal: Appeal | None, language: str, key: str) -> Made | None:
    """The sentence of that key; None where it was changed or marked meanwhile."""
    found = marking.unmarked(appeal, language) if appeal else []
    return next((Made(appeal, one) for one in found if appeal and one.key == key), None)


def said(sentence: str) -> str:
    """A sentence as a claim: without a country in front, with a full stop."""
    front = country_in_front(sentence)
    words = " ".join((front[1] if front else sentence).split()).lstrip("-*+># ")
    return words if words.endswith((".", "!", "?", "…", "”")) else f"{words}."


def proposals(appeal: Appeal, language: str, texts: dict[str, str]) -> dict[str, Any]:
    """What the editor lists: sentences with a proposed mark, and sentences that need a claim."""
    found = marking.unmarked(appeal, language)
    offered = [(one, [(ref, texts.get(ref, "")) for ref in one.refs]) for one in found if one.refs]
    return {"offered": offered, "unclaimed": [one for one in found if not one.refs]}


@require_POST
def accept(request: HttpRequest, document_id: str) -> HttpResponse:
    """One proposed mark is set, or all of them."""
    appeal = get_object_or_404(Appeal, document_id=document_id)
    language, wanted = request.POST.get("language", ""), request.POST.get("sentence", "")
    seen = posted_version(request, appeal.version)
    keys = None if wanted == ALL else [wanted]
    words = (actor(request), appeal, language, seen, keys)
    if number := attempt_plain(request, marking.accept, *words):
        told = ngettext(
            "%(number)s sentence is marked.", "%(number)s sentences are marked.", number
        )
        messages.success(request, told % {"number": number})
    return _back(document_id, language)


@require_POST
def mend(request: HttpRequest, document_id: str) -> HttpResponse:
    """The wording that would pass takes the place of the sentence."""
    appeal = get_object_or_404(Appeal, document_id=document_id)
    seen = posted_version(request, appeal.version)
    key, language = request.POST.get("key", ""), request.POST.get("language", "")
    if not attempt_plain(request, _mended, actor(request), appeal, key, seen):
        return _back(document_id, language)
    messages.success(request, _("The offered wording stands in its place now."))
    return _back(document_id, language)


def _mended(*words: Any) -> bool:
    mending.mend(*words)
    return True


def _editor(document_id: str, language: str) -> str:
    address = reverse("desk:appeal", args=[document_id])
    return f"{address}?{urlencode({'language': language})}" if language else address


def _back(document_id: str, language: str) -> HttpResponse:
    return redirect(_editor(document_id, language))


urls: list[URLPattern] = [
    path("appeals/<str:document_id>/marks/", accept, name="appeal-marks"),
    path("appeals/<str:document_id>/mend/", mend, name="appeal-mend"),
]
