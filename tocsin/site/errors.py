"""Pages for what went wrong: each says what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400: mostly a form that is far too large."""
    sentence = _("This could not be read; perhaps it is too long. Go back, shorten it, try again.")
    return render(request, "errors/refused.html", {"sentence": sentence}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404."""
    return render(request, "errors/404.html", status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: who signs in, or changes a password, too often within a minute (allauth)."""
    sentence = _("That was sent too often within a minute. Wait a minute, then send it again.")
    return render(request, "errors/refused.html", {"sentence": sentence}, status=429)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500; the template is drawn without a request, so that it cannot break again."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A desk form whose token is missing or old."""
    sentence = _("This form is too old. Go back, reload the page and send it again.")
    return render(request, "errors/refused.html", {"sentence": sentence}, status=403)
