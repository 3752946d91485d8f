"""Mail that arrives by itself: an alert, or one that is none and is only noted."""

from __future__ import annotations

import hashlib
from email.message import Message

from django.conf import settings
from django.db import transaction

from tocsin.intake import post as posts
from tocsin.intake.models import Passed
from tocsin.intake.receiving import kept, take
from tocsin.kernel import audit
from tocsin.kernel.mail import bounces, reports
from tocsin.people.roles import System

# More stations than this and the mail runs in a circle (RFC 5321 §6.3).
STATIONS = 50


def arrive(raw: bytes, envelope: str, to: str = "") -> str:
    """Takes one mail; the word on it. Raises Refusal for what can never be an alert.

    `envelope` is the sender that the mail server names; a bounce has none (RFC 5321 §4.5.5). `to`
    is the recipient that it names.
    """
    if len(raw) > posts.LARGEST:
        raise posts.too_large()
    whole = posts.parsed(raw)
    if bounces.note(whole, raw, envelope, to):
        return "Noted; a mail of ours came back"
    if why := no_alert(whole, envelope):
        return _passed(raw, whole, why)
    done = take(System(), raw, "", "mail")
    return "Received; it is a new alert" if done.new else "Received; this alert was here already"


def no_alert(whole: Message, envelope: str | None = None) -> str:
    """Why a mail is no alert: `loop`, `bounce`, `automatic`; empty where it may be one."""
    own = settings.TOCSIN_MAIL_FROM.casefold()
    sender = posts.header(whole, "From").casefold()
    if len(whole.get_all("Received", [])) > STATIONS or f"<{own}>" in sender or sender == own:
        return "loop"
    if reports.is_report(whole, envelope):
        return "bounce"
    return "automatic" if reports.is_answer(whole) else ""


def _passed(raw: bytes, whole: Message, why: str) -> str:
    sha256 = hashlib.sha256(raw).hexdigest()
    with kept(raw), transaction.atomic():
        _row, new = Passed.objects.get_or_create(
            sha256=sha256,
            defaults={
                "why": why,
                "sender": posts.sender(whole),
                "subject": posts.header(whole, "Subject")[:300],
            },
        )
        if new:
            audit.record(audit.SYSTEM, "pass over mail", "mail", sha256[:16], why=why)
    return f"Noted; it is no alert ({why})"
