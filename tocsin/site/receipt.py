"""What a signatory keeps: the promise at once, the receipt later; by the own link, or by a code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.web import asking
from tocsin.kernel.web.origin import file_answer
from tocsin.publishing import reads as publishing
from tocsin.signing import codes, commitments, erasing, receipts
from tocsin.signing.models import Signature
from tocsin.signing.receipts import FILE, PROMISE_FILE, Voice
from tocsin.site.caching import personal

FILES = (FILE, PROMISE_FILE)
LONGEST = 4000  # characters of a code, or of a whole receipt that was pasted


class CodeForm(asking.Form):
    """By what a signature is found without its link."""

    code = forms.CharField(
        label=gettext_lazy("Code or receipt"),
        help_text=gettext_lazy(
            "The code that was shown when you confirmed, or the whole text of your receipt"
        ),
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        max_length=LONGEST,
        error_messages={
            "required": gettext_lazy("Type the code, or paste the whole text of your receipt.")
        },
    )


def kept(signature: Signature, token: str) -> dict[str, Any]:
    """What the answer to a confirmation holds besides its words, whoever signed before."""
    document_id, r = signature.appeal.document_id, commitments.of_link(token)
    found = receipts.voice(signature, r)
    at_risk = signature.appeal.at_risk
    return {
        "at_risk": at_risk,
        "code": codes.write(r) if at_risk else "",
        "promise": found.promise() if found else "",
        "by": found.by if found else None,
        "promise_url": reverse("site:kept_file", args=[document_id, token, PROMISE_FILE]),
        "receipt_url": reverse("site:receipt", args=[document_id, token]),
    }


def _voice(document_id: str, r: bytes) -> tuple[Signature, Voice]:
    """Whose it is and what is kept; Refusal where there is nothing to keep, or not yet."""
    signature = receipts.by_secret(document_id, r)
    if signature is None:
        raise Refusal(
            _(
                "There is no signature for this: it was deleted, or belongs to another appeal. "
                "A receipt that you kept can still be checked without us."
            ),
            "code",
        )
    found = receipts.voice(signature, r)
    if found is None:
        raise Refusal(
            _("This signature is not confirmed yet. Open the link in the mail, press the button."),
            "code",
        )
    return signature, found


def _page(request: HttpRequest, document_id: str, status: int, **more: Any) -> HttpResponse:
    # Whoever signed what was withdrawn may still keep the proof: nothing else is shown.
    context = {"content": {"document_id": document_id}, "file": FILE, "promise_file": PROMISE_FILE}
    return render(request, "site/receipt.html", context | more, status=status)


def _shown(signature: Signature, found: Voice) -> dict[str, Any]:
    return {
        "voided": receipts.why_voided(signature),
        "receipt": found.receipt(),
        "promise": found.promise(),
        "by": found.by,
        "opens": bool(found.secret),
        "found": True,
    }


def _deleted(request: HttpRequest, document_id: str, r: bytes) -> HttpResponse:
    """Withdraws what the secret belongs to; the same answer where it is gone already."""
    signature = receipts.by_secret(document_id, r)
    if signature is not None:
        erasing.by_receipt(signature)
    context = {"content": {"document_id": document_id}, "done": True}
    return render(request, "site/not_me.html", context)


def _known(document_id: str) -> str:
    revision = publishing.by_document_id(document_id)
    if revision is None:
        raise Http404
    return str(revision.appeal.document_id)


def _download(found: Voice, name: str) -> HttpResponse:
    text = found.receipt() if name == FILE else found.promise()
    if text is None:
        raise Refusal(_("The public log does not hold it yet. Come back later."))
    return file_answer(text.encode(), "application/octet-stream", name, shown=False)


@csrf_exempt
@personal
def by_link(request: HttpRequest, document_id: str, token: str) -> HttpResponse:
    """The page that a signatory's own link opens; POST withdraws the signature."""
    document_id = _known(document_id)
    r = commitments.of_link(token)
    if request.method == "POST":
        return _deleted(request, document_id, r)
    try:
        shown = _shown(*_voice(document_id, r))
    except Locked:
        raise  # the link is good and stays so
    except Refusal as refusal:
        return _page(request, document_id, 410, sentence=str(refusal))
    urls = {
        "receipt_url": reverse("site:kept_file", args=[document_id, token, FILE]),
        "promise_url": reverse("site:kept_file", args=[document_id, token, PROMISE_FILE]),
    }
    return _page(request, document_id, 200, **shown, **urls)


@personal
def kept_file(request: HttpRequest, document_id: str, token: str, name: str) -> HttpResponse:
    """Receipt or promise as a file."""
    document_id = _known(document_id)
    if name not in FILES:
        raise Http404
    try:
        return _download(_voice(document_id, commitments.of_link(token))[1], name)
    except Locked:
        raise
    except Refusal as refusal:
        return _page(request, document_id, 410, sentence=str(refusal))


@csrf_exempt
@personal
def by_code(request: HttpRequest, document_id: str) -> HttpResponse:
    """A form for the code that was shown once; its answer, or a file, comes by POST."""
    document_id = _known(document_id)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, document_id, 422 if form.is_bound else 200, asks=True, form=form)
    typed = form.cleaned_data["code"]
    try:
        r = receipts.secret_of(typed)
        if request.POST.get("delete"):
            return _deleted(request, document_id, r)
        signature, found = _voice(document_id, r)
        if (name := request.POST.get("file")) in FILES:
            return _download(found, str(name))
        shown = _shown(signature, found)
    except Locked:
        raise
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, document_id, 422, asks=True, form=form)
    return _page(request, document_id, 200, **shown, typed=typed)


urls: list[URLPattern] = [
    path("<slug:document_id>/receipt/", by_code, name="receipt_code"),
    path("<slug:document_id>/receipt/<str:token>/", by_link, name="receipt"),
    path("<slug:document_id>/receipt/<str:token>/<str:name>", kept_file, name="kept_file"),
]
