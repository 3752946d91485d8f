"""A line for each answer (kernel.logs), and the moment at which notes are written down."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tocsin.kernel import minutes

APPEAL = re.compile(r"[A-Z]{1,8}-[0-9]{1,6}-[0-9]{4}")
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}

log = logging.getLogger("tocsin.web")


class RequestMiddleware:
    """Says of each answer which page it was, for which appeal, and how long it took.

    Never the address asked for: it may hold a link, or a name that somebody typed.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.monotonic()
        response = self.answer(request)
        if log.isEnabledFor(logging.INFO):
            note(**_asked(request, response.status_code), status=response.status_code, begun=begun)
        minutes.flush_if_due()
        return response


def note(method: str, page: str, appeal: str, status: int, begun: float) -> None:
    """The line; `begun` is on this process's own clock."""
    if log.isEnabledFor(logging.INFO):
        told = {"method": method, "page": page, "appeal": appeal, "status": status}
        log.info("answered", extra=told | {"ms": int((time.monotonic() - begun) * 1000)})


def _asked(request: HttpRequest, status: int) -> dict[str, str]:
    """What is not there (404) may be anything that somebody typed, so it is no appeal's ID."""
    match = request.resolver_match
    document_id = str(match.kwargs.get("document_id", "")) if match else ""
    return {
        "method": request.method if request.method in METHODS else "other",
        "page": match.view_name if match else "",
        "appeal": document_id if status != 404 and APPEAL.fullmatch(document_id) else "",
    }
