"""What Django draws for the door: answers that are the same for many, with marks to be filled."""

from __future__ import annotations

from typing import Any

from django.conf.urls.i18n import i18n_patterns
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _

from tocsin import urls
from tocsin.kernel.mail.prepared import mark
from tocsin.signing.forms import SignForm
from tocsin.signing.openness import SigningClosed
from tocsin.signing.receipts import PROMISE_FILE
from tocsin.site import urls as site_urls
from tocsin.site.appeal import found_or_404, shown, who_signed, whole
from tocsin.site.caching import personal, public

# Words that this process alone knows, so that nobody can write one into a text; HTML and addresses
# leave them as they are.
PROMISE, CODE, TOKEN, WHO_SIGNED, NAME, EMAIL, COMMENT = (mark() for _word in range(7))
# What is drawn in the form of who found no place, to be changed into what was typed.
TYPED = {"name": NAME, "email": f"{EMAIL}@example.org", "comment": COMMENT}
TYPED |= {"country": "SE", "choice": "counted"}
LATER = "5"  # seconds
SENTENCES = {
    408: _("This did not arrive in time, and nothing was saved. Please send it again."),
    413: _("This is more than a form can hold, and nothing was saved. Shorten it, send it again."),
    415: _("This was not sent by our form, and nothing was saved. Open the page and sign there."),
    503: _(
        "So many people are here at this moment that there was no place for you. Nothing was "
        "saved; please press the button again in a few seconds."
    ),
}


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


@personal
def refused(request: HttpRequest, status: int) -> HttpResponse:
    """Why a form was not taken, and what to do; who sends it gives it its status."""
    context = {"sentence": SENTENCES[status]}
    return render(request, "errors/refused.html", context)


@personal
def full(request: HttpRequest, document_id: str) -> HttpResponse:
    """As `site.sign.sign` where there is no place: with the form, and room for what was typed."""
    revision = found_or_404(document_id)
    context = shown(request, revision) | {
        "form": SignForm(TYPED, auto_id="sign-%s", document_id=document_id)
    }
    context["closed"] = SigningClosed(str(SENTENCES[503]), passing=True)
    context["sign_url"] = reverse("site:sign", args=[document_id])
    return render(request, "site/sign.html", context)


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
    path("refused/<int:status>/", refused),
    path("<slug:document_id>/full/", full),
    path("<slug:document_id>/who-signed/", numbers),
    path("<slug:document_id>/", page, name="appeal"),
    *site_urls.urlpatterns,
]
urlpatterns = [
    *i18n_patterns(path("", include((site, "site"))), prefix_default_language=False),
    *urls.urlpatterns,
]
