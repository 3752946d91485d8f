"""Where a request comes from, and the headers each answer carries.

Public pages hold no cookie, so forged posts are told by `Sec-Fetch-Site` and `Origin`
(the way Go 1.25's CrossOriginProtection and datasette do it), not by a token.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tocsin.kernel.crypto.unlocking import own_passphrase

Answer = Callable[[HttpRequest], HttpResponse]

SAFE = {"GET", "HEAD", "OPTIONS"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # With no-referrer a browser posts `Origin: null`, and the desk’s form tokens are refused.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}

# A file is no page: whatever it may be taken for, it runs nothing and fetches nothing.
FILE_HEADERS = {"Content-Security-Policy": "default-src 'none'; sandbox"}


def file_answer(data: bytes, media_type: str, name: str, *, shown: bool) -> HttpResponse:
    """A file as an answer, `shown` in the page or downloaded under that name."""
    response = HttpResponse(data, content_type=media_type)
    how = "inline" if shown else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    for header, value in FILE_HEADERS.items():
        response.headers[header] = value
    return response


def is_foreign(request: HttpRequest) -> bool:
    """Whether a browser says that another site's page sent this request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return False  # no browser: curl, or a mail provider's one-click unsubscribe
    return host_of(origin) != request.get_host()


def host_of(origin: str) -> str:
    """Host and port that an `Origin` names; empty where it is no address."""
    try:
        return urlparse(origin).netloc
    except ValueError:
        return ""


class OriginMiddleware:
    """Refuses what another site's page posts here."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE and is_foreign(request):
            sentence = _("This form was sent from another site. Open the page here and try again.")
            return render(request, "errors/refused.html", {"sentence": sentence}, status=403)
        return self.answer(request)


class HeadersMiddleware:
    """Puts the same protecting headers on every answer."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.SECURE:
            response.headers.setdefault("Strict-Transport-Security", "max-age=63072000")
        return response


def surroundings(_request: HttpRequest) -> dict[str, Any]:
    """What every template may show: whose desk this is, and whether it is a demonstration."""
    return {
        "organisation": settings.TOCSIN_ORGANISATION,
        "demonstration": settings.TOCSIN_DEMONSTRATION,
        "unlocks_itself": settings.TOCSIN_DEMONSTRATION and own_passphrase().exists(),
    }
