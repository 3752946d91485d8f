"""Whoever writes by the form, without an account: an alert, a sealed contact, a code to come back.

The code is shown once; only its hash is kept, so nobody can read it here again.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.intake.models import Alert, Return, Word
from tocsin.intake.receiving import kept, take
from tocsin.intake.sealing import sealed_file
from tocsin.kernel import audit, keys
from tocsin.kernel.crypto import seal
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.web import throttle
from tocsin.people.roles import Actor, Role, System, require
from tocsin.vocabulary import countries

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none is mistaken for another
LENGTH, GROUP = 20, 5  # 100 bits
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
CONTACT, NAME, WORDS = 500, 200, 20_000  # characters
ALERTS, CODES = 20, 30  # tries of one connection in SPAN
SPAN = timedelta(minutes=30)
OPENS_NOTHING = gettext_lazy("This code opens nothing. Look at each letter and type it again.")


@dataclass(frozen=True)
class Entry:
    """What was typed; `data` is the chosen file, `name` may be shown where `may_name`."""

    data: bytes
    filename: str = ""
    country: str = ""
    may_name: bool = False
    name: str = ""
    contact: str = ""


def write(entry: Entry, connection: str) -> str:
    """Receives the alert; the code to come back with, in groups.

    The answer is the same whether the text was known here or not. Raises Refusal with the field.
    """
    throttle.admit("alert", connection, ALERTS, SPAN)
    _check(entry)
    code = new_code()
    code_hash = hashed(code)
    blob, key_id = _sealed(entry, code_hash)
    sender = entry.name if entry.may_name else ""
    with kept(entry.data), transaction.atomic():
        named = {"sender": sender, "country": entry.country}
        done = take(System(), entry.data, entry.filename, "form", **named)
        Return.objects.create(
            alert=done.alert,
            arrival=done.arrival,
            code_hash=code_hash,
            contact=blob,
            key_id=key_id,
            may_name=entry.may_name,
        )
    return code


def _check(entry: Entry) -> None:
    if entry.country and not countries.is_code(entry.country):
        raise Refusal(_("Choose a country from the list."), "country")
    for field, text, most in (("name", entry.name, NAME), ("contact", entry.contact, CONTACT)):
        if len(text) > most:
            sentence = _("Write at most %(most)d characters; these are %(number)d.")
            raise Refusal(sentence % {"most": most, "number": len(text)}, field)
    if entry.may_name and not entry.name:
        raise Refusal(_("Write the name that we may use, or choose not to be named."), "name")
    if entry.contact and keys.active() is None:
        raise Refusal(without_key(), "contact")


def without_key() -> str:
    """Why no contact is taken at the moment."""
    return str(
        _(
            "A contact cannot be sealed safely right now, so it is not taken. Leave it empty, send "
            "the alert, and come back with the code."
        )
    )


def _sealed(entry: Entry, code_hash: bytes) -> tuple[bytes | None, str]:
    """Contact, and a name that may not be shown, for the organisation's private key alone."""
    hidden = "" if entry.may_name else entry.name
    key = keys.active()
    if key is None or not (entry.contact or hidden):
        return None, ""
    record = {"name": hidden, "contact": entry.contact}
    return seal.seal(bytes(key.public), record, context(code_hash)), key.key_id


def context(code_hash: bytes) -> str:
    """What binds a sealed contact to its alert."""
    return f"alert contact {bytes(code_hash).hex()[:16]}"


def contact_file(way_back: Return) -> bytes:
    """The sealed contact as a file for the machine that has the key."""
    if way_back.contact is None:
        raise Refusal(_("No contact was left with this alert."))
    return sealed_file(context(bytes(way_back.code_hash)), bytes(way_back.contact))


def new_code() -> str:
    """Four groups of five letters and digits."""
    whole = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
    return "-".join(whole[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def hashed(code: str) -> bytes:
    """All that is kept of a code; spaces, hyphens and misread letters aside."""
    plain = re.sub(r"[\s-]", "", code).upper().translate(MISREAD)
    return hashlib.sha256(plain.encode("utf-8", "replace")).digest()


def come_back(code: str, connection: str) -> Return:
    """Whose code this is. The sentence is one for every code that opens nothing."""
    throttle.admit("code", connection, CODES, SPAN)
    found = Return.objects.filter(code_hash=hashed(code)).select_related("alert", "arrival")
    if (way_back := found.first()) is None:
        raise Refusal(str(OPENS_NOTHING), "code")
    return way_back


def state(way_back: Return) -> str:
    """What became of the alert, as far as it was decided after this person wrote.

    Else a copied text would tell whoever sends it that the desk knew it before.
    """
    alert = way_back.alert
    decided = alert.decided_at
    if decided is None or decided < way_back.arrival.received_at:
        return "new"
    return alert.state


def say(way_back: Return, text: str) -> Word | None:
    """More from whoever wrote; the same words twice in a row are said once."""
    last = way_back.words.filter(from_desk=False).last()
    if last and last.text == text.strip():
        return None
    return _word(way_back, text, from_desk=False, by="")


def answer(actor: Actor, way_back: Return, text: str) -> Word:
    """A message from the desk, which is read with the code."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        audit.record(actor, "answer alert", "alert", way_back.alert_id)
        return _word(way_back, text, from_desk=True, by=actor.username)


def _word(way_back: Return, text: str, *, from_desk: bool, by: str) -> Word:
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        raise Refusal(_("Write a message."), "text")
    if len(text) > WORDS:
        sentence = _("Write at most %(most)d characters; these are %(number)d.")
        raise Refusal(sentence % {"most": WORDS, "number": len(text)}, "text")
    return Word.objects.create(way_back=way_back, from_desk=from_desk, text=text, by=by)


def unanswered() -> list[Alert]:
    """Alerts whose writer said something that the desk has not answered, the oldest first."""
    found: dict[int, Alert] = {}
    for way_back in Return.objects.select_related("alert").prefetch_related("words"):
        words = list(way_back.words.all())
        if words and not words[-1].from_desk:
            found.setdefault(way_back.alert_id, way_back.alert)
    return list(found.values())
