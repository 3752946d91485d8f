"""Buttons of the desk: a case is another one, or an alert tells of it; or neither."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tocsin.cases import joining
from tocsin.cases.models import Case, Twin
from tocsin.desk.room import actor, attempt_plain, one_or_two
from tocsin.intake.models import Alert


@require_POST
def case(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Two cases: this one is kept, or they are two."""
    kept, gone = get_object_or_404(Case, pk=pk), get_object_or_404(Case, pk=other)
    said = _("The other case is closed, and leads here.")
    one_or_two(request, joining.not_the_same, joining.one_case, kept, gone, said=said)
    return redirect("desk:case", pk)


@require_POST
def alert(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """An alert tells of this case, or of another."""
    kept, one = get_object_or_404(Case, pk=pk), get_object_or_404(Alert, pk=other)
    said = _("The alert belongs to this case now.")
    one_or_two(request, joining.not_the_same, joining.take_in, kept, one, said=said)
    return redirect("desk:case", pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """They are two after all."""
    row = get_object_or_404(Twin, pk=pk, kind="case")
    if attempt_plain(request, joining.two_cases, actor(request), row):
        messages.success(request, _("They are two cases again."))
    return redirect("desk:case", row.gone)


urls: list[URLPattern] = [
    path("cases/<int:pk>/same/case/<int:other>/", case, name="twin-case"),
    path("cases/<int:pk>/same/alert/<int:other>/", alert, name="twin-alert"),
    path("twins/<int:pk>/undo/", undo, name="twin-undo"),
]
