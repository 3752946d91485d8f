"""Sheets at the desk: print a numbered one, enter a filled one line by line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tocsin.appeals.models import Appeal
from tocsin.desk.room import actor, attempt, attempt_plain
from tocsin.kernel.web import asking
from tocsin.publishing import reads as publishing
from tocsin.publishing.models import Revision
from tocsin.signing import reads, sheets
from tocsin.signing.forms import country_choices
from tocsin.signing.models import Line, Sheet
from tocsin.vocabulary import languages

WHO_SEES = [
    ("counted", gettext_lazy("counted, shown to nobody")),
    ("addressee", gettext_lazy("to the addressees")),
]

WRITTEN = ("name", "country", "email", "comment")  # what stands on the paper


class PrintForm(asking.Form):
    """In which language, and for which office."""

    language = forms.CharField(label=gettext_lazy("Language"), widget=forms.Select)
    place = forms.CharField(
        label=gettext_lazy("For which office"),
        required=False,
        help_text=gettext_lazy("Stands on the sheet, so that you know where it comes from."),
    )

    def __init__(self, revision: Revision | None, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        codes = revision.content["languages"] if revision else []
        self.fields["language"].widget = forms.Select(
            choices=[(code, languages.name(code)) for code in codes]
        )


class LineForm(asking.Form):
    """One line as it stands on the paper; the room says what is wrong with it."""

    name = forms.CharField(label=gettext_lazy("Name"), required=False)
    country = forms.CharField(label=gettext_lazy("Country"), required=False, widget=forms.Select)
    email = forms.CharField(label=gettext_lazy("E-mail"), required=False)
    comment = forms.CharField(label=gettext_lazy("Comment"), required=False)
    choice = forms.ChoiceField(
        label=gettext_lazy("Name is"), required=False, choices=WHO_SEES, initial="counted"
    )
    rejected = forms.ChoiceField(
        label=gettext_lazy("Not counted, because"),
        required=False,
        choices=[("", "—"), *sheets.REASONS],
    )

    def __init__(self, number: int, data: Any, countries: list[tuple[str, str]]) -> None:
        super().__init__(data, prefix=f"line{number}", label_suffix="")
        self.number = number
        self.fields["country"].widget = forms.Select(choices=countries)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def is_blank(self) -> bool:
        """Nothing was typed, and nothing chosen but what stands there at first."""
        told = self.cleaned_data
        is_chosen = told.get("choice", "") not in {"", self.fields["choice"].initial}
        return not (is_chosen or any(told.get(name) for name in (*WRITTEN, "rejected")))


def _save(request: HttpRequest, sheet: Sheet, form: LineForm) -> Line | None:
    told = dict(form.cleaned_data)
    reason = told.pop("rejected")
    if reason and any(told[name] for name in WRITTEN):
        form.add_error(
            "rejected",
            _("Either write what stands on the line, or say why it is not counted; not both."),
        )
        return None
    who = actor(request)
    if reason:
        return attempt(form, sheets.reject_line, who, sheet, form.number, reason)
    told["choice"] = told["choice"] or "counted"
    return attempt(form, sheets.enter_line, who, sheet, form.number, **told)


def _rows(sheet: Sheet, line_forms: dict[int, LineForm]) -> list[dict[str, Any]]:
    entered = reads.lines(sheet)
    reasons = dict(sheets.REASONS)
    rows: list[dict[str, Any]] = []
    for number in range(1, sheet.lines + 1):
        line = entered.get(number)
        why = reasons.get(line.rejected, line.rejected) if line else ""
        form = None if line else line_forms.get(number)
        rows.append({"number": number, "line": line, "why": why, "form": form})
    return rows


def _line_forms(request: HttpRequest, sheet: Sheet) -> dict[int, LineForm]:
    if sheet.state == "entered":
        return {}
    data = request.POST if request.method == "POST" else None
    lands, done = country_choices(), reads.lines(sheet)
    numbers = [number for number in range(1, sheet.lines + 1) if number not in done]
    return {number: LineForm(number, data, lands) for number in numbers}


def sheet_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet: what is entered, and fields for the lines that are not.

    Good lines are saved even when another line is wrong; the wrong one keeps what was typed.
    """
    sheet = get_object_or_404(Sheet.objects.select_related("appeal", "revision"), pk=pk)
    line_forms = _line_forms(request, sheet)
    wrong: list[LineForm] = []
    if request.method == "POST":
        typed = [form for form in line_forms.values() if form.is_valid() and not form.is_blank()]
        saved = [form for form in typed if _save(request, sheet, form)]
        wrong = [form for form in line_forms.values() if form.errors]
        if saved:
            sentence = ngettext("%(n)d line is saved.", "%(n)d lines are saved.", len(saved))
            messages.success(request, sentence % {"n": len(saved)})
        if not wrong:
            return redirect("desk:sheet", pk=pk)
        sheet.refresh_from_db()
    context = {
        "sheet": sheet,
        "rows": _rows(sheet, line_forms),
        "wrong": wrong,
        "nav_current": "signatures",
    }
    return render(request, "desk/sheet.html", context, status=422 if wrong else 200)


def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: the other lines are empty on the paper."""
    sheet = get_object_or_404(Sheet, pk=pk)
    if request.method == "POST":
        attempt_plain(request, sheets.finish, actor(request), sheet)
    return redirect("desk:sheet", pk=pk)


def print_sheet(request: HttpRequest, document_id: str) -> HttpResponse:
    """GET: the form alone; POST: the next number, ready to be downloaded."""
    appeal = get_object_or_404(Appeal, document_id=document_id)
    revision = publishing.latest(appeal)
    first = {"language": appeal.original_language}
    form = PrintForm(revision, request.POST or None, initial=first)
    if request.method == "POST" and revision and form.is_valid():
        told = form.cleaned_data
        words = (actor(request), revision, told["language"], told["place"])
        if made := attempt(form, sheets.print_sheet, *words):
            return redirect("desk:sheet", pk=made.pk)
    context = {"appeal": appeal, "revision": revision, "form": form, "nav_current": "signatures"}
    return render(request, "desk/sheet_print.html", context, status=422 if form.errors else 200)


def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as PDF, to be printed."""
    sheet = get_object_or_404(Sheet.objects.select_related("appeal", "revision"), pk=pk)
    made = attempt_plain(request, sheets.sheet_pdf, sheet)
    if made is None:
        return redirect("desk:sheet", pk=pk)
    response = HttpResponse(made, content_type="application/pdf")
    name = f"{sheet.appeal.document_id}-sheet-{sheet.number}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def overview(request: HttpRequest) -> HttpResponse:
    """All sheets, those to be entered first."""
    context = {"sheets": reads.sheets(), "nav_current": "signatures"}
    return render(request, "desk/sheets.html", context)


urls: list[URLPattern] = [
    path("sheets/", overview, name="sheets"),
    path("sheets/<int:pk>/", sheet_page, name="sheet"),
    path("sheets/<int:pk>/finish/", finish, name="sheet-finish"),
    path("sheets/<int:pk>/sheet.pdf", pdf, name="sheet-pdf"),
    path("sheets/print/<slug:document_id>/", print_sheet, name="sheet-print"),
]
