"""Pages of the desk: cases, with claims and sources on one side and the text on the other."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tocsin.cases import likeness, moves, proposals, reads, twins, typed
from tocsin.cases.models import Case
from tocsin.desk import beside
from tocsin.desk.editing import posted_version
from tocsin.desk.room import actor, attempt, sent
from tocsin.intake import reads as intake
from tocsin.kernel.web import asking
from tocsin.people.models import Partner
from tocsin.vocabulary import countries, languages

NAV = {"nav_current": "cases"}


class WordsForm(asking.Form):
    """What a case is called and about."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=typed.TITLE)
    summary = forms.CharField(
        label=gettext_lazy("What this is about"),
        help_text=gettext_lazy("For the desk; it is not published."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=typed.SUMMARY,
        required=False,
    )


class NewForm(WordsForm):
    """A case that no alert began."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the claims"))
    partner = forms.ModelChoiceField(
        label=gettext_lazy("Partner"), queryset=Partner.objects.all(), required=False
    )

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        lands = countries.choices(get_language() or "en")
        self.fields["country"].choices = [("", "—"), *lands]  # type: ignore[attr-defined]
        spoken = [(code, languages.name(code)) for code in languages.codes()]
        self.fields["language"].choices = spoken  # type: ignore[attr-defined]


class ReasonForm(asking.Form):
    """Why a case is closed or opened again."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=typed.REASON)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All cases, the open ones first."""
    context = {"cases": reads.cases()[:200], "waiting": intake.waiting(), **NAV}
    return render(request, "desk/cases.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """A case opened by hand; what it may be already is shown before it is saved."""
    form = NewForm(request.POST if request.method == "POST" else None)
    likely: list[twins.Likely] = []
    if form.is_valid():
        data = form.cleaned_data
        land = [data.pop("country")]
        data["countries"] = [code for code in land if code]
        likely = twins.of_words(data["title"], data["summary"], data["countries"])
        known = {one.key for one in likely} <= set(request.POST.getlist("seen"))
        if known and (case := attempt(form, moves.open_case, actor(request), **data)):
            messages.success(request, _("The case is open. Add its sources and claims."))
            return redirect("desk:case", case.pk)
    context = {"form": form, "likely": likely, **NAV}
    return render(request, "desk/case_new.html", context, status=422 if form.errors else 200)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: what is claimed and by whom, beside the text it was read from."""
    case = get_object_or_404(Case.objects.select_related("partner", "alert"), pk=pk)
    language, today = get_language() or "en", timezone.localdate()
    context = {
        "case": case,
        "claims": [(one, proposals.proposal(one, today)) for one in reads.claims(case)],
        "sources": reads.sources(case),
        "offers": likeness.offers(case),
        "merged": likeness.merged(case),
        "likely": twins.of_case(case) if case.state == "open" else [],
        "twins": twins.merged(case),
        "persons": [(one, one.is_minor(today)) for one in reads.persons(case)],
        "history": reads.history(case),
        "lands": [countries.name(code, language) for code in case.countries],
        **NAV,
    }
    return render(request, "desk/case.html", context)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words about the case; two at once see each other's."""
    case = get_object_or_404(Case, pk=pk)
    now = {"title": case.title, "summary": case.summary}
    form = WordsForm(request.POST if request.method == "POST" else None, initial=now)
    seen = posted_version(request, case.version)
    if sent(request, form, moves.change_case, actor(request), case, seen):
        messages.success(request, _("The case is saved."))
        return redirect("desk:case", pk)
    now = {"title": case.title, "summary": case.summary}
    context = {
        "form": form,
        "case": case,
        "version": case.version,
        "theirs": beside.compare(form, now) if seen != case.version else None,
        "who": reads.who(case),
        **NAV,
    }
    return render(request, "desk/case_change.html", context, status=422 if form.errors else 200)


def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes an open case, opens a closed one; either with a reason."""
    case = get_object_or_404(Case, pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    # By the button that was pressed: by the state, a second press would undo the first one.
    move = moves.reopen_case if request.POST.get("verb") == "reopen" else moves.close_case
    if sent(request, form, move, actor(request), case):
        words = {"state": case.get_state_display()}
        messages.success(request, _("The case is %(state)s.") % words)
        return redirect("desk:case", pk)
    context = {"form": form, "case": case, **NAV}
    return render(request, "desk/case_turn.html", context, status=422 if form.errors else 200)


urls: list[URLPattern] = [
    path("cases/", overview, name="cases"),
    path("cases/new/", add, name="case-new"),
    path("cases/<int:pk>/", show, name="case"),
    path("cases/<int:pk>/change/", change, name="case-change"),
    path("cases/<int:pk>/turn/", turn, name="case-turn"),
]
