"""Raising an alert without an account, and coming back to it with a code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tocsin.appeals import taking_up
from tocsin.intake import returns
from tocsin.intake.forms import DocumentForm, file_field, text_field
from tocsin.intake.models import Return
from tocsin.kernel import keys
from tocsin.kernel.full_disk import refused_when_full
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.web import asking
from tocsin.kernel.web.throttle import connection
from tocsin.publishing import reads as publishing
from tocsin.site.caching import personal
from tocsin.vocabulary import countries

NAMED = [
    ("no", gettext_lazy("No. Keep to yourselves who told you")),
    ("yes", gettext_lazy("Yes, by the name that I write below")),
]
STATES = {
    "new": gettext_lazy("It has arrived. Nobody has decided about it yet."),
    "taken up": gettext_lazy("The desk is working on it."),
    "joined": gettext_lazy("The desk is working on it."),
    "set aside": gettext_lazy("The desk does not act on it for now. A message may say why."),
}


class AlertForm(DocumentForm):
    """What happened, where, and how far the sender may be known."""

    BOTH = gettext_lazy("Write the text or choose a file, not both.")
    NEITHER = gettext_lazy("Write what has happened, or choose a file.")

    text = text_field(
        gettext_lazy("What has happened, to whom, and what is feared?"),
        gettext_lazy(
            "Say who told you each thing, and what you could not confirm. "
            "A signed alert may be pasted as it is."
        ),
        rows=12,
    )
    file = file_field(
        gettext_lazy("Or choose a file"),
        gettext_lazy("Plain text, or a mail that was saved. At most 2 MB of text."),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a country from the list.")},
    )
    may_name = forms.ChoiceField(
        label=gettext_lazy("May we name you?"),
        choices=NAMED,
        initial="no",
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose whether we may name you."),
            "invalid_choice": gettext_lazy("Choose whether we may name you."),
        },
    )
    name = forms.CharField(label=gettext_lazy("Your name, or your organisation’s"), required=False)
    contact = forms.CharField(
        label=gettext_lazy("How we may reach you"),
        help_text=gettext_lazy(
            "It is sealed at once; only the organisation’s key opens it, and that is not here."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        required=False,
    )

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        lands = countries.choices(get_language() or "en")
        self.fields["country"].choices = [("", "—"), *lands]  # type: ignore[attr-defined]
        if keys.active() is None:
            self.fields["contact"].help_text = returns.without_key()

    def entry(self) -> returns.Entry:
        """As the room wants it."""
        data = self.cleaned_data
        document, filename = self.document()
        return returns.Entry(
            data=document,
            filename=filename,
            country=data["country"],
            may_name=data["may_name"] == "yes",
            name=" ".join(data["name"].split()),
            contact=data["contact"].strip(),
        )


class CodeForm(asking.Form):
    """The code, as it was noted."""

    code = forms.CharField(
        label=gettext_lazy("Your code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Type the code that you were given."),
            "max_length": returns.OPENS_NOTHING,
            "null_characters_not_allowed": returns.OPENS_NOTHING,
        },
    )


class WordForm(asking.Form):
    """More to say."""

    text = forms.CharField(
        label=gettext_lazy("Tell us more"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write a message.")},
    )


@csrf_exempt
@personal
def write(request: HttpRequest) -> HttpResponse:
    """GET shows the form; POST receives the alert and shows the code, once."""
    form = AlertForm()
    if request.method == "POST":
        form = AlertForm(request.POST, request.FILES)
        _refuse_large(request, form)
        # People do not see this field; who fills it is a program, and learns nothing.
        if request.POST.get("website"):
            return _received(request, returns.new_code())
        if form.is_valid():
            try:
                with refused_when_full():
                    return _received(request, returns.write(form.entry(), connection(request)))
            except Refusal as refusal:
                field = refusal.field if refusal.field in form.fields else None
                form.add_error(_beside(form, field), str(refusal))
                form.choose_again()
    context = {"form": form, "mailbox": settings.TOCSIN_ALERT_MAIL, "nav_current": "alert"}
    return render(request, "site/alert.html", context, status=422 if form.errors else 200)


def _refuse_large(request: HttpRequest, form: AlertForm) -> None:
    """Of what is too much for the memory no file comes through; it is not that none was chosen."""
    size = request.META.get("CONTENT_LENGTH") or "0"
    if size.isdecimal() and int(size) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        form.errors.pop("text", None)
        form.add_error("file", _("This file is far too large. Send the text alone."))


def _beside(form: AlertForm, field: str | None) -> str | None:
    """What the reader of documents says of its file is said of the text where that was typed."""
    return "text" if field == "file" and not form.cleaned_data.get("file") else field


def _received(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "site/alert_received.html", {"code": code, "nav_current": "alert"})


@csrf_exempt
@personal
def back(request: HttpRequest) -> HttpResponse:
    """GET asks for the code; POST shows what became of the alert, and takes more text."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            way_back = returns.come_back(form.cleaned_data["code"], connection(request))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return _shown(request, way_back, form.cleaned_data["code"])
    context = {"form": form, "nav_current": "alert"}
    return render(request, "site/alert_back.html", context, status=422 if form.errors else 200)


def _shown(request: HttpRequest, way_back: Return, code: str) -> HttpResponse:
    adds = "text" in request.POST
    form = WordForm(request.POST if adds else None)
    told = False
    if adds and form.is_valid():
        try:
            with refused_when_full():
                returns.say(way_back, form.cleaned_data["text"])
        except Refusal as refusal:
            form.add_error("text", str(refusal))
        else:
            form, told = WordForm(), True
    state = returns.state(way_back)
    appeal = taking_up.appeal_of(way_back.alert) if state in {"taken up", "joined"} else None
    context = {
        "way_back": way_back,
        "words": way_back.words.all(),
        "state": STATES[state],
        "appeal": appeal if appeal and publishing.latest(appeal) else None,
        "code": code,
        "form": form,
        "told": told,
        "nav_current": "alert",
    }
    return render(request, "site/alert_state.html", context, status=422 if form.errors else 200)


urls: list[URLPattern] = [
    path("alert/", write, name="alert"),
    path("alert/back/", back, name="alert-back"),
]
