"""Conveyances: prepare a sealed bundle, record each attempt with its evidence."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.appeals.models import Appeal
from tocsin.authorities.models import CHANNELS, Authority
from tocsin.conveyance import fallen, moves, reads
from tocsin.conveyance.models import RESULTS, Attempt, Conveyance
from tocsin.desk.room import actor, attempt, attempt_plain, refuse_large
from tocsin.kernel import files
from tocsin.kernel.crypto.home import home
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.web import asking


class AttemptForm(asking.Form):
    """One try to hand it over."""

    channel = forms.ChoiceField(label=gettext_lazy("Way"), choices=CHANNELS)
    result = forms.ChoiceField(label=gettext_lazy("What came of it"), choices=RESULTS)
    on = forms.DateField(
        label=gettext_lazy("Date"),
        initial=timezone.localdate,
        widget=asking.Day(),
    )
    note = forms.CharField(
        label=gettext_lazy("What happened"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = forms.FileField(
        label=gettext_lazy("Evidence"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy(
            "A file that proves it: a stamped copy, a return slip, the mail server’s answer."
        ),
    )


def overview(request: HttpRequest) -> HttpResponse:
    """What waits to be prepared, what is under way, what is proved."""
    context = {
        "waiting": reads.never_conveyed(),
        "open": reads.open_conveyances(),
        "delivered": reads.conveyances().filter(state="delivered"),
        "nav_current": "conveyances",
    }
    return render(request, "desk/conveyances.html", context)


def prepare(request: HttpRequest, document_id: str, authority: int) -> HttpResponse:
    """POST: makes the sealed bundle for one addressee."""
    appeal = get_object_or_404(Appeal, document_id=document_id)
    office = get_object_or_404(Authority, pk=authority)
    if request.method != "POST":
        return redirect("desk:conveyances")
    made = attempt_plain(request, moves.export, actor(request), appeal, office)
    if made is None:
        return redirect("desk:conveyances")
    messages.success(request, _("The bundle is ready. Open it on the machine that has the key."))
    return redirect("desk:conveyance", pk=made.pk)


def conveyance(request: HttpRequest, pk: int) -> HttpResponse:
    """One conveyance with its attempts, and a form for the next."""
    row = get_object_or_404(reads.conveyances(), pk=pk)
    form = AttemptForm(request.POST or None, request.FILES or None)
    large = request.method == "POST" and refuse_large(request, form, "evidence")
    if request.method == "POST" and not large and form.is_valid():
        data = dict(form.cleaned_data)
        file = data.pop("evidence")
        evidence = (file.name, file.read()) if file else None
        if attempt(form, moves.record_attempt, actor(request), row, evidence=evidence, **data):
            messages.success(request, _("The attempt is recorded."))
            return redirect("desk:conveyance", pk=pk)
    context = {"conveyance": row, "form": form, "nav_current": "conveyances"}
    context["fallen"] = fallen.since(row)
    context["kept_back"] = _kept_back(row)
    return render(request, "desk/conveyance.html", context, status=422 if form.errors else 200)


def _kept_back(row: Conveyance) -> str:
    """Why the bundle is not handed out; empty where it is."""
    try:
        moves.bundle_path(row)
    except Refusal as refusal:
        return str(refusal)
    return ""


def bundle(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The sealed bundle as a file."""
    row = get_object_or_404(Conveyance, pk=pk)
    place = attempt_plain(request, moves.bundle_path, row)
    if place is None:
        return redirect("desk:conveyance", pk=pk)
    name = f"{row.appeal.document_id}-{row.authority_id}-{row.number}.tocsin.zip"
    return FileResponse(place.open("rb"), as_attachment=True, filename=name)


def evidence(request: HttpRequest, pk: int) -> FileResponse:  # noqa: ARG001
    """The evidence of one attempt, always as a download."""
    one = get_object_or_404(Attempt.objects.exclude(evidence_sha256=""), pk=pk)
    file = files.path(home() / "files", one.evidence_sha256).open("rb")
    return FileResponse(file, as_attachment=True, filename=one.evidence_name)


urls: list[URLPattern] = [
    path("conveyances/", overview, name="conveyances"),
    path(
        "conveyances/prepare/<str:document_id>/<int:authority>/", prepare, name="conveyance-prepare"
    ),
    path("conveyances/<int:pk>/", conveyance, name="conveyance"),
    path("conveyances/<int:pk>/bundle/", bundle, name="conveyance-bundle"),
    path("evidence/<int:pk>/", evidence, name="evidence"),
]
