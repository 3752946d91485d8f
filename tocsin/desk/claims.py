"""Pages of the desk: claims and their sources."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.cases import moves, reads, typed
from tocsin.cases.claims import WITHDRAWN
from tocsin.cases.models import SOURCE_KINDS, STATUSES, Case, Claim, Source
from tocsin.desk.cases import NAV, posted_version
from tocsin.desk.room import actor, attempt
from tocsin.vocabulary import languages

GIVEN = [(status, word) for status, word in STATUSES if status != WITHDRAWN]


class ClaimForm(forms.Form):
    """A claim's words, in the language of the case and in the others, and who says it."""

    text = forms.CharField(
        label=gettext_lazy("What is said to be so"),
        help_text=gettext_lazy("One statement, no more certain than its sources."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=typed.CLAIM,
    )

    def __init__(self, case: Case, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        for code in settings.TOCSIN_LANGUAGES:
            if code != case.language:
                self.fields[f"text_{code}"] = forms.CharField(
                    label=_("The same in %(language)s") % {"language": languages.name(code)},
                    widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
                    max_length=typed.CLAIM,
                    required=False,
                )
        self.fields["sources"] = forms.ModelMultipleChoiceField(
            label=_("Who says it"),
            queryset=case.sources.all(),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def values(self) -> dict[str, Any]:
        """As the moves want them."""
        data = self.cleaned_data
        names = [name for name in data if name.startswith("text_")]
        translations = {name.removeprefix("text_"): data[name] for name in names}
        return {"translations": translations, "sources": list(data["sources"])}


class NewClaimForm(ClaimForm):
    """A new claim has its first status with it."""

    status = forms.ChoiceField(
        label=gettext_lazy("How certain it is"), choices=GIVEN, initial="unconfirmed"
    )


class AssessForm(forms.Form):
    """A judgement."""

    status = forms.ChoiceField(label=gettext_lazy("How certain it is"), choices=GIVEN)
    reason = forms.CharField(
        label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 2}), max_length=typed.REASON
    )


class WithdrawForm(forms.Form):
    """Why a claim is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is withdrawn"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=typed.REASON,
    )


class SourceForm(forms.Form):
    """Who says it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=typed.NAME)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=SOURCE_KINDS)
    variants = forms.CharField(
        label=gettext_lazy("Other spellings"),
        help_text=gettext_lazy("One in each line; they count as the same source."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )
    protected = forms.BooleanField(
        label=gettext_lazy("Protected: never named outside the desk"), required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the desk"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=typed.NOTE,
        required=False,
    )

    def values(self) -> dict[str, Any]:
        """As the moves want them."""
        return self.cleaned_data | {"variants": self.cleaned_data["variants"].splitlines()}


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new claim in a case."""
    case = get_object_or_404(Case, pk=pk)
    form = NewClaimForm(case)
    if request.method == "POST":
        form = NewClaimForm(case, request.POST)
        if form.is_valid():
            data = form.cleaned_data
            named = form.values() | {"status": data["status"]}
            attempt(form, moves.add_claim, actor(request), case, data["text"], **named)
        if not form.errors:
            messages.success(request, _("The claim is added."))
            return redirect("desk:case", pk)
    context = {"form": form, "case": case, **NAV}
    return render(request, "desk/claim_new.html", context, status=422 if form.errors else 200)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim: its words, its judgements, and how to change either."""
    claim = get_object_or_404(Claim.objects.select_related("case"), pk=pk)
    form = ClaimForm(claim.case, initial=_before(claim))
    seen = posted_version(request, claim.version)
    if request.method == "POST":
        form = ClaimForm(claim.case, request.POST)
        if form.is_valid():
            words = (actor(request), claim, seen, form.cleaned_data["text"])
            attempt(form, moves.change_claim, *words, **form.values())
        if not form.errors:
            messages.success(request, _("The claim is saved."))
            return redirect("desk:case", claim.case_id)
    return _page(request, claim, form=form, changed=seen != claim.version)


def _before(claim: Claim) -> dict[str, Any]:
    translations = {f"text_{code}": text for code, text in claim.translations.items()}
    return {"text": claim.text, "sources": list(claim.sources.all())} | translations


def _theirs(claim: Claim) -> list[str]:
    names = " · ".join(source.name for source in claim.sources.all())
    return [claim.text, *claim.translations.values(), names]


def _page(
    request: HttpRequest, claim: Claim, *, changed: bool = False, **forms: Any
) -> HttpResponse:
    """All three forms; the one that was sent shows what was typed."""
    all_forms = {
        "form": ClaimForm(claim.case, initial=_before(claim)),
        "assess": AssessForm(initial={"status": claim.status}, prefix="assess"),
        "withdraw": WithdrawForm(prefix="withdraw"),
    } | forms
    context = {
        "claim": claim,
        "case": claim.case,
        "assessments": reads.assessments(claim),
        "version": claim.version,
        "theirs": _theirs(claim) if changed else None,
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


def add_source(request: HttpRequest, pk: int) -> HttpResponse:
    """A new source in a case."""
    case = get_object_or_404(Case, pk=pk)
    form = SourceForm()
    if request.method == "POST":
        form = SourceForm(request.POST)
        if form.is_valid():
            attempt(form, moves.add_source, actor(request), case, **form.values())
        if not form.errors:
            messages.success(request, _("The source is added."))
            return redirect("desk:case", pk)
    context = {"form": form, "case": case, **NAV}
    return render(request, "desk/source_new.html", context, status=422 if form.errors else 200)


def _their_words(source: Source) -> list[str]:
    shown = gettext_lazy("protected") if source.protected else ""
    return [source.name, *source.variants, source.get_kind_display(), str(shown), source.note]


def source(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words about a source; two at once see each other's."""
    source = get_object_or_404(Source.objects.select_related("case"), pk=pk)
    before = {name: getattr(source, name) for name in ("name", "kind", "protected", "note")}
    form = SourceForm(initial=before | {"variants": "\n".join(source.variants)})
    seen = posted_version(request, source.version)
    if request.method == "POST":
        form = SourceForm(request.POST)
        if form.is_valid():
            attempt(form, moves.change_source, actor(request), source, seen, **form.values())
        if not form.errors:
            messages.success(request, _("The source is saved."))
            return redirect("desk:case", source.case_id)
    changed = seen != source.version
    context = {
        "form": form,
        "source": source,
        "version": source.version,
        "theirs": _their_words(source) if changed else None,
        "who": reads.who(source),
        **NAV,
    }
    return render(request, "desk/source.html", context, status=422 if form.errors else 200)


urls: list[URLPattern] = [
    path("cases/<int:pk>/claims/new/", add, name="claim-new"),
    path("claims/<int:pk>/", show, name="claim"),
    path("claims/<int:pk>/assess/", assess, name="claim-assess"),
    path("claims/<int:pk>/withdraw/", withdraw, name="claim-withdraw"),
    path("cases/<int:pk>/sources/new/", add_source, name="source-new"),
    path("sources/<int:pk>/", source, name="source"),
]
