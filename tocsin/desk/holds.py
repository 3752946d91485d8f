"""Pages of the desk: hold voices back after a look at the counts; two people decide on them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tocsin.appeals.models import Appeal
from tocsin.desk.appeal_forms import area
from tocsin.desk.room import actor, attempt, attempt_plain
from tocsin.desk.worklist import Worklist
from tocsin.kernel.web import asking
from tocsin.people.guard import name_of
from tocsin.people.models import Staff
from tocsin.people.roles import Role, has
from tocsin.signing import holds, taking, voids
from tocsin.signing.models import VERDICTS, Hold
from tocsin.signing.numbers import numbers
from tocsin.signing.reasons import REASONS


def _moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        widget=asking.Moment(),
        help_text=help_text,
        error_messages={"invalid": gettext_lazy("Write a day and an hour, like 2026-03-31 14:00.")},
    )


class FilterForm(asking.Form):
    """Which voices; there is no field for a name, since there are no names here."""

    since = _moment(gettext_lazy("Counted from"), gettext_lazy("In UTC, as in the public log."))
    until = _moment(gettext_lazy("Counted before"))
    domain = forms.CharField(
        label=gettext_lazy("Of the domain"),
        required=False,
        max_length=253,
        help_text=gettext_lazy(
            "Like example.org, or a mark of the list below. Empty: of every domain, and paper."
        ),
    )


class HoldForm(FilterForm):
    """The filter as it was looked at, and why."""

    why = forms.CharField(
        label=gettext_lazy("Why they are held back"),
        widget=area(2),
        help_text=gettext_lazy("The desk reads this. The public sees how many are held back."),
        error_messages={"required": gettext_lazy("Write why they are held back.")},
    )


class VerdictForm(asking.Form):
    """What the first person would do."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("What is to be done"),
        choices=VERDICTS,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Once another person agrees: counted again, they stand in the public numbers as "
            "before; voided, each gets an entry in the public log, and that cannot be undone."
        ),
        error_messages={"required": gettext_lazy("Choose what is to be done with them.")},
    )
    reason = forms.TypedChoiceField(
        label=gettext_lazy("If they are voided: why"),
        choices=[("", "—"), *REASONS],
        coerce=int,
        empty_value="0",
        required=False,
        help_text=gettext_lazy("The public is told, with the number."),
    )
    words = forms.CharField(
        label=gettext_lazy("In your words"),
        required=False,
        widget=area(2),
        help_text=gettext_lazy("For the second person, and for the record."),
    )


def of_appeal(request: HttpRequest, document_id: str) -> HttpResponse:
    """GET counts what a filter would hold back; POST holds it back."""
    appeal = get_object_or_404(Appeal, document_id=document_id)
    posted = HoldForm(request.POST) if request.method == "POST" else None
    made = _hold(request, appeal, posted) if posted is not None else None
    if made is not None:
        messages.success(request, _("Held back. They do not count until two people decide."))
        return redirect("desk:hold", made.pk)
    data = request.POST if posted is not None else request.GET
    asked = FilterForm(data if _asked(data) else None, auto_id="filter-%s")
    looked = _preview(appeal, asked) if asked.is_valid() else None
    context = {
        "appeal": appeal,
        "form": asked,
        "hold_form": _with_why(asked, posted) if looked is not None else None,
        "looked": looked,
        "numbers": numbers(appeal),
        "holds": appeal.holds.all(),
        "nav_current": "signatures",
    }
    wrong = asked.errors or (posted is not None and posted.errors)
    return render(request, "desk/holds.html", context, status=422 if wrong else 200)


def _asked(data: QueryDict) -> bool:
    return bool({"since", "until", "domain"} & set(data))


def _with_why(asked: FilterForm, posted: HoldForm | None) -> HoldForm:
    """The filter that was counted, hidden, and the reason to be written."""
    made = posted or HoldForm(initial=asked.cleaned_data)
    for name in FilterForm.base_fields:
        made.fields[name].widget = made.fields[name].hidden_widget()
    return made


def _filter(appeal: Appeal, form: forms.Form) -> holds.Filter:
    data = form.cleaned_data
    return holds.chosen(appeal, data["since"], data["until"], data["domain"])


def _preview(appeal: Appeal, form: FilterForm) -> holds.Preview | None:
    wanted = attempt(form, _filter, appeal, form)
    return holds.preview(appeal, wanted) if wanted is not None else None


def _hold(request: HttpRequest, appeal: Appeal, form: HoldForm) -> Hold | None:
    if not form.is_valid():
        return None
    wanted = attempt(form, _filter, appeal, form)
    if wanted is None:
        return None
    why = form.cleaned_data["why"]
    return attempt(form, taking.hold_back, actor(request), appeal, wanted, why)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: what it is, and what is to be done with it; POST proposes."""
    batch = get_object_or_404(Hold.objects.select_related("appeal"), pk=pk)
    who = actor(request)
    form = VerdictForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        reason = int(asked["reason"])
        attempt(form, holds.propose, who, batch, asked["verdict"], reason, asked["words"])
        if not form.errors:
            messages.success(request, _("Proposed. A second person has to decide it now."))
            return redirect("desk:hold", pk)
    context = {
        "hold": batch,
        "seen": holds.proposal(batch),
        "looked": holds.taken(batch),
        "appeal": batch.appeal,
        "form": form if batch.state == "open" and not batch.taking else None,
        "held_by": name_of(batch.held_by),
        "proposed_by": name_of(batch.proposed_by),
        "decided_by": name_of(batch.decided_by),
        "is_decided": batch.state in {"released", "voided"},
        "own": batch.proposed_by == who.username,
        "is_approver": has(who, Role.APPROVER),
        "mark": bytes(batch.domain).hex() if batch.domain else "",
        "nav_current": "signatures",
    }
    return render(request, "desk/hold.html", context, status=422 if form.errors else 200)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person's yes or no; the proposer may take it back."""
    batch = get_object_or_404(Hold.objects.select_related("appeal"), pk=pk)
    if request.POST.get("verb") == "yes":
        seen = request.POST.get("seen", "")
        attempt_plain(request, voids.decide, actor(request), batch, seen)
    else:
        attempt_plain(request, holds.decline, actor(request), batch)
    return redirect("desk:hold", pk)


def worklists(person: Staff) -> list[Worklist]:
    """Batches for this person to decide, and those that wait for somebody else."""
    mine: list[tuple[str, str]] = []
    theirs: list[tuple[str, str]] = []
    for one in holds.undecided():
        row = (
            _("%(id)s · voices: %(number)d · %(state)s")
            % {
                "id": one.appeal.document_id,
                "number": one.number,
                "state": one.get_state_display(),
            },
            reverse("desk:hold", args=[one.pk]),
        )
        decides = has(person, Role.APPROVER) and one.proposed_by != person.username
        is_mine = decides if one.state == "proposed" else has(person, Role.OFFICER)
        (mine if is_mine else theirs).append(row)
    place = reverse("desk:signatures")
    return [
        Worklist(_("Voices held back, for you to decide"), _("Signatures"), place, mine),
        Worklist(_("Voices held back, with somebody else"), _("Signatures"), place, theirs),
    ]


urls: list[URLPattern] = [
    path("signatures/<slug:document_id>/hold-back/", of_appeal, name="holds"),
    path("holds/<int:pk>/", show, name="hold"),
    path("holds/<int:pk>/decide/", decide, name="hold-decide"),
]
