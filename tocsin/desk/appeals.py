"""Pages of the desk: appeals, the claims on one side and the text on the other."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.appeals import moves, reads
from tocsin.appeals.content import PARTS, content
from tocsin.appeals.models import Appeal
from tocsin.cases.models import Case
from tocsin.cases.reads import claims
from tocsin.desk import beside, editing, marks, readers
from tocsin.desk.appeal_forms import (
    FactsForm,
    LanguageForm,
    NewForm,
    NoteForm,
    ReasonForm,
    TextForm,
    facts_now,
    named,
)
from tocsin.desk.editing import posted_version
from tocsin.desk.preview import shown
from tocsin.desk.room import actor, attempt, attempt_plain, sent
from tocsin.publishing import audiences, gate
from tocsin.publishing import moves as publishing
from tocsin.publishing import reads as published
from tocsin.vocabulary import languages

NAV = {"nav_current": "cases"}


def _page(request: HttpRequest, template: str, form: Any = None, **context: Any) -> HttpResponse:
    status = 422 if form is not None and form.errors else 200
    return render(request, f"desk/{template}.html", context | NAV | {"form": form}, status=status)


def _found(document_id: str) -> Appeal:
    rows = Appeal.objects.select_related("document_type", "case", "partner")
    return get_object_or_404(rows, document_id=document_id)


def _state(appeal: Appeal) -> dict[str, Any]:
    """Where the appeal stands, and what stands in its way."""
    made = content(appeal)
    last = published.latest(appeal)
    proposal = published.open_proposal(appeal)
    codes = [appeal.original_language, *appeal.texts.values_list("language", flat=True)]
    return {
        "appeal": appeal,
        "last": last,
        "proposal": proposal,
        "edited": published.edited_since(proposal) if proposal else [],
        "returned": published.returned(appeal),
        "gaps": published.gaps(appeal, made),
        "unchanged": last is not None and audiences.is_now(last, appeal),
        "languages": named(list(dict.fromkeys(codes))),
        "who": reads.who(appeal),
        "note": NoteForm(last=last, made=made),
        "objections": gate.standing(appeal, made),
    }


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All appeals, drafts first."""
    return _page(request, "appeals", appeals=reads.appeals()[:300])


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new appeal for a case."""
    case = get_object_or_404(Case, pk=pk)
    codes = list(dict.fromkeys([case.language, *settings.TOCSIN_LANGUAGES]))
    form = NewForm(request.POST if request.method == "POST" else None, codes=codes)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        words = (actor(request), case, data["code"].code, data["language"])
        if made := attempt(form, moves.draft, *words):
            return redirect("desk:appeal", made.document_id)
    return _page(request, "appeal_new", form, case=case)


def show(request: HttpRequest, document_id: str) -> HttpResponse:
    """The text in one language beside the claims; who saves too late sees both texts."""
    appeal = _found(document_id)
    wanted = request.GET.get("language", "")
    known = moves.may_be_written_in(appeal)
    language = wanted if wanted in known else appeal.original_language
    text = reads.text(appeal, language)
    now = {part: getattr(text, part) for part in PARTS}
    seen = posted_version(request, appeal.version)
    saves = request.method == "POST" and not editing.is_opening(request)
    form = TextForm(request.POST if saves else None, initial=now)
    if sent(request, form, moves.save_text, actor(request), appeal, language, seen):
        editing.done(request, "appeal", document_id)
        messages.success(request, _("The text is saved."))
        return redirect(reverse("desk:appeal", args=[document_id]) + f"?language={language}")
    mine = editing.at(request, "appeal", document_id)
    chosen = claims(appeal.case).filter(appeals=appeal)
    return _page(
        request,
        "appeal",
        mine.shown(form),
        **_state(appeal),
        **marks.proposals(appeal, language, {str(one): one.text_in(language) for one in chosen}),
        language=language,
        language_name=languages.named(language),
        version=appeal.version,
        editing=mine,
        theirs=_beside(form, appeal, language) if seen != appeal.version else None,
        claims=chosen,
        others=claims(appeal.case).exclude(appeals=appeal),
        more=LanguageForm(appeal=appeal),
        may_override=gate.may_override(actor(request), appeal),
    )


def _beside(form: TextForm, appeal: Appeal, language: str) -> list[beside.Side]:
    text = reads.text(appeal, language)
    return beside.compare(form, {part: getattr(text, part) for part in PARTS})


def facts(request: HttpRequest, document_id: str) -> HttpResponse:
    """Countries, issues, days, partner, claims and addressees."""
    appeal = _found(document_id)
    seen = posted_version(request, appeal.version)
    posted = request.POST if request.method == "POST" else None
    form = FactsForm(posted, appeal=appeal, initial=facts_now(appeal))
    if posted is not None and form.is_valid():
        attempt(form, moves.set_facts, actor(request), appeal, seen, **form.facts())
        if not form.errors:
            messages.success(request, _("The facts are saved."))
            return redirect("desk:appeal", document_id)
    if appeal.is_shut and posted is None:
        editing.SHUT.shown(form)
    late = seen != appeal.version
    theirs = beside.compare(form, facts_now(appeal)) if late else None
    context = _state(appeal) | {"version": appeal.version, "theirs": theirs}
    return _page(request, "appeal_facts", form, **context)


@require_safe
def preview(request: HttpRequest, document_id: str) -> HttpResponse:
    """The appeal as the public page would show it, beside what others would read."""
    appeal = _found(document_id)
    made, wanted = content(appeal), request.GET.get("language", "")
    public = audiences.for_all(appeal, made)
    others = readers.beside(appeal, made, public, request.GET.get("for", ""), wanted)
    return _page(request, "appeal_preview", **_state(appeal) | shown(public, wanted) | others)


@require_POST
def language(request: HttpRequest, document_id: str) -> HttpResponse:
    """One more language version."""
    code = request.POST.get("language", "")
    made = attempt_plain(request, moves.add_language, actor(request), _found(document_id), code)
    address = reverse("desk:appeal", args=[document_id])
    return redirect(f"{address}?language={made.language}" if made else address)


@require_POST
def propose(request: HttpRequest, document_id: str) -> HttpResponse:
    """Asks a second person to approve the appeal as it stands."""
    appeal = _found(document_id)
    form = NoteForm(request.POST, last=published.latest(appeal), made=content(appeal))
    if sent(request, form, publishing.propose, actor(request), appeal):
        messages.success(request, _("Proposed. A second person has to approve it now."))
        return redirect("desk:appeal", document_id)
    return _page(request, "appeal_propose", form, **_state(appeal))


@require_POST
def override(request: HttpRequest, document_id: str) -> HttpResponse:
    """A second person lets one finding pass, with a reason."""
    key, reason = request.POST.get("key", ""), request.POST.get("reason", "")
    attempt_plain(request, gate.override, actor(request), _found(document_id), key, reason)
    return redirect("desk:appeal", document_id)


def turn(request: HttpRequest, document_id: str) -> HttpResponse:
    """Closes an appeal that is open for signing, or opens it again; with a reason."""
    appeal = _found(document_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    # By the button that was pressed: by the state, a second press would undo the first one.
    move = moves.reopen if request.POST.get("verb") == "reopen" else moves.close
    if sent(request, form, move, actor(request), appeal):
        return redirect("desk:appeal", document_id)
    return _page(request, "appeal_turn", form, appeal=appeal)


@require_safe
def history(request: HttpRequest, document_id: str) -> HttpResponse:
    """Revisions, and who did what."""
    appeal = _found(document_id)
    rows = {"revisions": published.history(appeal), "trail": published.trail(appeal)}
    return _page(request, "appeal_history", **_state(appeal) | rows)


urls: list[URLPattern] = [
    path("appeals/", overview, name="appeals"),
    path("cases/<int:pk>/appeals/new/", add, name="appeal-new"),
    path("appeals/<str:document_id>/", show, name="appeal"),
    path("appeals/<str:document_id>/facts/", facts, name="appeal-facts"),
    path("appeals/<str:document_id>/preview/", preview, name="appeal-preview"),
    path("appeals/<str:document_id>/language/", language, name="appeal-language"),
    path("appeals/<str:document_id>/propose/", propose, name="appeal-propose"),
    path("appeals/<str:document_id>/override/", override, name="appeal-override"),
    path("appeals/<str:document_id>/turn/", turn, name="appeal-turn"),
    path("appeals/<str:document_id>/history/", history, name="appeal-history"),
]
