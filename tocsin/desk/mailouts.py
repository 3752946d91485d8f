"""Mail-outs: look at the mail, send it to the network, see how far it is, settle the rest."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.desk import outbox
from tocsin.desk.room import actor, attempt_plain
from tocsin.kernel.mail.outbox import MAIL, Mail
from tocsin.mailing import letters, mailouts, reads
from tocsin.mailing.models import Dispatch
from tocsin.publishing import reads as publishing
from tocsin.publishing.models import Revision
from tocsin.vocabulary import languages

MOST_SHOWN = 200
REASONS = {
    "all": gettext_lazy("want all appeals"),
    "country": gettext_lazy("asked about the country"),
    "issue": gettext_lazy("asked about the issue"),
    "both": gettext_lazy("asked about both country and issue"),
}
# The mail as people see it, inline styles and all; it can load nothing and run nothing.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def troubled(batch: str = "") -> list[dict[str, Any]]:
    """Mails a person must decide about, as a list shows them."""
    return [
        {
            "pk": mail.pk,
            "state": mail.state,
            "word": MAIL.word(mail.state),
            "to": reads.masked(mail),
            "batch": mail.batch,
            "error": mail.error,
        }
        for mail in reads.troubled(batch)[:MOST_SHOWN]
    ]


def _found(document_id: str) -> Revision:
    revision = publishing.by_document_id(document_id)
    if revision is None:
        raise Http404
    return revision


def overview(request: HttpRequest) -> HttpResponse:
    """What can be mailed, what is under way, which mails need a person."""
    context = {
        "waiting": reads.not_mailed(),
        "dispatches": reads.dispatches(),
        "troubled": troubled(),
        "people": reads.counts()["subscribed"],
        "nav_current": "mailouts",
    }
    return render(request, "desk/mailouts.html", context)


def new(request: HttpRequest, document_id: str) -> HttpResponse:
    """GET: the mail in each language, and whom it concerns; POST sends."""
    revision = _found(document_id)
    if request.method == "POST":
        made = attempt_plain(request, mailouts.dispatch, actor(request), revision)
        if made is not None:
            messages.success(request, _("The mail-out has begun."))
            return redirect("desk:mailout", pk=made.pk)
        return redirect("desk:mailout-new", document_id=document_id)
    made = Dispatch.objects.filter(revision=revision).first()
    if made is not None:
        return redirect("desk:mailout", pk=made.pk)
    audience = reads.audience(revision)
    context = {
        "revision": revision,
        "previews": [_preview(revision, code) for code in revision.content["languages"]],
        "audience": audience,
        "languages": [(languages.name(code), n) for code, n in audience.languages.most_common()],
        "reasons": [(REASONS[why], n) for why, n in audience.reasons.most_common()],
        "nav_current": "mailouts",
    }
    return render(request, "desk/mailout_new.html", context)


def _preview(revision: Revision, code: str) -> dict[str, str]:
    url = letters.leave_url("EXAMPLE", code)
    subject, text, _html = letters.render(revision, code, url)
    return {"code": code, "name": languages.name(code), "subject": subject, "text": text}


def as_html(request: HttpRequest, document_id: str, language: str) -> HttpResponse:  # noqa: ARG001
    """The mail as a mail program shows it."""
    revision = _found(document_id)
    if language not in revision.content["languages"]:
        raise Http404
    url = letters.leave_url("EXAMPLE", language)
    _subject, _text, html = letters.render(revision, language, url)
    return HttpResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})


def mailout(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a mail-out is; the page looks again by itself until it is done."""
    row = get_object_or_404(reads.dispatches(), pk=pk)
    so_far = reads.state_of(row)
    refreshing = row.state != "done" and "still" not in request.GET
    context = {
        "dispatch": row,
        "progress": so_far,
        "words": _("%(done)s of %(whole)s mails sent")
        % {"done": so_far.sent, "whole": so_far.whole},
        "refreshing": refreshing,
        "troubled": troubled(row.batch),
        "nav_current": "mailouts",
    }
    response = render(request, "desk/mailout.html", context)
    if refreshing:
        response.headers["Refresh"] = "5"
    return response


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: a person's word on one mail: it went, send again, try again."""
    mail = get_object_or_404(Mail, pk=pk)
    verb, who = request.POST.get("verb"), actor(request)
    if request.method == "POST":
        if verb == "again" and mail.state == "failed":
            attempt_plain(request, mailouts.try_again, who, mail)
        elif verb in {"again", "went"}:
            attempt_plain(request, mailouts.settle, who, mail, went=verb == "went")
        else:
            messages.error(request, _("Say what is to become of the mail."))
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if safe and back.startswith("/") else reverse("desk:mailouts"))


urls: list[URLPattern] = [
    path("mailouts/", overview, name="mailouts"),
    path("mailouts/new/<str:document_id>/", new, name="mailout-new"),
    path("mailouts/new/<str:document_id>/<str:language>/", as_html, name="mailout-html"),
    path("mailouts/<int:pk>/", mailout, name="mailout"),
    path("mails/<int:pk>/", decide, name="mail-decide"),
    path("outbox/", outbox.overview, name="outbox"),
    path("outbox/<str:name>/", outbox.single, name="outbox-mail"),
]
