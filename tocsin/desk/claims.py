"""Pages of the desk: claims, how certain they are, and what tells them otherwise."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tocsin.appeals.models import Appeal
from tocsin.cases import chains, moves, proposals, reads
from tocsin.cases.models import Case, Claim
from tocsin.desk import beside, editing
from tocsin.desk.cases import NAV
from tocsin.desk.claim_forms import (
    FACTS,
    AssessForm,
    ClaimForm,
    NewClaimForm,
    RivalForm,
    WithdrawForm,
)
from tocsin.desk.editing import posted_version
from tocsin.desk.marks import Made, of_sentence
from tocsin.desk.room import actor, attempt, attempt_plain
from tocsin.people.roles import Actor
from tocsin.publishing import marking


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new claim in a case; made of a sentence of an appeal, it marks that sentence."""
    case = get_object_or_404(Case, pk=pk)
    of = _sentence(request, case)
    form = NewClaimForm(case, initial=of.initial if of else None)
    if request.method == "POST":
        form = NewClaimForm(case, request.POST)
        if form.is_valid():
            data = form.cleaned_data
            named = form.values() | {"status": data["status"], "sources": list(data["sources"])}
            attempt(form, _added, actor(request), case, of, data["text"], **named)
        if not form.errors:
            messages.success(request, _("The claim is added."))
            return redirect(of.back if of else reverse("desk:case", args=[pk]))
    context = {"form": form, "case": case, "of": of, **NAV}
    return render(request, "desk/claim_new.html", context, status=422 if form.errors else 200)


def _sentence(request: HttpRequest, case: Case) -> Made | None:
    """The sentence that the address names, where it still stands unmarked."""
    rows = Appeal.objects.filter(case=case, document_id=request.GET.get("appeal", ""))
    language, key = request.GET.get("language", ""), request.GET.get("sentence", "")
    return of_sentence(rows.first(), language, key)


def _added(who: Actor, case: Case, of: Made | None, text: str, **named: Any) -> Claim:
    with transaction.atomic():
        claim = moves.add_claim(who, case, text, **named)
        if of:
            marking.rest_on(who, of.appeal, of.sentence.language, of.sentence.key, claim)
    return claim


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim: its words, its judgements, and how to change either."""
    claim = get_object_or_404(Claim.objects.select_related("case"), pk=pk)
    seen = posted_version(request, claim.version)
    saves = request.method == "POST" and not editing.is_opening(request)
    form = ClaimForm(claim.case, request.POST if saves else None, initial=_before(claim))
    if saves and form.is_valid():
        words = (actor(request), claim, seen, form.cleaned_data["text"])
        attempt(form, moves.change_claim, *words, **form.values())
        if not form.errors:
            editing.done(request, "claim", pk)
            messages.success(request, _("The claim is saved."))
            return redirect("desk:case", claim.case_id)
    mine = editing.at(request, "claim", pk)
    theirs = beside.compare(form, _before(claim)) if seen != claim.version else None
    return _page(request, claim, mine, theirs, form=form)


def _before(claim: Claim) -> dict[str, Any]:
    translations = {f"text_{code}": text for code, text in claim.translations.items()}
    facts = {name: getattr(claim, name) for name in ("text", *FACTS)}
    return facts | translations | {"persons": claim.persons.all()}


def _page(
    request: HttpRequest,
    claim: Claim,
    mine: editing.Editing = editing.SHUT,
    theirs: list[beside.Side] | None = None,
    **forms: Any,
) -> HttpResponse:
    """All forms; the one that was sent shows what was typed."""
    told = reads.with_voices(Claim.objects.select_related("case")).get(pk=claim.pk)
    rivals = reads.with_voices(claim.rivals.all()).order_by("number")
    all_forms = {
        "form": ClaimForm(claim.case, initial=_before(claim)),
        "assess": AssessForm(initial={"status": claim.status}, prefix="assess"),
        "withdraw": WithdrawForm(prefix="withdraw"),
        "against": RivalForm(claim),
    } | forms
    mine.shown(all_forms["form"])
    context = {
        "claim": claim,
        "case": claim.case,
        "proposal": proposals.proposal(told, timezone.localdate()),
        "said": told.assertions.all(),
        "ways": chains.ways(told.assertions.all()),
        "aside": reads.assertions().filter(claim=claim).exclude(set_aside=""),
        "versions": [told, *rivals] if rivals else [],
        "assessments": reads.assessments(claim),
        "version": claim.version,
        "theirs": theirs,
        "editing": mine,
        "who": reads.who(claim),
        **all_forms,
        **NAV,
    }
    wrong = any(form.errors for form in all_forms.values())
    return render(request, "desk/claim.html", context, status=422 if wrong else 200)


def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """A new status, with a reason."""
    claim = get_object_or_404(Claim.objects.select_related("case"), pk=pk)
    if request.method != "POST":
        return redirect("desk:claim", pk)
    form = AssessForm(request.POST, prefix="assess")
    if form.is_valid():
        data = form.cleaned_data
        attempt(form, moves.assess, actor(request), claim, data["status"], data["reason"])
    if form.errors:
        return _page(request, claim, assess=form)
    messages.success(request, _("The judgement is kept."))
    return redirect("desk:case", claim.case_id)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Taken back; it stays in the case."""
    claim = get_object_or_404(Claim.objects.select_related("case"), pk=pk)
    if request.method != "POST":
        return redirect("desk:claim", pk)
    form = WithdrawForm(request.POST, prefix="withdraw")
    if form.is_valid():
        attempt(form, moves.withdraw_claim, actor(request), claim, form.cleaned_data["reason"])
    if form.errors:
        return _page(request, claim, withdraw=form)
    messages.success(request, _("The claim is withdrawn; it stays in the case with your reason."))
    return redirect("desk:case", claim.case_id)


@require_POST
def set_against(request: HttpRequest, pk: int) -> HttpResponse:
    """Another claim tells it otherwise; both stand."""
    claim = get_object_or_404(Claim.objects.select_related("case"), pk=pk)
    form = RivalForm(claim, request.POST)
    if form.is_valid():
        attempt(form, moves.set_against, actor(request), claim, form.cleaned_data["rival"])
    if form.errors:
        return _page(request, claim, against=form)
    messages.success(request, _("The two stand side by side now."))
    return redirect("desk:claim", pk)


@require_POST
def end_against(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """They do not contradict each other after all."""
    claim = get_object_or_404(Claim.objects.select_related("case"), pk=pk)
    rival = get_object_or_404(Claim, pk=other)
    attempt_plain(request, moves.no_longer_against, actor(request), claim, rival)
    return redirect("desk:claim", pk)


urls: list[URLPattern] = [
    path("cases/<int:pk>/claims/new/", add, name="claim-new"),
    path("claims/<int:pk>/", show, name="claim"),
    path("claims/<int:pk>/assess/", assess, name="claim-assess"),
    path("claims/<int:pk>/withdraw/", withdraw, name="claim-withdraw"),
    path("claims/<int:pk>/against/", set_against, name="claim-against"),
    path("claims/<int:pk>/against/<int:other>/end/", end_against, name="claim-against-end"),
]
