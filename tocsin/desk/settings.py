"""Settings: partners and document types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tocsin.appeals import types
from tocsin.appeals.models import DocumentType
from tocsin.desk.room import actor, attempt
from tocsin.kernel.web import asking
from tocsin.people import moves as people_moves
from tocsin.people import reads as people_reads
from tocsin.people.models import Partner
from tocsin.vocabulary import countries


def country_choices() -> list[tuple[str, str]]:
    """Every country by its name in the active language, none first."""
    return [("", "—"), *countries.choices(get_language() or "en")]


class PartnerForm(asking.Form):
    """One partner."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), required=False, choices=country_choices
    )
    city = forms.CharField(label=gettext_lazy("City"), max_length=120, required=False)
    contact = forms.CharField(
        label=gettext_lazy("How to reach them"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )


class TypeForm(asking.Form):
    """One document type."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=10)
    english = forms.CharField(label=gettext_lazy("Name in English"), max_length=120)
    french = forms.CharField(label=gettext_lazy("Name in French"), max_length=120, required=False)
    offered = forms.BooleanField(
        label=gettext_lazy("Offered for new appeals"), required=False, initial=True
    )


def page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A page of the settings; 422 where one of its forms was refused."""
    wrong = any(one.errors for one in context.values() if isinstance(one, forms.BaseForm))
    context["nav_current"] = "settings"
    return render(request, f"desk/{template}.html", context, status=422 if wrong else 200)


def partners(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """All partners, and a form for a new one or the chosen one."""
    partner = get_object_or_404(Partner, pk=pk) if pk else None
    before = (
        {n: getattr(partner, n) for n in ("name", "country", "city", "contact")} if partner else {}
    )
    form = PartnerForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        move = people_moves.save_partner
        if saved := attempt(form, move, actor(request), partner, **form.cleaned_data):
            messages.success(request, _("%(name)s is saved.") % {"name": saved.name})
            return redirect("desk:partners")
    return page(request, "partners", form=form, partner=partner, partners=people_reads.partners())


def document_types(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """All document types, and a form for a new one or the chosen one."""
    chosen = get_object_or_404(DocumentType, pk=code) if code else None
    before: dict[str, Any] = {}
    if chosen:
        names = chosen.names
        before = {"code": chosen.code, "offered": chosen.offered}
        before |= {"english": names.get("en", ""), "french": names.get("fr", "")}
    form = TypeForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        names = {"en": data["english"], "fr": data["french"]}
        words = (actor(request), chosen, data["code"], names)
        if attempt(form, types.save_type, *words, offered=data["offered"]):
            messages.success(request, _("Saved."))
            return redirect("desk:types")
    return page(request, "types", form=form, chosen=chosen, types=DocumentType.objects.all())


def overview(request: HttpRequest) -> HttpResponse:
    """What can be set, and where."""
    return page(request, "settings")


urls: list[URLPattern] = [
    path("settings/", overview, name="settings"),
    path("partners/", partners, name="partners"),
    path("partners/<int:pk>/", partners, name="partner"),
    path("document-types/", document_types, name="types"),
    path("document-types/<str:code>/", document_types, name="type"),
]
