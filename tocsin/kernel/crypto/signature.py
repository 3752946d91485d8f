"""Signatures of partners: Ed25519 (RFC 8032) over a text, as a block that mail leaves whole.

A block is base64 of version(1) ‖ key id(8) ‖ signature(64) between two marked lines.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.utils.translation import gettext_lazy as _

from tocsin.kernel import files
from tocsin.kernel.crypto.seal import fingerprint, key_id
from tocsin.kernel.refusal import Refusal

FORMAT = "tocsin-partner-key 1"
VERSION = 1
BEGIN, END = "-----BEGIN TOCSIN SIGNATURE-----", "-----END TOCSIN SIGNATURE-----"
# The look behind: else each space of a long run begins the search anew.
BLOCK = re.compile(rf"(?<![> \t])[> \t]*{BEGIN}(?P<inside>[A-Za-z0-9+/=>\s]{{0,400}}){END}")
WIDTH = 64

__all__ = ["Block", "Key", "Pair", "create", "find", "fingerprint", "key_id", "read_public"]


@dataclass(frozen=True)
class Key:
    """The half that the server holds; `name` is whose it is."""

    name: str
    public: bytes

    @property
    def key_id(self) -> str:
        """16 hex digits."""
        return key_id(self.public)


@dataclass(frozen=True)
class Pair(Key):
    """Both halves; who has `private` speaks in the partner's name."""

    private: bytes


@dataclass(frozen=True)
class Block:
    """A signature as it was found; `start` and `end` are where it stands in the text."""

    key_id: str
    signature: bytes
    start: int
    end: int


def create(name: str) -> Pair:
    """A new pair for a partner."""
    private = Ed25519PrivateKey.generate()
    return Pair(name, private.public_key().public_bytes_raw(), private.private_bytes_raw())


def sign(pair: Pair, data: bytes) -> str:
    """The block that says that the holder of the pair stands behind the data."""
    made = Ed25519PrivateKey.from_private_bytes(pair.private).sign(data)
    whole = base64.b64encode(bytes([VERSION]) + bytes.fromhex(pair.key_id) + made).decode()
    lines = [whole[at : at + WIDTH] for at in range(0, len(whole), WIDTH)]
    return "\n".join([BEGIN, *lines, END, ""])


def find(text: str) -> Block | None:
    """The last whole block of a text, also inside a quotation; None where there is none."""
    for match in reversed(list(BLOCK.finditer(text))):
        try:
            raw = base64.b64decode(re.sub(r"[>\s]", "", match["inside"]), validate=True)
        except (binascii.Error, ValueError):
            continue
        if len(raw) == 73 and raw[0] == VERSION:
            return Block(raw[1:9].hex(), raw[9:], match.start(), match.end())
    return None


def fits(public: bytes, block: Block, data: bytes) -> bool:
    """Whether the block was made with the private half of this key over exactly these data."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(block.signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def write_pair(pair: Pair, private: Path, public: Path) -> None:
    """Writes both halves as files; what exists is never overwritten."""
    for path in (private, public):
        if path.exists():
            raise Refusal(f"{path} exists already. Name another file with --out.")
    files.write(private, _file(pair, "private", private=pair.private.hex()))
    files.write(public, public_file(pair), mode=0o644)


def public_file(key: Key) -> bytes:
    """What a partner sends to the desk."""
    return _file(key, "public")


def _file(key: Key, half: str, **more: str) -> bytes:
    told = {"format": FORMAT, "half": half, "partner": key.name, "public": key.public.hex()}
    return (json.dumps(told | more, ensure_ascii=False, indent=1) + "\n").encode()


def read_public(data: bytes) -> Key:
    """The public half from a file's bytes or from its 64 hex digits; else a Refusal."""
    plain = re.sub(rb"\s", b"", data)
    if re.fullmatch(rb"[0-9a-fA-F]{64}", plain):
        return _checked({"public": plain.decode()}, "public")
    return _checked(_read(data, "public"), "public")


def load_private(path: Path) -> Pair:
    """Both halves from the private file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refusal(f"The key file {path} cannot be read: {error.strerror}.") from error
    key = _checked(held := _read(data, "private"), "private")
    return Pair(key.name, key.public, bytes.fromhex(held["private"]))


def _read(data: bytes, half: str) -> dict[str, str]:
    try:
        held = json.loads(data)
        known = held["format"] == FORMAT
    except (ValueError, KeyError, TypeError, RecursionError):
        held, known = {}, False
    if not known:
        raise Refusal(
            _("This is no key of a partner. Take the file that “tocsin keys partner” made."), "key"
        )
    if held.get("half") != half:
        raise Refusal(_wrong_half(half), "key")
    return dict(held)


def _wrong_half(wanted: str) -> str:
    if wanted == "public":
        return str(_("This is the private half. Keep it to yourself; send the file .public."))
    return str(_("This is the public half. Take the file that ends in .private."))


def _checked(held: dict[str, str], half: str) -> Key:
    try:
        public = bytes.fromhex(held["public"])
        if half == "private":
            secret = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(held["private"]))
            derived = secret.public_key().public_bytes_raw()
        else:
            derived = Ed25519PublicKey.from_public_bytes(public).public_bytes_raw()
        if derived != public:
            raise ValueError
    except (KeyError, ValueError, TypeError) as error:
        raise Refusal(_("The key is damaged. Ask for its file again."), "key") from error
    return Key(str(held.get("partner", "")), public)


def digest(data: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(data).digest()
