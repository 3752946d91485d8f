"""Joining the network and leaving it; the answer is the same whoever asks."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from tocsin.kernel import switches
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.full_disk import refused_when_full
from tocsin.kernel.mail.outbox import clean_address
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.web import asking
from tocsin.mailing import moves
from tocsin.mailing.network import Wish
from tocsin.mailing.welcome import names
from tocsin.site import fields
from tocsin.site.caching import personal, public
from tocsin.vocabulary import countries, issues, languages


class JoinForm(asking.Form):
    """Who wants appeals, in which language, and which."""

    email = fields.email(gettext_lazy("E-mail address"))
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mails"),
        help_text=gettext_lazy("Where an appeal is not written in it, you get its original."),
        error_messages={
            "required": gettext_lazy("Choose a language from the list."),
            "invalid_choice": gettext_lazy("Choose a language from the list."),
        },
    )
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("Only about these countries"),
        required=False,
        help_text=gettext_lazy("Choose none to get appeals about all countries."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
        error_messages={"invalid_choice": gettext_lazy("Choose countries from the list.")},
    )
    issues = forms.MultipleChoiceField(
        label=gettext_lazy("Only about these issues"),
        required=False,
        help_text=gettext_lazy("Choose none to get appeals about all issues."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Choose issues from the list.")},
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        spoken = get_language() or "en"
        offered = [(code, languages.name(code)) for code in settings.TOCSIN_LANGUAGES]
        self.fields["language"].choices = offered  # type: ignore[attr-defined]
        self.fields["language"].initial = spoken
        self.fields["countries"].choices = countries.choices(spoken)  # type: ignore[attr-defined]
        self.fields["issues"].choices = issues.choices(spoken)  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        """Refused here already, so that everything that is wrong is said at once."""
        try:
            return clean_address(self.cleaned_data["email"])
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal


@csrf_exempt
@personal
def join(request: HttpRequest) -> HttpResponse:
    """GET shows the form; POST sends a mail with a link, whether the address is known or not."""
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            with refused_when_full():
                moves.ask(asked["email"], asked["language"], asked["countries"], asked["issues"])
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("site:join-sent")
    context = {"form": form, "nav_current": "join"}
    return render(request, "site/join.html", context, status=422 if form.errors else 200)


@public
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail; the same page for everybody."""
    told = {"nav_current": "join", "mail_paused": switches.on(switches.MAIL_PAUSED)}
    return render(request, "site/join_sent.html", told)


@csrf_exempt
@personal
def joined(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what was asked and a button; POST makes it so. Repeating is harmless."""
    try:
        person = moves.confirm(token) if request.method == "POST" else moves.invited(token)
    except Locked:
        raise  # the link is good and stays so
    except Refusal as refusal:
        return render(request, "site/join_link.html", {"sentence": str(refusal)}, status=410)
    told = person.wish or {
        "language": person.language,
        "countries": person.countries,
        "issues": person.issues,
    }
    wanted = Wish(told["language"], tuple(told["countries"]), tuple(told["issues"]))
    context = names(wanted) | {"language": languages.named(wanted.language), "person": person}
    context |= {"done": request.method == "POST", "nav_current": "join"}
    return render(request, "site/join_confirm.html", context)


@csrf_exempt
@personal
def leave(request: HttpRequest, leave: str) -> HttpResponse:
    """GET shows a button; POST leaves, also by a mail program's one click (RFC 8058)."""
    done = request.method == "POST"
    try:
        if done:
            moves.leave(leave)
    except Locked:
        raise
    except Refusal as refusal:
        return render(request, "site/leave.html", {"sentence": str(refusal)}, status=410)
    return render(request, "site/leave.html", {"done": done})


urls: list[URLPattern] = [
    path("join/", join, name="join"),
    path("join/sent/", sent, name="join-sent"),
    path("join/<str:token>/", joined, name="joined"),
    path("leave/<str:leave>/", leave, name="leave"),
]
