"""The one mail of signing: please confirm, or say that it was not you."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tocsin.appeals.models import Appeal
from tocsin.kernel.mail import Message
from tocsin.signing.entries import Entry

BATCH = "confirm"


def link(name: str, document_id: str, token: str) -> str:
    """The whole address of a page, in the active language."""
    return settings.TOCSIN_ADDRESS + reverse(f"site:{name}", args=[document_id, token])


def confirmation(appeal: Appeal, entry: Entry, token: str, token_hash: bytes) -> Message:
    """The mail in the signatory's language.

    It is neutral (a mail provider reads it), and holds neither name nor comment: somebody who
    types another's address could otherwise have us send that person any text.
    """
    document_id = appeal.document_id
    with override(entry.language):
        context = {
            "organisation": settings.TOCSIN_ORGANISATION,
            "document_id": document_id,
            "choice": entry.choice,
            "inform": entry.inform,
            "days": settings.TOCSIN_CONFIRM_DAYS,
            "confirm": link("confirm", document_id, token),
            "not_me": link("not_me", document_id, token),
            "language": entry.language,
        }
        return Message(
            key=f"confirm-{token_hash.hex()}",
            batch=BATCH,
            to=entry.email,
            subject=_("Please confirm your e-mail address"),
            text=render_to_string("mail/confirm.txt", context),
            html=render_to_string("mail/confirm.html", context),
            language=entry.language,
            repeatable=True,
            about=document_id,
            headers={"Auto-Submitted": "auto-generated"},
        )
