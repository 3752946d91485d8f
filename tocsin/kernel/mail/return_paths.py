"""The return path of a mail: an address that tells us, and nobody else, which mail came back.

`bounce+ID.MAC@domain` (VERP). The ID hides the row's number and a piece of its fingerprint, the MAC
by a key of the vault tells that we made it. Both come from the row alone, so that a mail bears the
same at each attempt, and nothing has to be stored for it.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32decode
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from tocsin.kernel.crypto.home import vault

KEY = "return-paths"
NUMBER, PIECE = 6, 4  # bytes: the row's number, the piece of its fingerprint
SIZE = NUMBER + PIECE  # of the ID and of the MAC; a multiple of five, so that no letter is spare
LETTERS = 8 * SIZE // 5
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
PAIRS = [one + other for one in ALPHABET for other in ALPHABET]  # of letters, by ten bits
SHIFTS = range(8 * SIZE - 10, -1, -10)
LONGEST = 64 - len("+.") - 2 * LETTERS  # letters of the mailbox before the mark (RFC 5321 §4.5.3.1)


@dataclass(frozen=True)
class Named:
    """The mail that a return path names; `piece` is the beginning of its fingerprint."""

    number: int
    piece: str


def maker() -> Callable[[int, str], str]:
    """The return path for a row's number and fingerprint; empty where none is set.

    For a few hundred at once. Raises Locked.
    """
    mailbox = settings.TOCSIN_BOUNCE_MAIL
    if not mailbox:
        return lambda _number, _fingerprint: ""
    local, _at, domain = mailbox.rpartition("@")
    tag = vault().tagger(KEY)

    def made(number: int, fingerprint: str) -> str:
        plain = number.to_bytes(NUMBER, "big") + bytes.fromhex(fingerprint[: 2 * PIECE])
        mac = _mac(tag, plain)
        return f"{local}+{_text(_hidden(tag, plain, mac))}.{_text(mac)}@{domain}"

    return made


def read(address: str) -> Named | None:
    """Which mail an address names; None where we did not make it. Raises Locked."""
    found = _shape(settings.TOCSIN_BOUNCE_MAIL).fullmatch(address.strip().lower())
    if found is None or not address.isascii():  # “K” of Kelvin, in small letters, is ours
        return None
    mark, mac = (b32decode(part.upper()) for part in found.groups())
    tag = vault().tagger(KEY)
    plain = _hidden(tag, mark, mac)  # what hides it also shows it
    if not hmac.compare_digest(_mac(tag, plain), mac):
        return None
    return Named(int.from_bytes(plain[:NUMBER], "big"), plain[NUMBER:].hex())


def is_for_us(address: str) -> bool:
    """Whether an address is the mailbox for what comes back, with whatever mark or none."""
    mailbox = settings.TOCSIN_BOUNCE_MAIL
    if not mailbox:
        return False
    local, _at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" == mailbox


@lru_cache(maxsize=8)
def _shape(mailbox: str) -> re.Pattern[str]:
    local, _at, domain = mailbox.rpartition("@")
    part = rf"([a-z2-7]{{{LETTERS}}})"
    return re.compile(rf"{re.escape(local)}\+{part}\.{part}@{re.escape(domain)}")


def _mac(tag: Callable[[str], bytes], plain: bytes) -> bytes:
    return tag(f"mac {plain.hex()}")[:SIZE]


def _hidden(tag: Callable[[str], bytes], plain: bytes, mac: bytes) -> bytes:
    """With a pad that comes from the MAC, as in SIV (RFC 5297): the same twice is itself again."""
    pad = tag(f"pad {mac.hex()}")
    return (_number(plain) ^ _number(pad[:SIZE])).to_bytes(SIZE, "big")


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _text(data: bytes) -> str:
    """Base32 (RFC 4648 §6) in small letters, by pairs: Python's own takes as long as an HMAC."""
    number = _number(data)
    return "".join([PAIRS[number >> at & 1023] for at in SHIFTS])
