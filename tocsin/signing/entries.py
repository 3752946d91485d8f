"""What a person typed, and what may stand in it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tocsin.kernel.mail.outbox import clean_address
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.texts.normal_forms import nfc
from tocsin.signing.models import CHOICES
from tocsin.vocabulary import countries

LONGEST_NAME = 120
LONGEST_COMMENT = 500
# A table program takes what begins so for a formula.
FORMULA = ("=", "+", "-", "@")
# Cc controls, Cs halves of characters, and marks that turn the direction of the text around.
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Entry:
    """One act of signing as it was typed; `country` is ISO alpha-2, `choice` one of CHOICES."""

    name: str
    email: str
    country: str
    comment: str = ""
    choice: str = "counted"
    inform: bool = False
    language: str = "en"


# What stands for bytes that were no text.
UNREADABLE = "\ufffd"
# Of marks over one letter no script writes so many; more of them run over the lines beside.
HEAP = 9
# Letters to Unicode, and blanks to whoever reads: fillers of Hangul, Braille without a dot.
BLANK = set("\u115f\u1160\u3164\uffa0\u2800")


def _cannot_be_printed(character: str) -> bool:
    if character in TURNING or character == UNREADABLE:
        return True
    code = ord(character)
    # Tags, which nobody sees and programs read; and the 66 that are characters never.
    if 0xE0000 <= code < 0xE0080 or 0xFDD0 <= code < 0xFDF0 or code & 0xFFFE == 0xFFFE:
        return True
    return unicodedata.category(character) in {"Cc", "Cs", "Co", "Zl", "Zp"}


def _has_controls(text: str, allowed: str = "") -> bool:
    if text.isascii() and text.isprintable():
        return False
    heap = 0
    for character in text:
        heap = heap + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if heap >= HEAP or (character not in allowed and _cannot_be_printed(character)):
            return True
    return False


def _is_blank(name: str) -> bool:
    """Whether nobody would see a letter or a digit; a letter may be newer than Python's tables."""
    return not any(
        one not in BLANK and (one.isalnum() or unicodedata.category(one) == "Cn") for one in name
    )


def clean_name(name: str) -> str:
    """The name, 1 to 120 characters of one line."""
    name = nfc(name).strip()
    if not name:
        raise Refusal(_("Write your name."), "name")
    if len(name) > LONGEST_NAME:
        raise Refusal(
            _("Write the name in at most %(most)d characters.") % {"most": LONGEST_NAME}, "name"
        )
    if _has_controls(name):
        raise Refusal(
            _("The name holds a character that cannot be printed. Type it again."), "name"
        )
    if name.startswith(FORMULA):
        raise Refusal(_("Please begin the name with a letter."), "name")
    if _is_blank(name):
        raise Refusal(_("Write your name."), "name")
    return name


def clean_comment(comment: str) -> str:
    """The comment, at most 500 characters; lines may be broken."""
    comment = comment.replace("\r\n", "\n").strip()
    if len(comment) > LONGEST_COMMENT:
        sentence = _("Write at most %(most)d characters; these are %(number)d.")
        raise Refusal(sentence % {"most": LONGEST_COMMENT, "number": len(comment)}, "comment")
    if _has_controls(comment, "\n\t"):
        raise Refusal(
            _("The comment holds a character that cannot be printed. Type it again."), "comment"
        )
    return comment


def clean_email(email: str) -> str:
    """The address as typed, when mail can be sent to it."""
    if not email.strip():
        raise Refusal(_("Write your e-mail address; you confirm your signature with it."), "email")
    return clean_address(email)


def clean_country(country: str) -> str:
    """A country of the list."""
    if not countries.is_code(country):
        raise Refusal(_("Choose your country from the list."), "country")
    return country


def clean_choice(choice: str, offered: tuple[str, ...] = ()) -> str:
    """One of the three choices, or of those offered."""
    if choice not in (offered or tuple(code for code, _word in CHOICES)):
        raise Refusal(_("Choose who may see the name."), "choice")
    return choice


def clean(entry: Entry) -> Entry:
    """The entry ready to be sealed; raises Refusal at the first field that is wrong."""
    return Entry(
        name=clean_name(entry.name),
        email=clean_email(entry.email),
        country=clean_country(entry.country),
        comment=clean_comment(entry.comment),
        choice=clean_choice(entry.choice),
        inform=entry.inform,
        language=entry.language,
    )
