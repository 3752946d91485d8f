"""Pages of the desk: voices that were withdrawn after they had been handed over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.conveyance import withdrawn
from tocsin.desk.room import actor, attempt_plain
from tocsin.desk.worklist import Worklist
from tocsin.kernel.templatetags.tocsin import day
from tocsin.signing.models import Withdrawn


def worklist() -> Worklist:
    """What is to be told, with the last day for each."""
    place = reverse("desk:withdrawn")
    rows = [
        (
            _("By %(day)s · %(id)s · %(leaf)s")
            % {"day": day(one.by), "id": one.row.appeal.document_id, "leaf": one.leaf[:16]},
            place,
        )
        for one in withdrawn.to_tell()
    ]
    title = _("Tell those who were handed a voice that it was withdrawn")
    return Worklist(title, _("See all"), place, rows)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Each voice by what the public log says of it, and who was handed it."""
    context = {"rows": withdrawn.to_tell(), "nav_current": "signatures"}
    return render(request, "desk/withdrawn.html", context)


@require_POST
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """It was told: the row goes."""
    row = get_object_or_404(Withdrawn.objects.select_related("appeal"), pk=pk)
    attempt_plain(request, withdrawn.told, actor(request), row)
    messages.success(request, _("Noted. Nothing more of it is kept here."))
    return redirect("desk:withdrawn")


urls: list[URLPattern] = [
    path("withdrawn/", overview, name="withdrawn"),
    path("withdrawn/<int:pk>/", told, name="withdrawn-told"),
]
