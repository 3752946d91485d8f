"""Settings: the offices written to, and those that may be one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tocsin.authorities import matching, moves, reads
from tocsin.authorities.models import CHANNELS, Authority, Channel, OfficeMatch
from tocsin.desk import beside, editing
from tocsin.desk.editing import posted_version
from tocsin.desk.room import actor, attempt, attempt_plain, one_or_two
from tocsin.desk.settings import country_choices, page
from tocsin.kernel.web import asking
from tocsin.vocabulary import countries


class AuthorityForm(asking.Form):
    """One office."""

    name = forms.CharField(label=gettext_lazy("Name of the office"), max_length=250)
    variants = forms.CharField(
        label=gettext_lazy("Other spellings"),
        help_text=gettext_lazy("One in each line, in any language; an import finds them too."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=5000,
        required=False,
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), required=False, choices=country_choices
    )
    language = forms.CharField(
        label=gettext_lazy("Language it reads"),
        max_length=10,
        initial="en",
        help_text=gettext_lazy("A code like en or fr."),
    )

    def values(self) -> dict[str, Any]:
        """As the move wants them."""
        return self.cleaned_data | {"variants": self.cleaned_data["variants"].splitlines()}


class ChannelForm(asking.Form):
    """One way to reach an office."""

    kind = forms.ChoiceField(label=gettext_lazy("Way"), choices=CHANNELS)
    address = forms.CharField(
        label=gettext_lazy("Address"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class HolderForm(asking.Form):
    """Who holds an office."""

    holder = forms.CharField(label=gettext_lazy("Who holds it now"), max_length=200)
    since = forms.DateField(
        label=gettext_lazy("Since"),
        required=False,
        widget=asking.Day(),
    )


def overview(request: HttpRequest) -> HttpResponse:
    """All offices, those that may be one, and a form for a new one."""
    form = AuthorityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        move = moves.save_authority
        if saved := attempt(form, move, actor(request), None, **form.values()):
            return redirect("desk:authority", pk=saved.pk)
    language = get_language() or "en"
    context = {
        "form": form,
        "authorities": [
            (one, countries.name(one.country, language)) for one in reads.authorities()
        ],
        "offers": matching.offers(),
        "merged": matching.merged(),
    }
    return page(request, "authorities", **context)


def _before(office: Authority) -> dict[str, Any]:
    before = {name: getattr(office, name) for name in ("name", "country", "language")}
    return before | {"variants": "\n".join(office.variants)}


def _move(request: HttpRequest, office: Authority, which: str, form: Any) -> Any:
    """Makes the move that the form is for; None where it was refused."""
    data, who = form.cleaned_data, actor(request)
    if which == "office":
        seen = posted_version(request, office.version)
        return attempt(form, moves.save_authority, who, office, seen, **form.values())
    if which == "holder":
        return attempt(form, moves.set_holder, who, office, data["holder"], data["since"])
    return attempt(form, moves.add_channel, who, office, data["kind"], data["address"])


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One office: its name, holders and channels; each form says which it is by `which`."""
    office = get_object_or_404(Authority, pk=pk)
    if office.merged_into_id:
        return redirect("desk:authority", office.merged_into_id)
    which = "" if editing.is_opening(request) else request.POST.get("which", "")
    sent = {which: request.POST}
    office_forms = {
        "office": AuthorityForm(sent.get("office"), initial=_before(office)),
        "holder": HolderForm(sent.get("holder")),
        "channel": ChannelForm(sent.get("channel")),
    }
    seen = posted_version(request, office.version) if which == "office" else office.version
    form = office_forms.get(which)
    if form and form.is_valid() and _move(request, office, which, form):
        if which == "office":
            editing.done(request, "authority", pk)
        messages.success(request, _("Saved."))
        return redirect("desk:authority", pk=pk)
    return _page(request, office, office_forms, seen, is_open=which in {"", "office"})


def _page(
    request: HttpRequest,
    office: Authority,
    office_forms: dict[str, Any],
    seen: int,
    *,
    is_open: bool,
) -> HttpResponse:
    mine = editing.at(request, "authority", office.pk) if is_open else editing.SHUT
    mine.shown(office_forms["office"])
    late = seen != office.version
    context = {
        "authority": office,
        "editing": mine,
        "version": office.version,
        "theirs": beside.compare(office_forms["office"], _before(office)) if late else None,
        "who": reads.who(office),
        "offers": matching.offers(office),
        "history": reads.history(office),
    }
    return page(request, "authority", **context, **office_forms)


@require_POST
def channel(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: a channel works, or no longer."""
    one = get_object_or_404(Channel, pk=pk)
    works = request.POST.get("works") == "yes"
    attempt_plain(request, moves.set_channel_works, actor(request), one, works=works)
    return redirect("desk:authority", pk=one.authority_id)


@require_POST
def decide(request: HttpRequest, kept: int, gone: int) -> HttpResponse:
    """The officer says whether two offices are one."""
    one, other = get_object_or_404(Authority, pk=kept), get_object_or_404(Authority, pk=gone)
    words = {"gone": str(other), "kept": str(one)}
    said = _("“%(gone)s” is “%(kept)s” from now on.") % words
    one_or_two(request, moves.keep_apart, moves.merge, one, other, said=said)
    return redirect("desk:authorities")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """They are two after all."""
    if attempt_plain(request, moves.undo, actor(request), get_object_or_404(OfficeMatch, pk=pk)):
        messages.success(request, _("They are two again, each with what it had."))
    return redirect("desk:authorities")


urls: list[URLPattern] = [
    path("authorities/", overview, name="authorities"),
    path("authorities/<int:pk>/", show, name="authority"),
    path("authorities/<int:kept>/same/<int:gone>/", decide, name="office-match"),
    path("authorities/matches/<int:pk>/undo/", undo, name="office-match-undo"),
    path("channels/<int:pk>/", channel, name="channel"),
]
