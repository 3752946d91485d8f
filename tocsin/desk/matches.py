"""Buttons of the desk: two records that look alike are one, are two, or are two again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tocsin.cases import moves
from tocsin.cases.models import Case, Match
from tocsin.desk.room import actor, attempt_plain, one_or_two


@require_POST
def decide(request: HttpRequest, pk: int, kind: str, kept: int, gone: int) -> HttpResponse:
    """The officer says whether the two are one."""
    case = get_object_or_404(Case, pk=pk)
    table = case.persons if kind == "person" else case.sources
    one, other = get_object_or_404(table, pk=kept), get_object_or_404(table, pk=gone)
    words = {"gone": str(other), "kept": str(one)}
    said = _("“%(gone)s” is “%(kept)s” from now on.") % words
    one_or_two(request, moves.keep_apart, moves.merge, one, other, said=said)
    return redirect("desk:case", pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """They are two after all."""
    row = get_object_or_404(Match.objects.select_related("case"), pk=pk)
    if attempt_plain(request, moves.undo, actor(request), row):
        messages.success(request, _("They are two again, each with what it had."))
    return redirect("desk:case", row.case_id)


urls: list[URLPattern] = [
    path("cases/<int:pk>/matches/<slug:kind>/<int:kept>/<int:gone>/", decide, name="match"),
    path("matches/<int:pk>/undo/", undo, name="match-undo"),
]
