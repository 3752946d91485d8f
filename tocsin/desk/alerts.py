"""Pages of the desk: alerts as they came, and what was understood of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tocsin.appeals import taking_up
from tocsin.desk import alert_page
from tocsin.desk.alert_page import AsideForm
from tocsin.desk.room import actor, attempt, attempt_plain, is_too_large
from tocsin.intake import clock, moves, reads
from tocsin.intake.forms import DocumentForm, file_field, text_field
from tocsin.intake.models import Alert, Arrival, Attachment, Passed

NAV = {"nav_current": "cases"}


class AlertForm(DocumentForm):
    """A document, pasted or as a file."""

    BOTH = gettext_lazy("Paste the text or choose a file, not both.")
    NEITHER = gettext_lazy("Paste the alert, or choose its file.")

    text = text_field(
        gettext_lazy("Paste the alert"),
        gettext_lazy("The whole text, as it came; nothing needs to be tidied."),
        rows=10,
    )
    file = file_field(
        gettext_lazy("Or choose its file"),
        gettext_lazy("Plain text or a saved mail. The original is kept byte by byte."),
    )


def overview(request: HttpRequest) -> HttpResponse:
    """All alerts, and a form for one more."""
    form = AlertForm()
    if request.method == "POST":
        form = AlertForm(request.POST, request.FILES)
        if is_too_large(request):
            form.errors.pop("text", None)  # it is not that nothing was chosen
            form.add_error("file", _("This file is far too large. Send the text alone."))
        elif form.is_valid() and (done := _received(request, form)):
            alert, new = done
            if not new:
                messages.info(
                    request, _("This document was here already; no second alert was made.")
                )
            return redirect("desk:alert", alert.pk)
    context = {
        "form": form,
        "clocks": clock.waiting(),
        "alerts": reads.decided()[:200],
        "passed": reads.passed()[:20],
        **NAV,
    }
    return render(request, "desk/alerts.html", context, status=422 if form.errors else 200)


def _received(request: HttpRequest, form: AlertForm) -> tuple[Alert, bool] | None:
    data, name = form.document()
    way = "file" if form.cleaned_data["file"] else "paste"
    return attempt(form, moves.receive, actor(request), data, name, way)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One alert beside its original text."""
    return alert_page.show(request, get_object_or_404(Alert, pk=pk))


@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they came first, never shown in the browser."""
    alert = get_object_or_404(Alert, pk=pk)
    name = alert.filename or f"{alert.document_id or alert.sha256[:12]}.txt"
    return _download(request, alert, name, alert.pk)


@require_safe
def arrival_original(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of one arrival."""
    arrival = get_object_or_404(Arrival, pk=pk)
    ending = "eml" if arrival.way == "mail" else "txt"
    name = arrival.filename or f"{arrival.sha256[:12]}.{ending}"
    return _download(request, arrival, name, arrival.alert_id)


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """A file that came with a mail."""
    file = get_object_or_404(Attachment.objects.select_related("arrival"), pk=pk)
    name = file.filename or f"{file.sha256[:12]}.bin"
    return _download(request, file, name, file.arrival.alert_id)


@require_safe
def passed_original(request: HttpRequest, pk: int) -> HttpResponse:
    """A mail that was taken for no alert."""
    mail = get_object_or_404(Passed, pk=pk)
    return _download(request, mail, f"{mail.sha256[:12]}.eml", None)


def _download(
    request: HttpRequest,
    row: Alert | Arrival | Attachment | Passed,
    name: str,
    alert: int | None,
) -> HttpResponse:
    data = attempt_plain(request, reads.original, row)
    if data is None:
        return redirect("desk:alert", alert) if alert else redirect("desk:alerts")
    response = HttpResponse(data, content_type="application/octet-stream")
    safe = "".join(letter for letter in name if letter.isalnum() or letter in "._- ")
    response["Content-Disposition"] = (
        f'attachment; filename="{safe.encode("ascii", "ignore").decode()}"'
    )
    return response


@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The alert becomes a case and a draft."""
    alert = get_object_or_404(Alert, pk=pk)
    appeal = attempt_plain(request, taking_up.take_up, actor(request), alert)
    if appeal is None:
        return redirect("desk:alert", pk)
    messages.success(request, _("A case and the draft %(id)s are made.") % {"id": appeal})
    return redirect("desk:case", appeal.case_id)


@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing is done about the alert; the reason is kept."""
    alert = get_object_or_404(Alert, pk=pk)
    form = AsideForm(request.POST)
    if form.is_valid():
        attempt(form, moves.set_aside, actor(request), alert, form.cleaned_data["reason"])
    if form.errors:
        return alert_page.show(request, alert, form=form)
    messages.success(request, _("The alert is set aside."))
    return redirect("desk:alerts")


@require_POST
def look_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Back on the list."""
    alert = get_object_or_404(Alert, pk=pk)
    attempt_plain(request, moves.look_again, actor(request), alert)
    return redirect("desk:alert", pk)


urls: list[URLPattern] = [
    path("alerts/", overview, name="alerts"),
    path("alerts/<int:pk>/", show, name="alert"),
    path("alerts/<int:pk>/original/", original, name="alert-original"),
    path("arrivals/<int:pk>/original/", arrival_original, name="arrival-original"),
    path("alerts/files/<int:pk>/", attachment, name="alert-file"),
    path("passed/<int:pk>/", passed_original, name="passed"),
    path("alerts/<int:pk>/take-up/", take_up, name="alert-take-up"),
    path("alerts/<int:pk>/set-aside/", set_aside, name="alert-set-aside"),
    path("alerts/<int:pk>/look-again/", look_again, name="alert-look-again"),
]
