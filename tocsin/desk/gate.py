"""Nobody passes to the desk without an account and a second factor."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import get_script_prefix
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext as _

from tocsin.people.models import Staff
from tocsin.people.reads import has_second_factor

# Before one has come in, only these may be seen.
OPEN = ("account/login", "account/logout", "account/reauthenticate", "enter/")
OPEN_FACTOR = ("second-factor/authenticate", "second-factor/webauthn/login")


def _place(request: HttpRequest) -> str | None:
    """What follows `/desk/` in the path, or None outside the desk."""
    path = request.path_info.removeprefix(get_script_prefix())
    if language := get_language_from_path(request.path_info):
        path = path.removeprefix(f"{language}/")
    if path == "desk" or not path.startswith("desk/"):
        return None
    return path.removeprefix("desk/")


def _only_by_button(request: HttpRequest, refused: HttpResponseNotAllowed) -> HttpResponse:
    """Words for who comes where a form was sent to: by signing in anew, or in another language."""
    sentence = _(
        "Nothing was done: what stood here is sent by a button. Go back to its page and press the "
        "button again."
    )
    response = render(request, "errors/refused.html", {"sentence": sentence}, status=405)
    response.headers["Allow"] = refused.headers["Allow"]
    return response


class GateMiddleware:
    """Stands before every page below /desk/."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        place = _place(request)
        if place is None or place.startswith(OPEN + OPEN_FACTOR):
            return self.answer(request)
        if not isinstance(request.user, Staff) or not request.user.is_active:
            return redirect_to_login(request.path)
        if self._needs_factor(request.user, place):
            messages.info(request, _("First set up a second factor: an app’s codes or a passkey."))
            return redirect("mfa_index")
        response = self.answer(request)
        if isinstance(response, HttpResponseNotAllowed):
            response = _only_by_button(request, response)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @staticmethod
    def _needs_factor(person: Staff, place: str) -> bool:
        if settings.TOCSIN_DEMONSTRATION or place.startswith(("second-factor/", "account/")):
            return False
        return not has_second_factor(person)
