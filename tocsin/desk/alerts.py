"""Pages of the desk: alerts as they came, and what was understood of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.appeals import taking_up
from tocsin.desk.room import actor, attempt, attempt_plain, is_too_large
from tocsin.intake import moves, reads
from tocsin.intake.models import Alert
from tocsin.vocabulary import countries, issues

NAV = {"nav_current": "cases"}


class AlertForm(forms.Form):
    """A document, pasted or as a file."""

    text = forms.CharField(
        label=gettext_lazy("Paste the alert"),
        help_text=gettext_lazy("The whole text, as it came; nothing needs to be tidied."),
        widget=forms.Textarea(attrs={"rows": 10}),
        required=False,
        strip=False,
    )
    file = forms.FileField(
        label=gettext_lazy("Or choose its file"),
        help_text=gettext_lazy("Plain text. The original is kept byte by byte."),
        required=False,
        allow_empty_file=True,
    )

    def clean(self) -> dict[str, Any]:
        """One of the two, and not both."""
        data = super().clean() or {}
        text, file = data.get("text", "").strip(), data.get("file")
        if text and file:
            self.add_error(None, _("Paste the text or choose a file, not both."))
        elif not text and not file and not self.errors:
            self.add_error("text", _("Paste the alert, or choose its file."))
        return data

    def document(self) -> tuple[bytes, str, str]:
        """Bytes, file name and way, as the move wants them."""
        if file := self.cleaned_data["file"]:
            return file.read(), file.name, "file"
        pasted = self.cleaned_data["text"].replace("\r\n", "\n")
        return pasted.encode(), "", "paste"


class AsideForm(forms.Form):
    """Why an alert is set aside."""

    reason = forms.CharField(label=gettext_lazy("Why it is set aside"), max_length=moves.REASON)


def overview(request: HttpRequest) -> HttpResponse:
    """All alerts, and a form for one more."""
    form = AlertForm()
    if request.method == "POST":
        form = AlertForm(request.POST, request.FILES)
        if is_too_large(request):
            form.errors.pop("text", None)  # it is not that nothing was chosen
            form.add_error("file", _("This file is far too large. Send the text alone."))
        elif form.is_valid() and (
            done := attempt(form, moves.receive, actor(request), *form.document())
        ):
            alert, new = done
            if not new:
                messages.info(request, _("This document was here already; nothing was changed."))
            return redirect("desk:alert", alert.pk)
    context = {"form": form, "alerts": reads.alerts()[:200], **NAV}
    return render(request, "desk/alerts.html", context, status=422 if form.errors else 200)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One alert beside its original text."""
    return _page(request, get_object_or_404(Alert, pk=pk), AsideForm())


def _page(request: HttpRequest, alert: Alert, form: AsideForm) -> HttpResponse:
    language = get_language() or "en"
    read = alert.reading
    context = {
        "alert": alert,
        "read": read,
        "lands": [countries.name(code, language) for code in read["countries"]],
        "themes": [issues.name(slug, language) for slug in read["issues"]],
        "appeal": taking_up.appeal_of(alert),
        "form": form,
        **NAV,
    }
    return render(request, "desk/alert.html", context, status=422 if form.errors else 200)


@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they came, never shown in the browser."""
    alert = get_object_or_404(Alert, pk=pk)
    data = attempt_plain(request, reads.original, alert)
    if data is None:
        return redirect("desk:alert", pk)
    response = HttpResponse(data, content_type="application/octet-stream")
    name = alert.filename or f"{alert.document_id or alert.sha256[:12]}.txt"
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
        return _page(request, alert, form)
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
    path("alerts/<int:pk>/take-up/", take_up, name="alert-take-up"),
    path("alerts/<int:pk>/set-aside/", set_aside, name="alert-set-aside"),
    path("alerts/<int:pk>/look-again/", look_again, name="alert-look-again"),
]
