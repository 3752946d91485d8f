"""What Django draws for the door: answers that are the same for many, with marks to be filled."""

from __future__ import annotations

from typing import Any

from django.conf.urls.i18n import i18n_patterns
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse

from tocsin import urls
from tocsin.signing.receipts import PROMISE_FILE
from tocsin.site import urls as site_urls
from tocsin.site.appeal import found_or_404, shown, who_signed, whole
from tocsin.site.caching import personal, public

# A word that nobody can write into a text, and that HTML and addresses leave as it is.
PROMISE, CODE, TOKEN, WHO_SIGNED = (
    f"leave-{one}-9c1f27a6b04e4d8f" for one in ("promise", "code", "token", "who-signed")
)


@personal
def signed(request: HttpRequest, document_id: str) -> HttpResponse:  # noqa: ARG001
    """As `site.sign.sign` after a signature."""
    return redirect("site:signed", document_id)


@personal
def counted(request: HttpRequest, document_id: str, token: str) -> HttpResponse:
    """As `site.sign.confirm` after a confirmation; `by` (META) is when the log will hold it."""
    revision = found_or_404(document_id)
    at_risk = revision.appeal.at_risk
    kept: dict[str, Any] = {
        "at_risk": at_risk,
        "code": CODE if at_risk else "",
        "promise": PROMISE,
        "by": request.META["tocsin.by"],
        "promise_url": reverse("site:kept_file", args=[document_id, token, PROMISE_FILE]),
        "receipt_url": reverse("site:receipt", args=[document_id, token]),
    }
    return render(request, "site/confirmed.html", shown(request, revision) | kept)


@public
def page(request: HttpRequest, document_id: str) -> HttpResponse:
    """As `site.appeal.page`, with room for who signed."""
    revision = found_or_404(document_id)
    if document_id != revision.appeal.document_id:
        raise Http404
    told = whole(request, revision) | {"leave_room": WHO_SIGNED}
    return render(request, "site/appeal.html", told)


@public
def numbers(request: HttpRequest, document_id: str) -> HttpResponse:
    """What goes there now."""
    appeal = found_or_404(document_id).appeal
    told = who_signed(appeal) | {"content": {"document_id": appeal.document_id}}
    return render(request, "site/_who_signed.html", told)


site = [
    path("<slug:document_id>/sign/", signed, name="sign"),
    path("<slug:document_id>/confirm/<str:token>/", counted, name="confirm"),
    path("<slug:document_id>/who-signed/", numbers),
    path("<slug:document_id>/", page, name="appeal"),
    *site_urls.urlpatterns,
]
urlpatterns = [
    *i18n_patterns(path("", include((site, "site"))), prefix_default_language=False),
    *urls.urlpatterns,
]
