"""People of the network, as the tests of several rooms need them."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from typing import Any

from django.utils import timezone

from tocsin.kernel.mail.outbox import Mail, open_mail
from tocsin.mailing import moves, network
from tocsin.mailing.models import Subscriber


def subscriber(address: str, **changes: Any) -> Subscriber:
    """Somebody who gets appeals."""
    mark = network.tag(address)
    told: dict[str, Any] = {"state": "subscribed", "agreed_at": timezone.now()}
    return Subscriber.objects.create(
        tag=mark,
        address=network.encrypted(address, mark),
        leave=network.new_leave(),
        **(told | changes),
    )


def read(row: Mail) -> Any:
    """A mail of the queue, parsed."""
    return message_from_bytes(open_mail(row)[1], policy=policy.default)


def text_of(row: Mail) -> str:
    """Its plain text."""
    return str(read(row).get_body(("plain",)).get_content())


def html_of(row: Mail) -> str:
    """Its HTML."""
    return str(read(row).get_body(("html",)).get_content())


def newest_token() -> str:
    """The link of the newest join mail."""
    found = re.search(r"/join/([\w-]+)/", text_of(Mail.objects.filter(batch="join").latest("pk")))
    assert found is not None
    return found.group(1)


def join(address: str, language: str = "en", **interests: list[str]) -> Subscriber:
    """Asks, follows the link, presses the button."""
    moves.ask(address, language, interests.get("countries", []), interests.get("issues", []))
    return moves.confirm(newest_token())
