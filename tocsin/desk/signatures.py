"""Signatures at the desk: counts by class, day and sheet; never a name, they are sealed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path

from tocsin.appeals import reads as appeals
from tocsin.appeals.models import Appeal
from tocsin.desk.sheets import PrintForm
from tocsin.kernel import keys
from tocsin.kernel.templatetags.tocsin import day
from tocsin.publishing import reads as publishing
from tocsin.signing import reads, retention
from tocsin.signing.numbers import numbers


def overview(request: HttpRequest) -> HttpResponse:
    """Every published appeal with its tally, and the sheets that are to be entered."""
    counts = reads.tallies()
    published = appeals.appeals().exclude(state="draft")
    context = {
        "rows": [(appeal, counts.get(appeal.pk, reads.Tally())) for appeal in published],
        "sheets": reads.sheets().filter(state="printed"),
        "key": keys.active(),
        "nav_current": "signatures",
    }
    return render(request, "desk/signatures.html", context)


def _chart(appeal: Appeal, channel: str) -> dict[str, Any]:
    rows = reads.per_day(appeal, channel)
    # no-break spaces, so that a day stays on its line
    days = [(day(on).replace(" ", "\u00a0"), number) for on, number in rows]
    return {"rows": days, "most": max((number for _on, number in rows), default=0)}


def of_appeal(request: HttpRequest, document_id: str) -> HttpResponse:
    """One appeal: tally, what came in by day, its sheets, and a form to print the next."""
    appeal = get_object_or_404(Appeal, document_id=document_id)
    revision = publishing.latest(appeal)
    form = PrintForm(revision, initial={"language": appeal.original_language})
    context = {
        "appeal": appeal,
        "revision": revision,
        "tally": reads.tally(appeal),
        "numbers": numbers(appeal),
        "forget_on": retention.planned(appeal),
        "forgotten_on": retention.forgotten(appeal),
        "by_revision": reads.by_revision(appeal),
        "web": _chart(appeal, "web"),
        "paper": _chart(appeal, "paper"),
        "sheets": reads.sheets(appeal),
        "form": form if revision and appeal.state == "published" else None,
        "nav_current": "signatures",
    }
    return render(request, "desk/signatures_of.html", context)


urls: list[URLPattern] = [
    path("signatures/", overview, name="signatures"),
    path("signatures/<slug:document_id>/", of_appeal, name="signatures-of"),
]
