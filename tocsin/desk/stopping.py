"""Pages of the desk: stop an appeal at once; a second person lets it go on."""

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
from tocsin.desk.room import actor, attempt_plain, sent
from tocsin.kernel.web import asking
from tocsin.people.guard import name_of
from tocsin.people.roles import Role, has
from tocsin.publishing import stopping
from tocsin.publishing.models import WHY_STOPPED


class StopForm(asking.Form):
    """Why an appeal is stopped."""

    why = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=WHY_STOPPED, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("In your words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Readers see it beside the reason, just as you write it."),
    )


def stop(request: HttpRequest, document_id: str) -> HttpResponse:
    """GET asks why, or shows the stop that holds; POST stops at once."""
    appeal = get_object_or_404(Appeal, document_id=document_id)
    form = StopForm(request.POST if request.method == "POST" else None)
    if sent(request, form, stopping.stop, actor(request), appeal):
        messages.success(request, _("Stopped. Nobody can sign, and no mail leaves."))
        return redirect("desk:appeal-stop", document_id)
    made = stopping.standing(appeal)
    context = {
        "appeal": appeal,
        "form": form,
        "stop": made,
        "stopped": stopping.told(appeal),
        "by": name_of(made.stopped_by) if made else "",
        "may_resume": made is not None
        and has(actor(request), Role.APPROVER)
        and made.stopped_by != actor(request).username,
        "nav_current": "cases",
    }
    return render(request, "desk/appeal_stop.html", context, status=422 if form.errors else 200)


@require_POST
def resume(request: HttpRequest, document_id: str) -> HttpResponse:
    """A second person's word: on again, or closed for good."""
    appeal = get_object_or_404(Appeal, document_id=document_id)
    after, seen = request.POST.get("after"), request.POST.get("seen", "")
    if after in {"open", "closed"}:
        named = {"open_again": after == "open", "seen": seen}
        attempt_plain(request, stopping.resume, actor(request), appeal, **named)
    else:
        messages.error(request, _("Choose whether it goes on or is closed for good."))
    return redirect("desk:appeal", document_id)


urls: list[URLPattern] = [
    path("appeals/<str:document_id>/stop/", stop, name="appeal-stop"),
    path("appeals/<str:document_id>/resume/", resume, name="appeal-resume"),
]
