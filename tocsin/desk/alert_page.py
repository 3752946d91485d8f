"""One alert at the desk: how it came, how much it presses, what it is like, what was said since."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy

from tocsin.appeals import taking_up
from tocsin.cases import twins
from tocsin.intake import clock, moves, reads, verdicts
from tocsin.intake.models import SEVERITIES, Alert, Fear, Return
from tocsin.kernel.web import asking
from tocsin.vocabulary import countries, issues


class AsideForm(asking.Form):
    """Why an alert is set aside."""

    reason = forms.CharField(label=gettext_lazy("Why it is set aside"), max_length=moves.REASON)


class SeverityForm(asking.Form):
    """How grave it is."""

    severity = forms.ChoiceField(
        label=gettext_lazy("How grave it is"),
        choices=SEVERITIES,
        error_messages={
            "required": gettext_lazy("Choose how grave it is from the list."),
            "invalid_choice": gettext_lazy("Choose how grave it is from the list."),
        },
    )


class FearForm(asking.Form):
    """The day by which something feared may happen."""

    day = forms.DateField(
        label=gettext_lazy("It may happen by"),
        widget=asking.Day(),
        error_messages={
            "required": gettext_lazy("Write the day by which it may happen, or say there is none."),
            "invalid": gettext_lazy("Write the day like 2026-03-14."),
        },
    )

    def __init__(self, data: Any = None, *, fear: Fear) -> None:
        super().__init__(data, prefix=f"fear{fear.pk}", initial={"day": fear.day})
        self.fear = fear


class WordForm(asking.Form):
    """A message to whoever wrote by the form."""

    text = forms.CharField(
        label=gettext_lazy("Message"),
        help_text=gettext_lazy("It is read with the code. Name nobody who is at risk."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write a message.")},
    )

    def __init__(self, data: Any = None, *, way_back: Return) -> None:
        super().__init__(data, auto_id=f"word{way_back.pk}-%s")
        self.way_back = way_back


def show(request: HttpRequest, alert: Alert, **bound: forms.Form) -> HttpResponse:
    """The page; `bound` are forms that were refused, with what was typed in them."""
    language = get_language() or "en"
    read = alert.reading
    one = clock.clock(alert)
    context = {
        "alert": alert,
        "read": read,
        "lands": [countries.name(code, language) for code in read["countries"]],
        "themes": [issues.name(slug, language) for slug in read["issues"]],
        "appeal": taking_up.appeal_of(alert.joined_to or alert),
        "references": taking_up.references(alert),
        "arrivals": reads.arrivals(alert),
        "joined": alert.joined.all(),
        "clock": one,
        "fears": _fears(alert, bound.get("fear_form")),
        "pairs": list(verdicts.pairs(alert)),
        "likely": twins.of_alert(alert),
        "word_forms": _words(alert, bound.get("word_form")),
        "form": bound.get("form") or AsideForm(),
        "severity_form": bound.get("severity_form")
        or SeverityForm(initial={"severity": one.severity}),
        "refused": next((form for name, form in bound.items() if name != "form"), None),
        "nav_current": "cases",
    }
    return render(request, "desk/alert.html", context, status=422 if bound else 200)


def _words(alert: Alert, refused: forms.Form | None) -> list[WordForm]:
    rows = alert.returns.prefetch_related("words").order_by("pk")
    made = [WordForm(way_back=row) for row in rows]
    if not isinstance(refused, WordForm):
        return made
    return [refused if one.way_back.pk == refused.way_back.pk else one for one in made]


def _fears(alert: Alert, refused: forms.Form | None) -> list[FearForm]:
    rows = [FearForm(fear=row) for row in alert.fears.order_by("pk")]
    if not isinstance(refused, FearForm):
        return rows
    return [refused if one.fear.pk == refused.fear.pk else one for one in rows]
