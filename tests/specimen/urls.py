"""Addresses that the head and foot of a page name; nothing answers there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest) -> HttpResponse:
    """No page."""
    return HttpResponse()


def _named(*names: str) -> list[object]:
    return [path(f"{name}/", nothing, name=name) for name in names]


SITE = ("home", "archive", "join", "about")
DESK = (
    *("due", "cases", "approvals", "mailouts", "signatures", "conveyances", "replies"),
    "settings",
)
urlpatterns = [
    path("desk/", include((_named(*DESK), "desk"))),
    path("", include((_named(*SITE), "site"))),
    *_named("feed", "account_logout", "mfa_index"),
]
