"""Bytes become a reading, whatever they are: a text, a web page, or a mail with its files."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from tocsin.intake import post as posts
from tocsin.intake import signed
from tocsin.intake.post import Post
from tocsin.intake.reading import Reading, read
from tocsin.kernel.crypto import signature
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.texts import text as texts
from tocsin.kernel.texts.text import plain

GREETING = re.compile(r"(?i)^(?:dear|hello|hi|good (?:morning|day|evening)|chers?|bonjour)\b")
REPLY = re.compile(r"^(?:\s*(?:re|fw|fwd|tr)\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True)
class Understood:
    """A document as it came, with what was read of it; `post` is the mail that it came in."""

    reading: Reading
    signed: signed.Checked
    post: Post


def understand(
    raw: bytes, filename: str = "", beside: str = "", *, is_mail: bool = False
) -> Understood:
    """Reads bytes of any kind that is taken; Refusal with the remedy for others.

    `beside` is a signature that lay beside the file; `is_mail` where it came from a mail server.
    """
    if is_mail or posts.is_mail(raw, filename):
        return _mail(raw, beside)
    document = _text(raw)
    checked = signed.check(document or "", beside)
    taken = raw if document is None or checked.text == document else checked.text.encode()
    reading = replace(read(taken, filename), raw_sha256=hashlib.sha256(raw).hexdigest())
    return Understood(_with_partner(reading, checked), checked, Post())


def _text(raw: bytes) -> str | None:
    """The text, where it can be signed at all: what is no text the reader refuses in its words."""
    try:
        return texts.decode(raw).text
    except Refusal:
        return None


def _mail(raw: bytes, beside: str) -> Understood:
    if len(raw) > posts.LARGEST:
        raise posts.too_large()
    post = posts.read(raw)
    attached = [
        file.data.decode("utf-8", "replace")
        for file in post.attached
        if signature.BEGIN.encode() in file.data
    ]
    checked = signed.check(post.text, "\n".join([beside, *attached]))
    reading = read(checked.text.encode("utf-8", "replace"))
    return Understood(_with_partner(_as_mail(reading, raw, post), checked), checked, post)


def in_country(told: Understood, code: str) -> Understood:
    """The country that the sender chose, where the text names none."""
    if not code or told.reading.countries:
        return told
    lacking = _("No country was found; choose one.")
    left = [one for one in told.reading.warnings if one != lacking]
    return replace(told, reading=replace(told.reading, countries=[code], warnings=left))


def _with_partner(reading: Reading, checked: signed.Checked) -> Reading:
    """Whose key signed it is the partner, where the text names none."""
    if checked.signed != "verified" or checked.partner is None:
        return reading
    name = checked.partner.name
    if not reading.partner:
        lacking = _("The partner was not found; choose one.")
        left = [one for one in reading.warnings if one != lacking]
        return replace(reading, partner=name, warnings=left)
    if plain(reading.partner) == plain(name):
        return reading
    told = _("The text names “%(named)s” as the partner, but it is signed by %(signer)s.")
    words = {"named": reading.partner, "signer": name}
    return replace(reading, warnings=[*reading.warnings, told % words])


def _as_mail(reading: Reading, raw: bytes, post: Post) -> Reading:
    """The subject is the title where the text begins with a greeting."""
    subject = REPLY.sub("", post.subject).strip()
    title = reading.title
    draft = dict(reading.draft)
    if subject and (not title or GREETING.match(title)):
        title, draft["headline"] = subject[:300], subject[:200]
    return replace(
        reading,
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        title=title,
        draft=draft,
        warnings=[*post.warnings, *reading.warnings],
    )
