"""People who sign, as the tests of several rooms need them."""

from __future__ import annotations

import re
from typing import Any

from tocsin.kernel.mail.outbox import Mail, open_mail
from tocsin.publishing.models import Revision
from tocsin.signing import moves
from tocsin.signing.models import Signature

LINK = re.compile(rb"/confirm/([\w-]+)/")


def entry(name: str, email: str, **changes: Any) -> moves.Entry:
    """What one person typed."""
    told: dict[str, Any] = {
        "country": "SE",
        "comment": "",
        "choice": "addressee",
        "inform": False,
        "language": "en",
    }
    return moves.Entry(name=name, email=email, **(told | changes))


def newest_token() -> str:
    """The link in the newest confirmation mail that has not gone yet and will."""
    return token_of(Mail.objects.filter(batch="confirm", due_at__isnull=False).latest("pk"))


def token_of(row: Mail) -> str:
    """The link in a confirmation mail."""
    _to, mail = open_mail(row)
    found = LINK.search(mail.replace(b"=\r\n", b""))
    assert found is not None
    return found.group(1).decode()


def sign_and_confirm(revision: Revision, name: str, email: str, **changes: Any) -> Signature:
    """Signs, follows the link, presses the button."""
    moves.sign(revision, entry(name, email, **changes))
    return moves.confirm(newest_token())
