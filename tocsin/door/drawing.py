"""Has Django draw an answer, through all of its middleware, so that its headers are Django's."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import HttpResponse

from tocsin.door.answers import Answer

URLS = "tocsin.door.urls"


def prefix(language: str) -> str:
    """The beginning of an address in a language."""
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"


def draw(handler: BaseHandler, address: str, **more: Any) -> Answer:
    """The answer to a GET of that address, among those of `door.urls`; asks the database."""
    told = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "SERVER_NAME": settings.ALLOWED_HOSTS[0],
        "SERVER_PORT": "443" if settings.SECURE else "80",
        "wsgi.url_scheme": "https" if settings.SECURE else "http",
        "wsgi.input": io.BytesIO(),
        **more,
    }
    request = WSGIRequest(told)
    request.urlconf = URLS
    response = handler.get_response(request)
    assert isinstance(response, HttpResponse)  # noqa: S101 - none of them is a stream
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in response.items()
        if name.lower() != "content-length"
    ]
    return Answer(response.status_code, headers, response.content)


def tidily(work: Callable[[], Any]) -> Callable[[], Any]:
    """The same for a thread of the pool, whose connections are looked after as Django does."""

    def done() -> Any:
        close_old_connections()
        try:
            return work()
        finally:
            close_old_connections()

    return done
