"""The mail that asks whether somebody really wants to join."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tocsin.kernel.mail.outbox import AT_ONCE, Message
from tocsin.mailing.network import Wish, hashed
from tocsin.vocabulary import countries, issues

BATCH = "join"


def names(wanted: Wish) -> dict[str, list[str]]:
    """What was asked for, in the person's language."""
    return {
        "countries": [countries.name(code, wanted.language) for code in wanted.countries],
        "issues": [issues.name(slug, wanted.language) for slug in wanted.issues],
    }


def join_mail(pk: int, address: str, token: str, wanted: Wish) -> Message:
    """In the person's language; it may be sent twice, since its link may be used twice."""
    with override(wanted.language):
        subject = _("Please confirm that you want urgent appeals")
        context = names(wanted) | {
            "subject": subject,
            "organisation": settings.TOCSIN_ORGANISATION,
            "days": settings.TOCSIN_CONFIRM_DAYS,
            "confirm": settings.TOCSIN_ADDRESS + reverse("site:joined", args=[token]),
            "language": wanted.language,
        }
        return Message(
            key=f"join-{pk}-{hashed(token).hex()[:32]}",
            batch=BATCH,
            to=address,
            subject=subject,
            text=render_to_string("mail/join.txt", context),
            html=render_to_string("mail/join.html", context),
            language=wanted.language,
            repeatable=True,
            headers={"Auto-Submitted": "auto-generated"},
            rank=AT_ONCE,
        )
