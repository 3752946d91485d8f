"""Messages to whoever wrote by the form, and the contact that they left, sealed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.desk import alert_page
from tocsin.desk.alert_page import WordForm
from tocsin.desk.room import actor, attempt, attempt_plain
from tocsin.intake import returns
from tocsin.intake.models import Return


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A message from the desk."""
    way_back = get_object_or_404(Return.objects.select_related("alert"), pk=pk)
    form = WordForm(request.POST, way_back=way_back)
    if form.is_valid():
        attempt(form, returns.answer, actor(request), way_back, form.cleaned_data["text"])
    if form.errors:
        return alert_page.show(request, way_back.alert, word_form=form)
    messages.success(request, _("The message waits for whoever has the code."))
    return redirect("desk:alert", way_back.alert_id)


@require_safe
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed contact, for the machine that has the key."""
    way_back = get_object_or_404(Return, pk=pk)
    data = attempt_plain(request, returns.contact_file, way_back)
    if data is None:
        return redirect("desk:alert", way_back.alert_id)
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="alert-{pk}.contact"'
    return response


urls: list[URLPattern] = [
    path("returns/<int:pk>/answer/", answer, name="return-answer"),
    path("returns/<int:pk>/contact/", contact, name="return-contact"),
]
