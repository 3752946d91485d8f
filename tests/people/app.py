"""An app that shows codes, and the clock of the server that reads them."""

from __future__ import annotations

from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from tests import cast

SECRET = "JBSWY3DPEHPK3PXP"
NOON = 1_800_000_000  # the first second of a step


class Clock:
    """The server's, in seconds; it stands in the place of the module `time`."""

    now = NOON

    def time(self) -> int:
        return self.now


def code(seconds: int = NOON, secret: str = SECRET) -> str:
    """What an app shows in a second."""
    return str(totp.format_hotp_value(totp.hotp_value(secret, seconds // 30)))


def signed_in(typed: str) -> bool:
    """Whether password and code let somebody in, in a browser of their own."""
    client = Client()
    client.post("/desk/account/login/", {"login": "olga", "password": cast.PASSWORD})
    return client.post("/desk/second-factor/authenticate/", {"code": typed}).status_code == 302
