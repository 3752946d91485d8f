"""Leaving again without the mail that held the link: prove the mailbox, or bring the receipt."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from tocsin.appeals.models import Appeal
from tocsin.kernel.full_disk import refused_when_full
from tocsin.kernel.refusal import Refusal
from tocsin.publishing import reads as publishing
from tocsin.signing import leaving
from tocsin.site.caching import personal, public


def _appeal(document_id: str) -> Appeal | None:
    """Whoever signed what was withdrawn may still delete the signature."""
    if not document_id:
        return None
    revision = publishing.by_document_id(document_id)
    if revision is None:
        raise Http404
    return revision.appeal


@csrf_exempt
@personal
def ask(request: HttpRequest, document_id: str = "") -> HttpResponse:
    """GET: a form; POST mails a link, whether that mailbox signed or not."""
    appeal = _appeal(document_id)
    context: dict[str, Any] = {"appeal": appeal}
    if request.method != "POST":
        return render(request, "site/withdraw.html", context)
    typed = request.POST.get("email", "")[:1000]
    everywhere = request.POST.get("where") == "everywhere"
    try:
        with refused_when_full():
            wanted = None if everywhere else appeal
            leaving.ask(typed, get_language() or "en", wanted)
    except Refusal as refusal:
        context |= {"sentence": str(refusal), "typed": typed, "everywhere": everywhere}
        return render(request, "site/withdraw.html", context, status=422)
    return redirect("site:withdraw-sent")


@public
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail; the same page for everybody."""
    return render(request, "site/withdraw_sent.html")


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
    return render(request, "site/withdraw_left.html", context)


urls: list[URLPattern] = [
    path("withdraw/", ask, name="withdraw-all"),
    path("withdraw/sent/", sent, name="withdraw-sent"),
    path("withdraw/<str:token>/", left, name="left"),
    path("<slug:document_id>/withdraw/", ask, name="withdraw"),
]
