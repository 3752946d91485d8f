"""Signed notes (c2sp.org/signed-note): a text, a blank line, a line for each signature."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin.kernel.tlog.verify import COSIGNER, LOG, Verifier, decoded, is_name, key_id

__all__ = ["COSIGNER", "LOG", "Signer", "Verifier", "sign_note", "vkey", "with_lines"]


@dataclass(frozen=True)
class Signer:
    """A key that signs; `private` is its seed of 32 bytes (RFC 8032)."""

    name: str
    private: bytes

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise ValueError("a key's name has no spaces and no plus, and is not empty")

    @cached_property
    def public(self) -> bytes:
        """32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def verifier(self, kind: int = LOG) -> Verifier:
        """The public half, as a log's key or (COSIGNER) as a witness's."""
        return Verifier(self.name, kind, self.public)

    def sign(self, text: str) -> str:
        """The line that signs this text, as a log does."""
        return line(self.name, key_id(self.name, LOG, self.public), self.raw(text.encode()))

    def raw(self, message: bytes) -> bytes:
        """A bare Ed25519 signature."""
        return self._key.sign(message)

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.private)


def line(name: str, short: bytes, signature: bytes) -> str:
    """A line of signature."""
    return f"— {name} {base64.b64encode(short + signature).decode()}\n"


def sign_note(text: str, signers: Sequence[Signer]) -> str:
    """The note; the text ends with a line end. Raises ValueError for a text that cannot stand."""
    if not text.endswith("\n") or not signers:
        raise ValueError("a note's text ends with a line end, and somebody signs it")
    decoded(text)
    return text + "\n" + "".join(one.sign(text) for one in signers)


def with_lines(note: str, lines: Iterable[str]) -> str:
    """The note with further signatures at its end; one that stands there stays once."""
    _, _, there = note.rpartition("\n\n")
    have = there.splitlines(keepends=True)
    return note + "".join(one for one in dict.fromkeys(lines) if one not in have)


def vkey(name: str, public: bytes, kind: int = LOG) -> str:
    """The public key in one line: `name+hex+base64`."""
    raw = base64.b64encode(bytes([kind]) + public).decode()
    return f"{name}+{key_id(name, kind, public).hex()}+{raw}"
