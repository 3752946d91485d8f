"""Settings: partners, authorities and document types."""

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
from tocsin.authorities import moves as authority_moves
from tocsin.authorities import reads as authority_reads
from tocsin.authorities.models import CHANNELS, Authority, Channel
from tocsin.desk.room import actor, attempt, attempt_plain
from tocsin.people import moves as people_moves
from tocsin.people import reads as people_reads
from tocsin.people.models import Partner
from tocsin.vocabulary import countries


def country_choices() -> list[tuple[str, str]]:
    """Every country by its name in the active language, none first."""
    return [("", "—"), *countries.choices(get_language() or "en")]


class PartnerForm(forms.Form):
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


class AuthorityForm(forms.Form):
    """One office."""

    name = forms.CharField(label=gettext_lazy("Name of the office"), max_length=250)
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), required=False, choices=country_choices
    )
    language = forms.CharField(
        label=gettext_lazy("Language it reads"),
        max_length=10,
        initial="en",
        help_text=gettext_lazy("A code like en or fr."),
    )


class ChannelForm(forms.Form):
    """One way to reach an office."""

    kind = forms.ChoiceField(label=gettext_lazy("Way"), choices=CHANNELS)
    address = forms.CharField(
        label=gettext_lazy("Address"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class HolderForm(forms.Form):
    """Who holds an office."""

    holder = forms.CharField(label=gettext_lazy("Who holds it now"), max_length=200)
    since = forms.DateField(
        label=gettext_lazy("Since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class TypeForm(forms.Form):
    """One document type."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=10)
    english = forms.CharField(label=gettext_lazy("Name in English"), max_length=120)
    french = forms.CharField(label=gettext_lazy("Name in French"), max_length=120, required=False)
    offered = forms.BooleanField(
        label=gettext_lazy("Offered for new appeals"), required=False, initial=True
    )


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
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
    return _page(request, "partners", form=form, partner=partner, partners=people_reads.partners())


def authorities(request: HttpRequest) -> HttpResponse:
    """All offices, and a form for a new one."""
    form = AuthorityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        move = authority_moves.save_authority
        if saved := attempt(form, move, actor(request), None, **form.cleaned_data):
            return redirect("desk:authority", pk=saved.pk)
    return _page(request, "authorities", form=form, authorities=authority_reads.authorities())


def _office_forms(data: Any, which: str, office: Authority) -> dict[str, forms.Form]:
    before = {n: getattr(office, n) for n in ("name", "country", "language")}
    return {
        "office": AuthorityForm(data if which == "office" else None, initial=before),
        "holder": HolderForm(data if which == "holder" else None),
        "channel": ChannelForm(data if which == "channel" else None),
    }


def _office_move(who: Any, office: Authority, which: str, form: forms.Form) -> Any:
    data = form.cleaned_data
    if which == "office":
        return attempt(form, authority_moves.save_authority, who, office, **data)
    if which == "holder":
        words = (who, office, data["holder"], data["since"])
        return attempt(form, authority_moves.set_holder, *words)
    return attempt(form, authority_moves.add_channel, who, office, data["kind"], data["address"])


def authority(request: HttpRequest, pk: int) -> HttpResponse:
    """One office: its name, holders and channels; each form says which it is by `which`."""
    office = get_object_or_404(Authority, pk=pk)
    which = request.POST.get("which", "")
    office_forms = _office_forms(request.POST, which, office)
    form = office_forms.get(which)
    done = form and form.is_valid() and _office_move(actor(request), office, which, form)
    if done:
        messages.success(request, _("Saved."))
        return redirect("desk:authority", pk=pk)
    return _page(request, "authority", authority=office, **office_forms)


def channel(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: a channel works, or no longer."""
    one = get_object_or_404(Channel, pk=pk)
    if request.method == "POST":
        works = request.POST.get("works") == "yes"
        attempt_plain(request, authority_moves.set_channel_works, actor(request), one, works=works)
    return redirect("desk:authority", pk=one.authority_id)


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
    return _page(request, "types", form=form, chosen=chosen, types=DocumentType.objects.all())


def overview(request: HttpRequest) -> HttpResponse:
    """What can be set, and where."""
    return _page(request, "settings")


urls: list[URLPattern] = [
    path("settings/", overview, name="settings"),
    path("partners/", partners, name="partners"),
    path("partners/<int:pk>/", partners, name="partner"),
    path("authorities/", authorities, name="authorities"),
    path("authorities/<int:pk>/", authority, name="authority"),
    path("channels/<int:pk>/", channel, name="channel"),
    path("document-types/", document_types, name="types"),
    path("document-types/<str:code>/", document_types, name="type"),
]
