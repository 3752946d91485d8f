"""Public pages may be kept by a cache in between, for a short while."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]

SECONDS = 10  # as long as a reader may see an older number


def public(view: View) -> View:
    """Marks a page as the same for everybody; says so to caches, for ten seconds."""

    @wraps(view)
    def answer(request: HttpRequest, *words: object, **named: object) -> HttpResponse:
        response = view(request, *words, **named)
        if response.status_code == 200 and request.method in {"GET", "HEAD"}:
            response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={SECONDS}"
        return response

    return answer


def personal(view: View) -> View:
    """Marks a page as one person's; nobody in between may keep it, and it is not indexed."""

    @wraps(view)
    def answer(request: HttpRequest, *words: object, **named: object) -> HttpResponse:
        response = view(request, *words, **named)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, noarchive"
        return response

    return answer
