"""Pages of the desk: the sources of a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.cases import moves, reads, typed
from tocsin.cases.models import Case, Source
from tocsin.cases.words import RELIABILITY, SOURCE_KINDS
from tocsin.desk import beside
from tocsin.desk.cases import NAV
from tocsin.desk.editing import posted_version
from tocsin.desk.room import actor, attempt
from tocsin.kernel.web import asking

SHOWN = ("name", "kind", "protected", "reliability", "group", "note")


class SourceForm(asking.Form):
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
    reliability = forms.ChoiceField(
        label=gettext_lazy("How reliable"),
        help_text=gettext_lazy("Of the source as a whole; what it says this time is graded apart."),
        choices=RELIABILITY,
        initial="F",
    )
    group = forms.CharField(
        label=gettext_lazy("Group"),
        help_text=gettext_lazy(
            "Sources of one group count as one voice, such as two papers of one agency. "
            "Leave it empty where nobody knows."
        ),
        max_length=typed.GROUP,
        required=False,
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


def _before(source: Source) -> dict[str, Any]:
    shown = {name: getattr(source, name) for name in SHOWN}
    return shown | {"variants": "\n".join(source.variants)}


def source(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words about a source; two at once see each other's."""
    source = get_object_or_404(Source.objects.select_related("case"), pk=pk)
    if source.merged_into_id:
        return redirect("desk:source", source.merged_into_id)
    form = SourceForm(initial=_before(source))
    seen = posted_version(request, source.version)
    if request.method == "POST":
        form = SourceForm(request.POST)
        if form.is_valid():
            attempt(form, moves.change_source, actor(request), source, seen, **form.values())
        if not form.errors:
            messages.success(request, _("The source is saved."))
            return redirect("desk:case", source.case_id)
    context = {
        "form": form,
        "source": source,
        "version": source.version,
        "theirs": beside.compare(form, _before(source)) if seen != source.version else None,
        "who": reads.who(source),
        **NAV,
    }
    return render(request, "desk/source.html", context, status=422 if form.errors else 200)


urls: list[URLPattern] = [
    path("cases/<int:pk>/sources/new/", add_source, name="source-new"),
    path("sources/<int:pk>/", source, name="source"),
]
