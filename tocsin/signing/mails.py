"""The mails of signing: please confirm, or say that it was not you; delete what you signed."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tocsin.appeals.models import Appeal
from tocsin.kernel.mail import bounces
from tocsin.kernel.mail.outbox import AT_ONCE, Filled, Message, Prepared, prepare
from tocsin.kernel.mail.prepared import mark
from tocsin.signing.entries import Entry
from tocsin.signing.links import hash_of

BATCH, LEAVING = "confirm", "leaving"
SETTINGS = (
    "TOCSIN_ORGANISATION",
    "TOCSIN_MAIL_FROM",
    "TOCSIN_ADDRESS",
    "TOCSIN_CONFIRM_DAYS",
)


def link(name: str, document_id: str, token: str) -> str:
    """The whole address of a page, in the active language."""
    return settings.TOCSIN_ADDRESS + reverse(f"site:{name}", args=[document_id, token])


def confirmation(appeal: Appeal, entry: Entry, token: str, mark: bytes) -> Filled:
    """The mail in the signatory's language.

    It is neutral (a mail provider reads it), and holds neither name nor comment: somebody who
    types another's address could otherwise have us send that person any text.
    """
    return Filled(
        key=key_of_confirmation(mark),
        batch=BATCH,
        to=entry.email,
        prepared=_prepared(_Said(appeal.document_id, entry.language, entry.choice, entry.inform)),
        words={"token": token, "bounced": mark.hex()},
        repeatable=True,
        about=appeal.document_id,
        rank=AT_ONCE,
    )


class _Said(NamedTuple):
    """All that these mails differ by, but for the link."""

    document_id: str
    language: str
    choice: str
    inform: bool


def _prepared(said: _Said) -> Prepared:
    return _made(said, *(getattr(settings, name) for name in SETTINGS))


@lru_cache(maxsize=512)
def _made(said: _Said, *_settings: object) -> Prepared:
    """Rendered and composed once in each process, and again when a setting changes."""
    token, bounced = mark(), mark()
    with override(said.language):
        context = said._asdict() | {
            "organisation": settings.TOCSIN_ORGANISATION,
            "days": settings.TOCSIN_CONFIRM_DAYS,
            "confirm": link("confirm", said.document_id, token),
            "not_me": link("not_me", said.document_id, token),
        }
        message = Message(
            key="",
            batch=BATCH,
            to="",
            subject=_("Please confirm your e-mail address"),
            text=render_to_string("mail/confirm.txt", context),
            html=render_to_string("mail/confirm.html", context),
            language=said.language,
            headers={"Auto-Submitted": "auto-generated", bounces.HEADER: bounced},
        )
    return prepare(message, {"token": token, "bounced": bounced})


def key_of_confirmation(mark: bytes) -> str:
    """By which the mail that holds a link is known."""
    return f"confirm-{mark.hex()}"


def leaving(email: str, language: str, token: str, appeal: Appeal | None) -> Message:
    """The mail to who wants to delete signatures; the same whether there are any."""
    with override(language):
        context = {
            "organisation": settings.TOCSIN_ORGANISATION,
            "document_id": appeal.document_id if appeal else "",
            "link": settings.TOCSIN_ADDRESS + reverse("site:left", args=[token]),
        }
        return Message(
            key=key_of_leaving(hash_of(token)),
            batch=LEAVING,
            to=email,
            subject=_("Delete what you signed?"),
            text=render_to_string("mail/leaving.txt", context),
            language=language,
            repeatable=True,
            headers={"Auto-Submitted": "auto-generated"},
            rank=AT_ONCE,
        )


def key_of_leaving(mark: bytes) -> str:
    """By which the mail that holds a link to leave by is known."""
    return f"{LEAVING}-{mark.hex()}"
