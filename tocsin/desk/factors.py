"""Pages of one's second factor: another app instead of one, and to take one away."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import DeactivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormView

from tocsin.people import factors


class OneAtATime:
    """What is asked about one's factors still holds when they are changed."""

    def post(self, request: HttpRequest, *words: Any, **named: Any) -> HttpResponse:
        """Looks and changes under one lock."""
        with factors.held(request.user):  # type: ignore[arg-type] # only staff come here
            return super().post(request, *words, **named)  # type: ignore[misc,no-any-return]


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class Activate(OneAtATime, ActivateTOTPView):  # type: ignore[misc] # allauth has no types
    """An app, the first or another; the old one is good until the new one has shown a code."""

    def dispatch(self, request: HttpRequest, *words: Any, **named: Any) -> HttpResponseBase:
        """As allauth does it, which asks to be rid of the old one first."""
        return FormView.dispatch(self, request, *words, **named)

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Says so where there is one already."""
        return {**super().get_context_data(**named), "replaces": self._old().exists()}

    def form_valid(self, form: Any) -> HttpResponse:
        """The new one instead of the old one."""
        self._old().delete()
        return super().form_valid(form)  # type: ignore[no-any-return]

    def _old(self) -> QuerySet[Authenticator]:
        return factors.of(self.request.user).filter(type=Authenticator.Type.TOTP)


class Deactivate(OneAtATime, DeactivateTOTPView):  # type: ignore[misc] # allauth has no types
    """Takes the app away."""


class Remove(OneAtATime, RemoveWebAuthnView):  # type: ignore[misc] # allauth has no types
    """Takes a passkey away; allauth asks of the app alone whether it may go."""

    form_class = DeactivateTOTPForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Refuses before the button is pressed, as the app's page does."""
        return {"data": {}, **super().get_form_kwargs(), "authenticator": self.object}


urls: list[URLPattern] = [
    path("totp/activate/", Activate.as_view()),
    path("totp/deactivate/", Deactivate.as_view()),
    path("webauthn/keys/<int:pk>/remove/", Remove.as_view()),
]
