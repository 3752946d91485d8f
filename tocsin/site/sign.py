"""Signing and what follows from the mail: confirm, not me, stop informing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tocsin.kernel import minutes, switches
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.full_disk import refused_when_full
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.web.throttle import connection
from tocsin.publishing import reads as publishing
from tocsin.publishing import stopping
from tocsin.publishing.models import Revision
from tocsin.signing import informing, moves, reads, receipts
from tocsin.signing.floods import proofs
from tocsin.signing.floods.pressure import PRESSURE
from tocsin.signing.forms import SignForm
from tocsin.signing.models import Signature
from tocsin.signing.openness import SigningClosed
from tocsin.site import receipt
from tocsin.site.appeal import found_or_404, shown
from tocsin.site.caching import personal, public, read_only


def _why(form: SignForm, reason: SigningClosed | None) -> str:
    """To be counted: that signing is closed, or the first field that is wrong; not what it held."""
    wrong = "closed" if reason else next(iter(form.errors), "")
    return wrong if wrong in {"closed", *form.fields} else "other"


def _form_page(
    request: HttpRequest, revision: Revision, form: SignForm, reason: SigningClosed | None
) -> HttpResponse:
    context = shown(request, revision) | {"form": form, "closed": reason}
    context["sign_url"] = reverse("site:sign", args=[revision.appeal.document_id])
    context["stopped"] = stopping.told(revision.appeal)
    status = 200
    if request.method == "POST":
        minutes.note(minutes.REFUSED, revision.appeal.document_id, _why(form, reason))
        status = 422 if reason is None else 503 if reason.passing else 409
    return render(request, "site/sign.html", context, status=status)


@csrf_exempt
@personal
def sign(request: HttpRequest, document_id: str) -> HttpResponse:
    """GET: the form alone; POST signs. The answer is the same whoever signed before."""
    revision = found_or_404(document_id)
    data = request.POST if request.method == "POST" else None
    form = SignForm(data, auto_id="sign-%s", document_id=revision.appeal.document_id)
    reason = reads.closed(revision)
    if request.method == "POST" and reason is None and form.is_valid():
        try:
            with refused_when_full():
                moves.sign(revision, form.entry(), form.signals(connection(request)))
        except SigningClosed as closed_meanwhile:
            reason = closed_meanwhile
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("site:signed", revision.appeal.document_id)
    return _form_page(request, revision, form, reason)


@personal
def challenge(request: HttpRequest, document_id: str) -> HttpResponse:
    """What a browser is to compute while the appeal is under attack (JSON); 204 when it is not."""
    if request.method not in {"GET", "HEAD"}:
        return read_only(request)
    appeal = found_or_404(document_id).appeal
    made = proofs.challenge(appeal.document_id) if PRESSURE.is_hot(appeal.document_id) else None
    return JsonResponse(made) if made else HttpResponse(status=204)


@public
def signed(request: HttpRequest, document_id: str) -> HttpResponse:
    """Look into your mail; the same page for everybody."""
    told = {"mail_paused": switches.on(switches.MAIL_PAUSED)}
    return render(request, "site/signed.html", shown(request, found_or_404(document_id)) | told)


def _gone(request: HttpRequest, revision: Revision, sentence: str) -> HttpResponse:
    context = shown(request, revision) | {"sentence": sentence}
    return render(request, "site/sign_link.html", context, status=410)


def _link(revision: Revision, token: str) -> Signature | None:
    signature = reads.by_token(token)
    return signature if signature and signature.appeal_id == revision.appeal_id else None


@csrf_exempt
@personal
def confirm(request: HttpRequest, document_id: str, token: str) -> HttpResponse:
    """GET shows a button, since mail scanners follow links; POST counts. Repeating is harmless."""
    revision = found_or_404(document_id)
    signature = _link(revision, token)
    if signature is None or moves.is_expired(signature):
        if request.method == "POST":
            minutes.note(minutes.REFUSED, revision.appeal.document_id, "link")
        return _gone(request, revision, str(moves.unknown_link()))
    if said := stopping.told(revision.appeal):
        context = shown(request, revision) | {"stopped": said}
        return render(request, "site/stopped.html", context, status=409)
    if request.method != "POST":
        return render(request, "site/confirm.html", shown(request, revision))
    try:
        signature = moves.confirm(token, receipt="receipt" in request.POST)
        voided = receipts.why_voided(signature)
        kept = receipt.kept(signature, token)
    except Locked:
        raise  # the link is good and stays so
    except Refusal as refusal:
        minutes.note(minutes.REFUSED, revision.appeal.document_id, "link")
        return _gone(request, revision, str(refusal))
    page = "site/voided.html" if voided else "site/confirmed.html"
    return render(request, page, shown(request, revision) | kept | {"voided": voided})


@csrf_exempt
@personal
def not_me(request: HttpRequest, document_id: str, token: str) -> HttpResponse:
    """GET shows a button; POST deletes an unconfirmed signature or withdraws a counted one."""
    revision = publishing.by_document_id(document_id)
    if revision is None:
        raise Http404
    signature = _link(revision, token)
    # Whoever signed what was withdrawn may still delete the signature: nothing else is shown.
    context: dict[str, Any] = {"content": {"document_id": revision.appeal.document_id}}
    context["done"] = request.method == "POST" or signature is None
    context["counted"] = signature is not None and signature.state != "unconfirmed"
    # Once the tags are destroyed, nothing leads from a repetition to the voice that is counted.
    context["alone"] = signature is not None and (signature.state, signature.tag) == (
        "repeated",
        None,
    )
    if request.method == "POST" and signature is not None:
        moves.not_me(token)
    return render(request, "site/not_me.html", context)


@csrf_exempt
@personal
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button; POST stops. A mail program may post by itself (RFC 8058)."""
    try:
        informing.check_stop(token)
    except Locked:
        raise
    except Refusal as refusal:
        return render(request, "site/stop.html", {"sentence": str(refusal)}, status=410)
    if request.method == "POST":
        informing.stop(token)
    heading = _("We write no more") if request.method == "POST" else _("No more mail about this?")
    return render(request, "site/stop.html", {"done": request.method == "POST", "heading": heading})


urls: list[URLPattern] = [
    path("stop/<str:token>/", stop, name="stop"),
    path("<slug:document_id>/sign/", sign, name="sign"),
    path("<slug:document_id>/sign/challenge.json", challenge, name="challenge"),
    path("<slug:document_id>/signed/", signed, name="signed"),
    path("<slug:document_id>/confirm/<str:token>/", confirm, name="confirm"),
    path("<slug:document_id>/not-me/<str:token>/", not_me, name="not_me"),
]
