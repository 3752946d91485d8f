"""The network: how many, in which languages; bringing in a list of people who agreed."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy

from tocsin.desk.room import actor, attempt, attempt_plain
from tocsin.kernel.web import asking
from tocsin.mailing import lists, reads
from tocsin.vocabulary import languages


class ListForm(asking.Form):
    """A CSV file."""

    file = forms.FileField(
        label=gettext_lazy("CSV file of people who agreed"),
        allow_empty_file=True,
        help_text=gettext_lazy(
            "Columns: email and agreed_on (the day they agreed, like 2026-10-03); if you like, "
            "language, countries and issues. Several in one cell stand apart by semicolons."
        ),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )


def overview(request: HttpRequest) -> HttpResponse:
    """GET: numbers and the form; POST: what would become of each line, before it is taken."""
    posted = request.method == "POST"
    form = ListForm(request.POST, request.FILES) if posted else ListForm()
    context = {"form": form, "nav_current": "mailouts"}
    if posted and form.is_valid():
        raw = form.cleaned_data["file"].read()
        report = attempt(form, lists.preview, actor(request), raw)
        if report is not None:
            context |= {"report": report, "carried": lists.carried(actor(request), raw)}
            return render(request, "desk/network_preview.html", context)
    context["counts"] = reads.counts()
    context["languages"] = [(languages.name(code), n) for code, n in reads.by_language()]
    return render(request, "desk/network.html", context, status=422 if form.errors else 200)


def take(request: HttpRequest) -> HttpResponse:
    """POST: takes the list that was shown."""
    if request.method != "POST":
        return redirect("desk:network")
    carried = request.POST.get("carried", "")
    raw = attempt_plain(request, lists.uncarried, actor(request), carried)
    if raw is None:
        return redirect("desk:network")
    report = attempt_plain(request, lists.bring_in, actor(request), raw)
    if report is not None:
        messages.success(request, report.in_words())
    return redirect("desk:network")


urls: list[URLPattern] = [
    path("network/", overview, name="network"),
    path("network/take/", take, name="network-take"),
]
