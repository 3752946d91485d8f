"""A full disk is no accident of the program: it is said in a sentence, and nothing is half kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal

SENTENCE = _("The server’s disk is full, so nothing was saved. Tell the administrator.")
PRIMARY = 0xFF  # SQLite's extended result codes carry the primary one in their low byte
POSTGRESQL_FULL = "53100"  # disk_full (PostgreSQL, appendix A)


def is_full(error: DatabaseError) -> bool:
    """Whether the database said that its disk is full."""
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return bool(code & PRIMARY == sqlite3.SQLITE_FULL)
    return getattr(cause, "sqlstate", None) == POSTGRESQL_FULL


@contextmanager
def refused_when_full() -> Iterator[None]:
    """Raises Refusal for a database whose disk is full; everything else goes on as it is."""
    try:
        yield
    except DatabaseError as error:
        if is_full(error):
            raise Refusal(SENTENCE) from error
        raise


class FullDiskMiddleware:
    """Where no form stands to show the sentence, a page does (507, RFC 4918)."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a full disk; None leaves other errors to the others."""
        if not isinstance(error, DatabaseError) or not is_full(error):
            return None
        context = {"sentence": SENTENCE}
        return render(request, "errors/refused.html", context, status=507)
