"""What allauth may do here: sign staff in; nobody signs up by the web."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from tocsin.kernel.web.throttle import connection


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose wrong passwords are counted together.

        By the peer, ten from anywhere would shut out everybody behind our own proxy.
        """
        return connection(request)
