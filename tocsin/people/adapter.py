"""What allauth may do here: sign staff in, in this house’s words; nobody signs up by the web."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.printing.paper import qr_svg
from tocsin.kernel.web.throttle import connection
from tocsin.people import factors

OTHER_PASSWORD = _("This is not the password you have now. Type it again.")


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Accounts are made by an administrator."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "The username or the password is wrong. Type both again; look whether Caps Lock is on."
        ),
        "incorrect_password": OTHER_PASSWORD,
        "enter_current_password": OTHER_PASSWORD,
        "too_many_login_attempts": _(
            "Too many wrong tries. Wait five minutes, then try again: until then the right one is "
            "refused too."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose wrong passwords are counted together.

        By the peer, ten from anywhere would shut out everybody behind our own proxy.
        """
        return connection(request)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """The second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This code does not fit, or was used already. Wait for the next one. If no code fits, "
            "set the clock of your telephone."
        ),
        "cannot_delete_authenticator": _(
            "This is your only second factor, and without one nobody comes to the desk. Set up "
            "another one first: an app, also on another telephone, or a passkey."
        ),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one."""
        return factors.may_go(authenticator)

    def build_totp_svg(self, url: str) -> str:
        """The code for an app, which can be read from a dark page too."""
        return qr_svg(url, border=4).decode()
