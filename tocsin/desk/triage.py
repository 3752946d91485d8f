"""Triage: which alert first, which day is feared, and which two alerts are one case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.cases import joining
from tocsin.desk import alert_page
from tocsin.desk.alert_page import FearForm, SeverityForm
from tocsin.desk.room import actor, attempt, attempt_plain
from tocsin.desk.worklist import Row, Worklist
from tocsin.intake import clock, likeness, reads, returns, verdicts
from tocsin.intake.clock import Clock
from tocsin.intake.models import Alert, Fear, Likeness
from tocsin.kernel import speaking
from tocsin.vocabulary import countries


def worklists() -> list[Worklist]:
    """What alerts ask for, in the order in which it presses."""
    place = reverse("desk:alerts")
    fears = [(_fear(one), _alert(one.alert)) for one in clock.pressing()]
    words = [(str(one), f"{_alert(one)}#words") for one in returns.unanswered()]
    pairs = [(_pair(one), reverse("desk:pair", args=[one.pk])) for one in verdicts.open_pairs()]
    return [
        Worklist(_("New alerts"), _("Read the alerts"), place, [_row(o) for o in clock.waiting()]),
        Worklist(_("Feared days that are near"), _("See all alerts"), place, fears),
        Worklist(_("Messages to answer"), _("See all alerts"), place, words),
        Worklist(_("Perhaps one case twice"), _("See all alerts"), place, pairs),
    ]


def _alert(alert: Alert) -> str:
    return reverse("desk:alert", args=[alert.pk])


def _row(one: Clock) -> Row:
    return f"{in_words(one)} · {one.severity_word} · {one.alert}", _alert(one.alert)


def in_words(one: Clock) -> str:
    """The clock as a person reads it."""
    day = {"day": speaking.in_words(one.by)}
    if one.is_overdue:
        return f"▲ {_('Overdue since %(day)s') % day}"
    return _("By %(day)s") % day


def _fear(fear: Fear) -> str:
    return f"{speaking.in_words(fear.day)} · {fear.text[:120]}" if fear.day else fear.text[:120]


def _pair(pair: Likeness) -> str:
    return f"{pair.alert} ↔ {pair.other}"


@require_POST
def severity(request: HttpRequest, pk: int) -> HttpResponse:
    """How grave an officer judges the alert."""
    alert = get_object_or_404(Alert, pk=pk)
    form = SeverityForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["severity"]
        attempt(form, clock.set_severity, actor(request), alert, chosen)
    if form.errors:
        return alert_page.show(request, alert, severity_form=form)
    messages.success(request, _("Saved."))
    return redirect("desk:alert", pk)


@require_POST
def fear(request: HttpRequest, pk: int) -> HttpResponse:
    """The day is confirmed, or there is none, or it is over: `verb` says which."""
    row = get_object_or_404(Fear.objects.select_related("alert"), pk=pk)
    form = FearForm(request.POST, fear=row)
    verb = request.POST.get("verb", "")
    who = actor(request)
    if verb in {"dismiss", "end"}:
        move = clock.dismiss if verb == "dismiss" else clock.end
        attempt_plain(request, move, who, row)
        return redirect("desk:alert", row.alert_id)
    if form.is_valid():
        attempt(form, clock.confirm, who, row, form.cleaned_data["day"])
    if form.errors:
        return alert_page.show(request, row.alert, fear_form=form)
    messages.success(request, _("The day is confirmed."))
    return redirect("desk:alert", row.alert_id)


def _side(alert: Alert, language: str) -> dict[str, object]:
    return {
        "alert": alert,
        "lands": [countries.name(code, language) for code in alert.reading["countries"]],
        "arrivals": reads.arrivals(alert),
    }


@require_safe
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Two alerts side by side."""
    row = get_object_or_404(Likeness.objects.select_related("alert", "other"), pk=pk)
    language = get_language() or "en"
    lands = [countries.name(code, language) for code in row.grounds.get("countries", [])]
    first, second = (joining.case_of(one) for one in (row.alert, row.other))
    cases = {one for one in (first, second) if one}
    context = {
        "pair": row,
        "sides": [
            _side(row.alert, language) | {"case": first, "twin": second},
            _side(row.other, language) | {"case": second, "twin": first},
        ],
        "lands": lands,
        "days": likeness.in_words(row.grounds.get("days", [])),
        "neither": not cases,
        "can_join": len(cases) == 1 and "new" in {row.alert.state, row.other.state},
        "are_one": joining.is_one(row),
        "are_two": len([one for one in cases if one.state == "open"]) == 2,
        "nav_current": "cases",
    }
    return render(request, "desk/pair.html", context)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The same case, or not: `verdict` says which."""
    row = get_object_or_404(Likeness, pk=pk)
    verdict = request.POST.get("verdict", "")
    if verdict == "different":
        attempt_plain(request, joining.say_different, actor(request), row)
    elif verdict == "same":
        case = attempt_plain(request, joining.join, actor(request), row)
        if case is not None:
            messages.success(request, _("The alert belongs to this case now."))
            return redirect("desk:case", case.pk)
    return redirect("desk:pair", pk)


urls: list[URLPattern] = [
    path("alerts/<int:pk>/severity/", severity, name="alert-severity"),
    path("fears/<int:pk>/", fear, name="fear"),
    path("pairs/<int:pk>/", pair, name="pair"),
    path("pairs/<int:pk>/decide/", decide, name="pair-decide"),
]
