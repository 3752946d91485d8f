"""Leaving again without the mail that held the link: prove the mailbox, or bring the receipt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tocsin.appeals.models import Appeal
from tocsin.kernel import switches
from tocsin.kernel.full_disk import refused_when_full
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.web import asking
from tocsin.publishing import reads as publishing
from tocsin.signing import leaving
from tocsin.site import fields
from tocsin.site.caching import personal, public


def _appeal(document_id: str) -> Appeal | None:
    """Whoever signed what was withdrawn may still delete the signature."""
    if not document_id:
        return None
    revision = publishing.by_document_id(document_id)
    if revision is None:
        raise Http404
    return revision.appeal


class WithdrawForm(asking.Form):
    """Whose signatures go, and where; the address is asked for, the name is not."""

    email = fields.email(
        gettext_lazy("E-mail"),
        gettext_lazy("The answer is the same whether this address signed or not."),
    )
    where = forms.ChoiceField(
        label=gettext_lazy("What is to be deleted"),
        initial="here",
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what is to be deleted."),
            "invalid_choice": gettext_lazy("Choose what is to be deleted."),
        },
    )

    def __init__(self, data: object, appeal: Appeal | None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        if appeal is None:
            del self.fields["where"]
            return
        unbroken = format_html('<span class="number">{}</span>', appeal.document_id)
        # One thing: the parts of a label beside its box would stand apart.
        here = format_html(
            "<span>{}</span>", format_html(_("What I signed under {id}"), id=unbroken)
        )
        offered = [("here", here), ("everywhere", _("All that I signed here, every appeal"))]
        self.fields["where"].choices = offered  # type: ignore[attr-defined]


@csrf_exempt
@personal
def ask(request: HttpRequest, document_id: str = "") -> HttpResponse:
    """GET: a form; POST mails a link, whether that mailbox signed or not."""
    appeal = _appeal(document_id)
    try:
        leaving.refuse(appeal)
    except Refusal as refusal:
        told = {"appeal": appeal, "sentence": str(refusal)}
        return render(request, "site/withdraw.html", told, status=410)
    form = WithdrawForm(request.POST if request.method == "POST" else None, appeal)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        wanted = appeal if asked.get("where") == "here" else None
        try:
            with refused_when_full():
                leaving.ask(asked["email"], get_language() or "en", wanted)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("site:withdraw-sent")
    context = {"appeal": appeal, "form": form}
    status = 422 if form.errors else 200
    return render(request, "site/withdraw.html", context, status=status)


@public
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail; the same page for everybody."""
    told = {"mail_paused": switches.on(switches.MAIL_PAUSED)}
    return render(request, "site/withdraw_sent.html", told)


@csrf_exempt
@personal
def left(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button, since mail scanners follow links; POST deletes."""
    try:
        row = leaving.asked(token)
        if request.method == "POST":
            leaving.leave(token)
    except Refusal as refusal:
        context: dict[str, Any] = {"sentence": str(refusal)}
        return render(request, "site/withdraw_left.html", context, status=410)
    context = {"appeal": row.appeal, "done": request.method == "POST"}
    context |= {"months": settings.TOCSIN_RETENTION_MONTHS}
    return render(request, "site/withdraw_left.html", context)


urls: list[URLPattern] = [
    path("withdraw/", ask, name="withdraw-all"),
    path("withdraw/sent/", sent, name="withdraw-sent"),
    path("withdraw/<str:token>/", left, name="left"),
    path("<slug:document_id>/withdraw/", ask, name="withdraw"),
]
