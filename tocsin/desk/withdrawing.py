"""Pages of the desk: propose to withdraw an appeal; a second person confirms it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tocsin.appeals.models import Appeal
from tocsin.desk.appeal_forms import area
from tocsin.desk.room import actor, attempt_plain, sent
from tocsin.kernel.web import asking
from tocsin.people.guard import name_of
from tocsin.people.roles import Role, has
from tocsin.publishing import withdrawing
from tocsin.publishing.models import WHY_WITHDRAWN, Withdrawal


class WithdrawForm(asking.Form):
    """Why an appeal is withdrawn."""

    why = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=WHY_WITHDRAWN, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("For the record"),
        widget=area(3),
        help_text=gettext_lazy("The desk alone reads this. Repeat nothing that has to go."),
        error_messages={"required": gettext_lazy("Write why, so that others can follow.")},
    )


def withdraw(request: HttpRequest, document_id: str) -> HttpResponse:
    """GET asks why, or shows what waits; POST proposes."""
    appeal = get_object_or_404(Appeal, document_id=document_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if sent(request, form, withdrawing.propose, actor(request), appeal):
        messages.success(request, _("Proposed. A second person has to confirm it now."))
        return redirect("desk:appeal-withdraw", document_id)
    waits, who = withdrawing.standing(appeal), actor(request)
    context = {
        "appeal": appeal,
        "form": form,
        "waits": waits,
        "by": name_of(waits.proposed_by) if waits else "",
        "own": waits is not None and waits.proposed_by == who.username,
        "is_approver": has(who, Role.APPROVER),
        "gone": withdrawing.sentence(withdrawing.of(appeal)) if appeal.state == "withdrawn" else "",
        "nav_current": "cases",
    }
    return render(request, "desk/appeal_withdraw.html", context, status=422 if form.errors else 200)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: a second person's yes or no; the proposer may take it back."""
    waits = get_object_or_404(Withdrawal.objects.select_related("appeal"), pk=pk)
    move = withdrawing.confirm if request.POST.get("verb") == "confirm" else withdrawing.decline
    attempt_plain(request, move, actor(request), waits)
    return redirect("desk:appeal-withdraw", waits.appeal.document_id)


urls: list[URLPattern] = [
    path("appeals/<str:document_id>/withdraw/", withdraw, name="appeal-withdraw"),
    path("withdrawals/<int:pk>/", decide, name="withdrawal-decide"),
]
