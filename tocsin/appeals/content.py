"""What a revision will hold: everything that the public page, the mails and the sheets say."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.conf import settings

from tocsin.appeals.models import Addressee, Appeal, Attachment, Text
from tocsin.cases.reads import public_claims

FORMAT = 1
PARTS = ("headline", "summary", "body", "ask", "letter")
STAYS = {"format", "document_id", "document_type", "organisation", "original_language"}

Content = dict[str, Any]


def content(appeal: Appeal) -> Content:
    """The appeal as it stands, ready to be frozen.

    A language without a word in it is left out, and so is `attachments` where there is none.
    """
    texts = {text.language: _parts(text) for text in appeal.texts.all()}
    written = {language: parts for language, parts in texts.items() if any(parts.values())}
    kind, original = appeal.document_type, appeal.original_language
    return {
        "format": FORMAT,
        "document_id": appeal.document_id,
        "document_type": {"code": kind.code, "names": kind.names},
        "organisation": settings.TOCSIN_ORGANISATION,
        "partner": appeal.partner.name if appeal.partner else None,
        "countries": list(appeal.countries),
        "issues": list(appeal.issues),
        "document_date": _day(appeal.document_date),
        "deadline": _day(appeal.deadline),
        "original_language": original,
        "languages": sorted(written, key=lambda language: (language != original, language)),
        "texts": written,
        "claims": public_claims(appeal.claims.select_related("case").order_by("number")),
        "addressees": _addressees(appeal),
    } | _attachments(appeal)


def emptied(content: Content) -> Content:
    """What stays of a content that was withdrawn: the same keys, and nothing that it said."""
    return {
        name: value if name in STAYS else type(value)() if isinstance(value, list | dict) else None
        for name, value in content.items()
    }


def canonical(content: Content) -> bytes:
    """One way to write it: keys in order, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def digest(content: Content) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _parts(text: Text) -> dict[str, str]:
    return {part: getattr(text, part) for part in PARTS}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _addressees(appeal: Appeal) -> list[dict[str, Any]]:
    rows = Addressee.objects.filter(appeal=appeal).select_related("authority")
    offices = [row.authority for row in rows]
    return [{"id": office.pk, "name": office.name, "names": office.names} for office in offices]


def _attachments(appeal: Appeal) -> Content:
    """Nothing where there is none: what was frozen before there were any stays what it was."""
    rows = list(appeal.attachments.filter(removed_at=None))
    return {"attachments": [_attachment(row) for row in rows]} if rows else {}


def _attachment(row: Attachment) -> dict[str, Any]:
    """`width` and `height` are pixels; `pages` is 0 for a picture."""
    return {
        "sha256": row.sha256,
        "media_type": row.media_type,
        "width": row.width,
        "height": row.height,
        "pages": row.pages,
        "alt": row.alt,
    }
