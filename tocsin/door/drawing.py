"""Has Django draw an answer, through all of its middleware, so that its headers are Django's."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import HttpResponse

from tocsin.door.answers import Answer

URLS = "tocsin.door.urls"
Value = TypeVar("Value")


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


async def in_pool(pool: ThreadPoolExecutor, work: Callable[[], Value]) -> Value:
    """Does it in a thread, whose connections are looked after as Django does."""

    def done() -> Value:
        close_old_connections()
        try:
            return work()
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(pool, done)
