"""A secret under a passphrase, and how a passphrase is asked for.

The key comes from Argon2id (RFC 9106) and encrypts with ChaCha20-Poly1305. What is kept names its
own cost, so that a later version may ask for more; `check` tells a damaged file from a wrong word.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import secrets
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tocsin.kernel.crypto import words
from tocsin.kernel.refusal import Refusal

NONCE, SALT = 12, 16
SHORTEST = 12  # characters, as for the desk's passwords


@dataclass(frozen=True)
class Cost:
    """What one try costs: memory in KiB, passes over it, lanes at once."""

    memory: int
    passes: int
    lanes: int


USUAL = Cost(65_536, 3, 4)  # RFC 9106, section 4, second recommended option
# What a file may ask of us; a damaged one must not take the machine's memory.
MOST = Cost(1 << 20, 32, 16)


class WrongPassphrase(Refusal):
    """The words do not open it."""

    def __init__(self) -> None:
        super().__init__("This passphrase does not fit. Nothing was changed; try it again.")


def wrap(
    secret: bytes, passphrase: str, context: bytes, cost: Cost = USUAL
) -> dict[str, int | str]:
    """The secret as fields for a file; only the same passphrase and context give it back."""
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    sealed = ChaCha20Poly1305(_key(passphrase, salt, cost)).encrypt(nonce, secret, context)
    held: dict[str, int | str] = {
        "kdf": "argon2id",
        "memory": cost.memory,
        "passes": cost.passes,
        "lanes": cost.lanes,
        "salt": salt.hex(),
        "sealed": (nonce + sealed).hex(),
    }
    return held | {"check": _check(held)}


def unwrap(held: Mapping[str, Any], passphrase: str, context: bytes) -> bytes:
    """The secret. Raises WrongPassphrase, and ValueError where the fields are damaged."""
    try:
        fields = {name: value for name, value in held.items() if name != "check"}
        cost = Cost(int(held["memory"]), int(held["passes"]), int(held["lanes"]))
        salt, sealed = bytes.fromhex(held["salt"]), bytes.fromhex(held["sealed"])
        whole = held["kdf"] == "argon2id" and held["check"] == _check(fields)
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError("fields are missing") from error
    if not whole or not all(0 < getattr(cost, part) <= most for part, most in vars(MOST).items()):
        raise ValueError("fields are damaged")
    key = ChaCha20Poly1305(_key(passphrase, salt, cost))
    try:
        return key.decrypt(sealed[:NONCE], sealed[NONCE:], context)
    except InvalidTag as error:
        raise WrongPassphrase from error


def _key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    maker = Argon2id(
        salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    )
    return maker.derive(typed)


def _check(fields: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]


def read(file: Path) -> str:
    """The passphrase in a file: its first line."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", "") or "it is no text"
        raise Refusal(f"The passphrase file {file} cannot be read: {reason}.") from error
    if not lines or not lines[0].strip():
        raise Refusal(f"The passphrase file {file} is empty. Its first line is the passphrase.")
    return lines[0]


def ask(what: str, file: Path | None = None) -> str:
    """The passphrase of something that is there, from a file or from whoever sits here."""
    if file is not None:
        return read(file)
    _somebody()
    return getpass.getpass(f"Passphrase of {what}: ")


def choose(what: str, file: Path | None = None) -> str:
    """A new passphrase, typed twice; refuses an empty, a short and a mistyped one."""
    if file is not None:
        return _good(read(file))
    _somebody()
    first = _good(getpass.getpass(f"New passphrase for {what}: "))
    if getpass.getpass("The same once more: ") != first:
        raise Refusal("The two passphrases differ. Nothing was made; begin again.")
    return first


def _good(passphrase: str) -> str:
    if not passphrase.strip():
        raise Refusal("An empty passphrase protects nothing. Choose five or six words.")
    if any(unicodedata.category(one) == "Cc" for one in passphrase):
        raise Refusal(
            "This passphrase has control characters in it, such as NUL or a tab. Choose five or "
            "six words; if they are in a file, look whether it is that one."
        )
    if len(passphrase) < SHORTEST:
        raise Refusal(
            f"This passphrase has {len(passphrase)} characters, and {SHORTEST} are the least. "
            "Choose five or six words."
        )
    return passphrase


def random() -> str:
    """Eight words of a list of 1,024: 80 bits."""
    return " ".join(words.spoken(secrets.randbelow(1024) for _word in range(8)))


def is_anybody_here() -> bool:
    """Whether somebody can type an answer."""
    return sys.stdin is not None and sys.stdin.isatty()


def _somebody() -> None:
    if not is_anybody_here():
        raise Refusal(
            "A passphrase is needed, and nobody can type it here. "
            "Name a file that holds it: --passphrase-file FILE"
        )
