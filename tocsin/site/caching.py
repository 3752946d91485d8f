"""Public pages may be kept by a cache in between, for a short while."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tocsin.signing.floods import tokens
from tocsin.site.gone import Withdrawn, tombstone

View = Callable[..., HttpResponse]

FOR_EVER = "public, max-age=31536000, s-maxage=60, immutable"  # a year; a minute for caches
SECONDS = 10  # as long as a reader may see an older number


def public(view: View) -> View:
    """Marks a page as the same for everybody; says so to caches, for ten seconds.

    It is read only: another method is answered with 405 (RFC 9110 §15.5.6).
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *words: object, **named: object) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return read_only(request)
        response = answered(view, request, *words, **named)
        if response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={SECONDS}"
        return response

    return answer


def tagged(view: View) -> View:
    """Answers 304 when the reader or a cache holds the very same page (RFC 9110 §8.8.3)."""

    @wraps(view)
    def answer(request: HttpRequest, *words: object, **named: object) -> HttpResponse:
        response = view(request, *words, **named)
        if response.status_code != 200:
            return response
        same = tokens.without(response.content)  # what differs by the second is nothing new to read
        weak = "" if same == response.content else "W/"
        etag = f'{weak}"{hashlib.sha256(same).hexdigest()[:32]}"'
        response.headers["ETag"] = etag
        kept = get_conditional_response(request, etag=etag, response=response)
        return kept if isinstance(kept, HttpResponse) else response

    return answer


def lasting(view: View) -> View:
    """Marks an answer as the same for ever, since its address is the hash of its bytes.

    Caches in between ask again after a minute, so that what was taken back is gone there as well.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *words: object, **named: object) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return read_only(request)
        response = view(request, *words, **named)
        if response.status_code == 200:
            response.headers["Cache-Control"] = FOR_EVER
        return response

    return answer


def answered(view: View, request: HttpRequest, *words: object, **named: object) -> HttpResponse:
    """What the view answers, or the tombstone of an appeal that was withdrawn."""
    try:
        return view(request, *words, **named)
    except Withdrawn as gone:
        return tombstone(request, gone.appeal)


def read_only(request: HttpRequest) -> HttpResponse:
    """405: a form was sent to a page that takes none, mostly one that was open for long."""
    sentence = _("This form is too old. Go back, reload the page and send it again.")
    return _not_allowed(request, sentence, "GET, HEAD")


def _not_allowed(request: HttpRequest, sentence: str, allowed: str) -> HttpResponse:
    response = render(request, "errors/refused.html", {"sentence": sentence}, status=405)
    response.headers["Allow"] = allowed
    return response


def personal(view: View) -> View:
    """Marks a page as one person's; nobody in between may keep it, and it is not indexed.

    Other methods than those of a form are answered with 405, not with a page that looks like done.
    """

    @wraps(view)
    def answer(request: HttpRequest, *words: object, **named: object) -> HttpResponse:
        if request.method in {"GET", "HEAD", "POST"}:
            response = answered(view, request, *words, **named)
        else:
            sentence = _("This page is read, or its form is sent (GET or POST), and nothing else.")
            response = _not_allowed(request, sentence, "GET, HEAD, POST")
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, noarchive"
        return response

    return answer
