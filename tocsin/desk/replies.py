"""Replies: what is overdue, what came back; record it, see its mails, close the appeal after it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.appeals import moves as appeals
from tocsin.appeals.models import Appeal
from tocsin.authorities.models import Authority
from tocsin.desk.mailouts import troubled
from tocsin.desk.room import actor, attempt, refuse_large
from tocsin.kernel import files
from tocsin.kernel.crypto.home import home
from tocsin.kernel.web import asking
from tocsin.replies import moves, reads
from tocsin.replies.models import KINDS, News
from tocsin.vocabulary import languages


class NewsForm(asking.Form):
    """What came back; title and text once per language of the appeal."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What came back"),
        choices=KINDS,
        error_messages={"required": gettext_lazy("Choose what came back.")},
    )
    authority: forms.ModelChoiceField[Authority] = forms.ModelChoiceField(
        label=gettext_lazy("Addressee"),
        queryset=None,
        required=False,
        help_text=gettext_lazy("For a reply or silence: whose."),
        error_messages={"invalid_choice": gettext_lazy("Choose the addressee.")},
    )
    on = forms.DateField(
        label=gettext_lazy("Date"),
        initial=timezone.localdate,
        widget=asking.Day(),
        help_text=gettext_lazy("When it was received, or when it happened."),
        error_messages={
            "required": gettext_lazy("Write the day."),
            "invalid": gettext_lazy("Write the day like 2026-10-03."),
        },
    )
    source = forms.CharField(label=gettext_lazy("Source"), required=False, empty_value="")
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("The letter as it came. The public sees its SHA-256 only."),
    )

    def __init__(self, appeal: Appeal, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.fields["authority"].queryset = appeal.addressees.all()  # type: ignore[attr-defined]
        self.languages = list(appeal.texts.values_list("language", flat=True))
        for code in self.languages:
            told = {"language": languages.named(code)}
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title (%(language)s)") % told, required=False
            )
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("What came back (%(language)s)") % told,
                required=False,
                widget=forms.Textarea(attrs={"rows": 6}),
            )
        first = [name for name in self.fields if name not in {"source", "file"}]
        self.order_fields([*first, "source", "file"])

    def words(self) -> dict[str, Any]:
        """What `record` takes."""
        data = self.cleaned_data
        file = data["file"]
        return {
            "kind": data["kind"],
            "on": data["on"],
            "texts": {
                code: {"title": data[f"title_{code}"], "text": data[f"text_{code}"]}
                for code in self.languages
            },
            "authority": data["authority"],
            "source": data["source"],
            "file": (file.name, file.read()) if file else None,
        }


class CloseForm(asking.Form):
    """Why the appeal closes."""

    reason = forms.CharField(
        label=gettext_lazy("Why it closes"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write a reason.")},
    )


def overview(request: HttpRequest) -> HttpResponse:
    """Who has not answered, and what came back."""
    context = {
        "overdue": reads.overdue(),
        "news": [_listed(item) for item in reads.news()[:200]],
        "appeals": Appeal.objects.exclude(state__in=["draft", "withdrawn"]),
        "nav_current": "replies",
    }
    return render(request, "desk/replies.html", context)


def _listed(item: News) -> dict[str, Any]:
    language, text = reads.text_in(item, item.appeal.original_language)
    return {"item": item, "title": text["title"], "language": language}


def new(request: HttpRequest, document_id: str) -> HttpResponse:
    """A form for one item; it is public and mailed when it is recorded."""
    appeal = get_object_or_404(Appeal.objects.exclude(state="draft"), document_id=document_id)
    asked = {name: request.GET[name] for name in ("kind", "authority") if name in request.GET}
    posted = request.method == "POST"
    typed = (request.POST, request.FILES) if posted else ()
    form = NewsForm(appeal, *typed, initial=asked)
    if posted and not refuse_large(request, form, "file") and form.is_valid():
        made = attempt(form, moves.record, actor(request), appeal, **form.words())
        if made is not None:
            messages.success(request, _("It is recorded, and stands on the appeal’s page."))
            return redirect("desk:news", pk=made.pk)
    context = {"appeal": appeal, "form": form, "nav_current": "replies"}
    return render(request, "desk/reply_new.html", context, status=422 if form.errors else 200)


def news(request: HttpRequest, pk: int) -> HttpResponse:
    """One item, its mails, and after an outcome the offer to close the appeal."""
    item = get_object_or_404(reads.news(), pk=pk)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        attempt(form, appeals.close, actor(request), item.appeal, form.cleaned_data["reason"])
        if not form.errors:
            messages.success(request, _("The appeal is closed."))
            return redirect("desk:news", pk=pk)
    so_far = reads.state_of(item)
    refreshing = item.state != "done" and "still" not in request.GET and request.method == "GET"
    context = {
        "item": item,
        "texts": [
            {"code": code, "name": languages.name(code), **text}
            for code, text in item.texts.items()
        ],
        "form": form,
        "progress": so_far,
        "words": _("%(done)s of %(whole)s mails sent")
        % {"done": so_far.sent, "whole": so_far.whole},
        "refreshing": refreshing,
        "troubled": troubled(item.batch),
        "may_close": item.kind == "outcome" and item.appeal.state == "published",
        "nav_current": "replies",
    }
    response = render(request, "desk/news.html", context, status=422 if form.errors else 200)
    if refreshing:
        response.headers["Refresh"] = "5"
    return response


def file(request: HttpRequest, pk: int) -> FileResponse:  # noqa: ARG001
    """The kept file, always as a download."""
    item = get_object_or_404(News.objects.exclude(file_sha256=""), pk=pk)
    opened = files.path(home() / "files", item.file_sha256).open("rb")
    return FileResponse(opened, as_attachment=True, filename=item.file_name)


urls: list[URLPattern] = [
    path("replies/", overview, name="replies"),
    path("replies/new/<str:document_id>/", new, name="news-new"),
    path("replies/<int:pk>/", news, name="news"),
    path("replies/<int:pk>/file/", file, name="news-file"),
]
