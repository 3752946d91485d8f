"""Pages of the desk: what a source says of a claim, from whom it has it, and on what evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tocsin.cases import moves, reads, typed
from tocsin.cases.models import Assertion, Claim
from tocsin.cases.words import CREDIBILITY, MANNERS, SAYS
from tocsin.desk import beside
from tocsin.desk.cases import NAV
from tocsin.desk.editing import posted_version
from tocsin.desk.room import actor, attempt, attempt_plain, refuse_large
from tocsin.kernel import files
from tocsin.kernel.crypto.home import home
from tocsin.kernel.web import asking

FACTS = ("says", "hearsay", "manner", "credibility", "received_on", "note")


class SaidChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """What is said of the claim, to choose from."""

    def label_from_instance(self, obj: Any) -> str:
        """As in: El Faro (says that it is so)."""
        return f"{obj.source.name} ({obj.get_says_display()})"


class SaidForm(asking.Form):
    """What a source says, and how it came to the desk."""

    says = forms.ChoiceField(label=gettext_lazy("What it says"), choices=SAYS)
    hearsay = forms.BooleanField(
        label=gettext_lazy("From somebody who is not recorded here"), required=False
    )
    manner = forms.ChoiceField(
        label=gettext_lazy("How its words are given"), choices=MANNERS, required=False
    )
    credibility = forms.ChoiceField(
        label=gettext_lazy("How credible, this time"), choices=CREDIBILITY, initial="6"
    )
    received_on = forms.DateField(
        label=gettext_lazy("When the desk had it"),
        widget=asking.Day(),
        required=False,
    )
    evidence = forms.FileField(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("A scan, a picture, a recording; kept as it is, with its SHA-256."),
        required=False,
        allow_empty_file=True,
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the desk"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=typed.NOTE,
        required=False,
    )

    def __init__(self, claim: Claim, this: Assertion | None, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        others = reads.assertions().filter(claim=claim, set_aside="")
        self.fields["heard_from"] = SaidChoice(
            label=_("From whom the source has it"),
            help_text=_("Tick who told it; leave all open where the source knows it itself."),
            queryset=others.exclude(pk=this.pk) if this else others,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        if this is None:
            self.fields["source"] = forms.ModelChoiceField(
                label=_("Who says it"), queryset=reads.sources(claim.case)
            )
        self.order_fields(["source", "says", "heard_from"])

    def said(self) -> moves.Said:
        """As the moves want it."""
        data = self.cleaned_data
        file = data["evidence"]
        return moves.Said(
            heard_from=tuple(data["heard_from"]),
            evidence=(file.name, file.read()) if file else None,
            **{name: data[name] for name in FACTS},
        )


class AsideForm(asking.Form):
    """Why what was said counts no more."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is set aside"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=typed.REASON,
    )


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody says something of a claim."""
    claim = get_object_or_404(Claim.objects.select_related("case"), pk=pk)
    form = SaidForm(claim, None)
    if request.method == "POST":
        form = SaidForm(claim, None, request.POST, request.FILES)
        if _may_be_kept(request, form):
            words = (actor(request), claim, form.cleaned_data["source"], form.said())
            attempt(form, moves.add_assertion, *words)
        if not form.errors:
            messages.success(request, _("It is written down."))
            return redirect("desk:claim", pk)
    context = {"form": form, "claim": claim, "case": claim.case, **NAV}
    return render(request, "desk/said_new.html", context, status=422 if form.errors else 200)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Other facts about what a source says; two at once see each other's."""
    one = _found(pk)
    form = SaidForm(one.claim, one, initial=_before(one))
    seen = posted_version(request, one.version)
    if request.method == "POST":
        form = SaidForm(one.claim, one, request.POST, request.FILES)
        if _may_be_kept(request, form):
            attempt(form, moves.change_assertion, actor(request), one, seen, form.said())
        if not form.errors:
            messages.success(request, _("It is saved."))
            return redirect("desk:claim", one.claim_id)
    return _page(request, one, form, AsideForm(prefix="aside"), seen != one.version)


def _may_be_kept(request: HttpRequest, form: SaidForm) -> bool:
    """Whether the form is right; a file that was too large to come through is no missing file."""
    return not refuse_large(request, form, "evidence") and form.is_valid()


def _found(pk: int) -> Assertion:
    return get_object_or_404(reads.assertions().select_related("claim__case"), pk=pk)


def _before(one: Assertion) -> dict[str, Any]:
    return {name: getattr(one, name) for name in FACTS} | {"heard_from": one.heard_from.all()}


def _page(
    request: HttpRequest, one: Assertion, form: SaidForm, aside: AsideForm, changed: bool
) -> HttpResponse:
    context = {
        "form": form,
        "aside": aside,
        "said": one,
        "claim": one.claim,
        "case": one.claim.case,
        "version": one.version,
        "theirs": beside.compare(form, _before(one)) if changed else None,
        "who": reads.who(one),
        **NAV,
    }
    wrong = form.errors or aside.errors
    return render(request, "desk/said.html", context, status=422 if wrong else 200)


@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """It counts no more; it stays with the reason."""
    one = _found(pk)
    aside = AsideForm(request.POST, prefix="aside")
    if aside.is_valid():
        attempt(aside, moves.set_aside, actor(request), one, aside.cleaned_data["reason"])
    if aside.errors:
        form = SaidForm(one.claim, one, initial=_before(one))
        return _page(request, one, form, aside, changed=False)
    messages.success(request, _("It is set aside; it stays with your reason."))
    return redirect("desk:claim", one.claim_id)


@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The file that is kept for what a source says, unchanged, always as a download."""
    one = get_object_or_404(Assertion.objects.exclude(evidence_sha256=""), pk=pk)
    data = attempt_plain(request, files.read, home() / "files", one.evidence_sha256)
    if data is None:
        return redirect("desk:claim", one.claim_id)
    headers = {"Content-Disposition": content_disposition_header(True, one.evidence_name) or ""}
    return HttpResponse(data, content_type="application/octet-stream", headers=headers)


urls: list[URLPattern] = [
    path("claims/<int:pk>/said/new/", add, name="said-new"),
    path("said/<int:pk>/", show, name="said"),
    path("said/<int:pk>/set-aside/", set_aside, name="said-aside"),
    path("said/<int:pk>/evidence/", evidence, name="said-evidence"),
]
