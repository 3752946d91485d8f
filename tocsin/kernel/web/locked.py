"""A locked server is no accident either: where no form shows the sentence, a page does."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tocsin.kernel.crypto.vault import Locked

LATER = "600"  # seconds; a person has to come and unlock


class LockedMiddleware:
    """Answers 503 (RFC 9110) for what needs the server's keys while they are locked away."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a locked server; None leaves other errors to the others."""
        if not isinstance(error, Locked):
            return None
        response = render(request, "errors/refused.html", {"sentence": str(error)}, status=503)
        response.headers["Retry-After"] = LATER
        return response
