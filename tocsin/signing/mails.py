"""The mails of signing: please confirm, or say that it was not you; delete what you signed."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tocsin.appeals.models import Appeal
from tocsin.kernel import bounces
from tocsin.kernel.mail import Message
from tocsin.signing.entries import Entry
from tocsin.signing.links import hash_of

BATCH, LEAVING = "confirm", "leaving"


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
            key=key_of_confirmation(token_hash),
            batch=BATCH,
            to=entry.email,
            subject=_("Please confirm your e-mail address"),
            text=render_to_string("mail/confirm.txt", context),
            html=render_to_string("mail/confirm.html", context),
            language=entry.language,
            repeatable=True,
            about=document_id,
            headers={"Auto-Submitted": "auto-generated", bounces.HEADER: token_hash.hex()},
        )


def key_of_confirmation(token_hash: bytes) -> str:
    """By which the mail that holds a link is known."""
    return f"confirm-{token_hash.hex()}"


def leaving(email: str, language: str, token: str, appeal: Appeal | None) -> Message:
    """The mail to who wants to delete signatures; the same whether there are any."""
    with override(language):
        context = {
            "organisation": settings.TOCSIN_ORGANISATION,
            "document_id": appeal.document_id if appeal else "",
            "link": settings.TOCSIN_ADDRESS + reverse("site:left", args=[token]),
        }
        return Message(
            key=f"leaving-{hash_of(token).hex()}",
            batch=LEAVING,
            to=email,
            subject=_("Delete what you signed?"),
            text=render_to_string("mail/leaving.txt", context),
            language=language,
            repeatable=True,
            headers={"Auto-Submitted": "auto-generated"},
        )
