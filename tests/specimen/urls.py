"""Addresses that the head and foot of a page name; nothing answers there."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path


def nothing(request: HttpRequest) -> HttpResponse:
    """No page."""
    return HttpResponse()


def _named(*names: str) -> list[URLPattern]:
    return [path(f"{name}/", nothing, name=name) for name in names]


SITE = ("home", "archive", "join", "about")
DESK = (
    *("due", "cases", "approvals", "mailouts", "signatures", "conveyances", "replies"),
    "settings",
)
urlpatterns = [
    *i18n_patterns(
        path("desk/", include((_named(*DESK), "desk"))),
        path("", include((_named(*SITE), "site"))),
        prefix_default_language=False,
    ),
    *_named("feed", "account_logout"),
]
