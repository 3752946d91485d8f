"""Coming in by the demonstration's one-time link; everybody else signs in (allauth)."""

from __future__ import annotations

from allauth.account.urls import urlpatterns as everything
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from tocsin.kernel.refusal import Refusal
from tocsin.people import moves


def enter(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button, since mail scanners and previews follow links; POST signs in."""
    if not settings.TOCSIN_DEMONSTRATION:
        raise Http404
    if request.method != "POST":
        return render(request, "desk/enter.html")
    try:
        staff = moves.use_entry_link(token)
    except Refusal as refusal:
        return render(request, "desk/enter.html", {"refusal": str(refusal)}, status=410)
    login(request, staff, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("desk:due")


# allauth's pages for addresses and for passwords by mail promise what nobody here sends. The one
# to sign up says that it is closed, and its address is asked for by the others.
OFFERED = {"login", "logout", "inactive", "signup", "reauthenticate"} | {
    "change_password",
    "set_password",
}
accounts = [page for page in everything if page.name.removeprefix("account_") in OFFERED]
urls: list[URLPattern] = [path("enter/<str:token>/", enter, name="enter")]
