"""What is coming in now: signatures a minute, mail that waits, refusals; and the switches."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tocsin.appeals import reads as appeals
from tocsin.appeals.models import Appeal
from tocsin.desk import plot
from tocsin.desk.room import actor, attempt_plain, sent
from tocsin.kernel import minutes, switches
from tocsin.kernel.mail import waiting
from tocsin.kernel.switches import ABOUT_APPEALS, DOMAIN_SLOW, MAIL_PAUSED, Switch
from tocsin.kernel.web import asking
from tocsin.people import switching
from tocsin.signing import holds

SECONDS = 10  # until the page looks again
MOST_SHOWN = 50  # appeals
ACTS = {
    switches.SIGN_CLOSED: gettext_lazy("Close signing"),
    switches.NUMBER_HIDDEN: gettext_lazy("Hide the number of signatures"),
    switches.MAIL_PAUSED: gettext_lazy("Pause all mail"),
    switches.DOMAIN_SLOW: gettext_lazy("Slow down mail to a domain"),
}
WHAT_IT_DOES = {
    switches.SIGN_CLOSED: gettext_lazy(
        "Nobody can sign until it is opened again; what somebody typed stays in the form. Links in "
        "mails that went out still count."
    ),
    switches.NUMBER_HIDDEN: gettext_lazy(
        "The public page, its list of names and its data show no number. The public log stays as "
        "it is."
    ),
    switches.MAIL_PAUSED: gettext_lazy(
        "No mail begins to leave, also none that confirms a signature. Nothing is lost: it leaves "
        "when mail goes on."
    ),
    switches.DOMAIN_SLOW: gettext_lazy(
        "Mail that is written from now on to this domain leaves one by one, thirty a minute; all "
        "other mail goes as before."
    ),
}
REASONS = {
    "closed": gettext_lazy("signing was closed"),
    "link": gettext_lazy("a link that does not work"),
    "name": gettext_lazy("no name that can be taken"),
    "email": gettext_lazy("no e-mail address that can be taken"),
    "country": gettext_lazy("no country"),
    "comment": gettext_lazy("a comment that cannot be taken"),
    "choice": gettext_lazy("no choice of who may see the name"),
    "full": gettext_lazy("too many at once"),
    "large": gettext_lazy("more than a form can hold"),
    "slow": gettext_lazy("a form that did not arrive in time"),
    "kind": gettext_lazy("something that is no form of ours"),
    "other": gettext_lazy("another reason"),
}

PROOFS = {
    "good": gettext_lazy("with a proof of work: at once"),
    "none": gettext_lazy("without one: after the others"),
    "wrong": gettext_lazy("with one that is none: after the others"),
    "late": gettext_lazy("with one that is too old: after the others"),
    "again": gettext_lazy("with one that was used before: after the others"),
}


def _held_to(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if "still" not in request.GET:
        response.headers["Refresh"] = str(SECONDS)
    return response


def _hour(rows: list[minutes.Minute]) -> dict[str, Any]:
    hour = plot.hour(rows, timezone.now())
    reasons = [(REASONS.get(reason, reason), number) for reason, number in hour.reasons]
    proofs = [(PROOFS.get(proof, proof), number) for proof, number in hour.proofs]
    return {"hour": hour, "reasons": reasons, "proofs": proofs, "nav_current": "signatures"}


@require_safe
def storm(request: HttpRequest) -> HttpResponse:
    """Altogether; the page looks again by itself, unless `?still=1`."""
    minutes.flush()
    rows = minutes.last_hour()
    context = _hour(rows) | {
        "by_appeal": _by_appeal(rows),
        "held": holds.number_held(),
        "mails": waiting.mails(),
        "most_counted": waiting.MOST,
        "writers": waiting.writers(),
        "write_ms": plot.write_wait(rows),
        "kinds": [(name, words, WHAT_IT_DOES[name]) for name, words in ACTS.items()],
        "may_turn": switching.may_turn(actor(request)),
        "still": "still" in request.GET,
    }
    return _held_to(request, render(request, "desk/storm.html", context))


def _by_appeal(rows: list[minutes.Minute]) -> list[tuple[str, dict[str, int]]]:
    """Appeals under which something happened in the last hour, the busiest first."""
    numbers: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.subject:
            numbers[row.subject, row.what] += row.number
    whats = (minutes.RECEIVED, minutes.CONFIRMED, minutes.REFUSED)
    busiest = Counter({one: 0 for one, _what in numbers})
    for (subject, what), number in numbers.items():
        busiest[subject] += number if what in whats else 0
    return [
        (subject, {what: numbers[subject, what] for what in whats})
        for subject, _number in busiest.most_common(MOST_SHOWN)
    ]


@require_safe
def of_appeal(request: HttpRequest, document_id: str) -> HttpResponse:
    """The same of one appeal."""
    appeal = get_object_or_404(Appeal, document_id=document_id)
    minutes.flush()
    context = _hour(minutes.last_hour([document_id]))
    context |= {
        "appeal": appeal,
        "held": holds.number_held(appeal),
        "still": "still" in request.GET,
    }
    return _held_to(request, render(request, "desk/storm_of.html", context))


class TurnForm(asking.Form):
    """Which appeal or domain, and why."""

    subject = forms.ChoiceField(
        label=gettext_lazy("Which appeal"), required=False, widget=forms.Select
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("Everybody at the desk reads it on every page."),
    )

    def __init__(self, name: str, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        if name in ABOUT_APPEALS:
            open_ones = appeals.appeals().filter(state="published").order_by("-pk")
            ids = [(one.document_id, one.document_id) for one in open_ones]
            self.fields["subject"] = forms.ChoiceField(
                label=_("Which appeal"), required=False, choices=[("", _("all appeals")), *ids]
            )
        elif name == MAIL_PAUSED:
            del self.fields["subject"]
        elif name == DOMAIN_SLOW:
            self.fields["subject"] = forms.CharField(
                label=_("Domain"), help_text=_("What stands behind the @, like example.org.")
            )


def turn(request: HttpRequest, name: str) -> HttpResponse:
    """GET asks which and why; POST turns the switch on at once."""
    if name not in ACTS:
        raise Http404
    given = request.POST if request.method == "POST" else None
    form = TurnForm(name, given, initial={"subject": request.GET.get("appeal", "")})

    def move(**typed: str) -> None:
        switching.turn(actor(request), name, typed.get("subject", ""), True, typed["why"])

    if sent(request, form, move):
        messages.success(request, _("Done. It works everywhere within a second."))
        return redirect("desk:storm")
    context = {"form": form, "words": ACTS[name], "does": WHAT_IT_DOES[name]}
    context["nav_current"] = "signatures"
    return render(request, "desk/storm_turn.html", context, status=422 if form.errors else 200)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Turns one off; it is no matter when somebody else was faster."""
    row = Switch.objects.filter(pk=pk).first()
    if row is not None:
        attempt_plain(request, switching.undo, actor(request), row)
    return redirect("desk:storm")


urls: list[URLPattern] = [
    path("storm/", storm, name="storm"),
    path("storm/turn/<slug:name>/", turn, name="storm-turn"),
    path("storm/undo/<int:pk>/", undo, name="storm-undo"),
    path("storm/appeal/<slug:document_id>/", of_appeal, name="storm-of"),
]
