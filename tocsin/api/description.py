"""`/openapi.json`: every public address, as programs read it (OpenAPI 3.1)."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

FILE = Path(__file__).with_name("openapi.json")  # beside this, since it is installed with it


@cache
def _held() -> tuple[bytes, str]:
    """Its bytes, and what tells them from another release's."""
    data = FILE.read_bytes()
    return data, f'"{hashlib.sha256(data).hexdigest()[:32]}"'


@require_safe
@condition(etag_func=lambda _request: _held()[1])
def as_json(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The same for everybody, until another release is installed."""
    response = HttpResponse(_held()[0], content_type="application/json")
    response["Cache-Control"] = "public, max-age=0, s-maxage=60"
    return response
