"""Sealing records to the organisation's public key: the server writes, it never reads.

HPKE base mode, RFC 9180: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
A blob is version(1) ‖ suite(1) ‖ key id(8) ‖ enc(32) ‖ ciphertext; `info` binds the context.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tocsin.kernel import files
from tocsin.kernel.refusal import Refusal

VERSION, SUITE = 1, 1
HEADER = 10
BUCKET, LARGEST = 512, 4096
FORMAT = "tocsin-key"
HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True)
class PublicKey:
    """The half that the server holds."""

    organisation: str
    key_id: str
    public: bytes


@dataclass(frozen=True)
class KeyPair(PublicKey):
    """Both halves; who has `private` reads every name."""

    private: bytes
    created: str


def create_keypair(organisation: str) -> KeyPair:
    """A new pair for the organisation."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    made = datetime.now(UTC).date().isoformat()
    return KeyPair(organisation, key_id(public), public, private.private_bytes_raw(), made)


def key_id(public: bytes) -> str:
    """The first 8 bytes of the SHA-256 of the public key, in hex."""
    return hashlib.sha256(public).hexdigest()[:16]


def fingerprint(public: bytes) -> str:
    """The SHA-256 of the public key in groups that two people can read to each other."""
    whole = hashlib.sha256(public).hexdigest()[:40]
    return " ".join(whole[at : at + 4] for at in range(0, 40, 4))


def info(context: str) -> bytes:
    """What binds a record to its appeal."""
    return b"tocsin record 1\n" + context.encode()


def pad(record: Mapping[str, str]) -> bytes:
    """The record as JSON, filled with spaces to a multiple of 512 bytes; its size tells little."""
    plain = json.dumps(dict(record), ensure_ascii=False, sort_keys=True).encode()
    if len(plain) > LARGEST:
        raise Refusal("This entry is too long to be sealed; shorten it.")
    return plain.ljust(-(-len(plain) // BUCKET) * BUCKET)


def seal(public: bytes, record: Mapping[str, str], context: str) -> bytes:
    """Seals one record; only the private key opens it, and only with the same context."""
    sealed = HPKE.encrypt(
        pad(record), X25519PublicKey.from_public_bytes(public), info=info(context)
    )
    return bytes([VERSION, SUITE]) + bytes.fromhex(key_id(public)) + sealed


def open_sealed(private: bytes, blob: bytes, context: str) -> dict[str, str]:
    """Opens one record; each way to fail is a Refusal that names the remedy."""
    key = X25519PrivateKey.from_private_bytes(private)
    public = key.public_key().public_bytes_raw()
    if len(blob) < HEADER + 48 or blob[0] != VERSION or blob[1] != SUITE:
        raise Refusal("A record is damaged or of a newer version. Export the bundle again.")
    sealed_to = blob[2:HEADER].hex()
    if sealed_to != key_id(public):
        raise Refusal(
            f"This record is sealed to the key {sealed_to}, and the key file holds "
            f"{key_id(public)}. Take the key file of that organisation and time."
        )
    try:
        plain = HPKE.decrypt(blob[HEADER:], key, info=info(context))
    except InvalidTag as error:
        raise Refusal(
            "A record does not open: it is damaged, or belongs to another appeal. "
            "Export the bundle again."
        ) from error
    record: dict[str, str] = json.loads(plain)
    return record


def _file(key: PublicKey, half: str, **more: str) -> bytes:
    told = {
        "format": f"{FORMAT} 1",
        "half": half,
        "organisation": key.organisation,
        "key_id": key.key_id,
        "public": key.public.hex(),
    }
    return (json.dumps(told | more, ensure_ascii=False, indent=1) + "\n").encode()


def write_pair(pair: KeyPair, private: Path, public: Path) -> None:
    """Writes both halves as files; what exists is never overwritten."""
    for path in (private, public):
        if path.exists():
            raise Refusal(f"{path} exists already. Name another file with --out.")
    files.write(public, _file(pair, "public"), mode=0o644)
    files.write(private, _file(pair, "private", private=pair.private.hex(), created=pair.created))


def _read(data: bytes, half: str) -> dict[str, str]:
    try:
        held = json.loads(data)
        known = str(held["format"]).startswith(FORMAT)
    except (ValueError, KeyError, TypeError):
        held, known = {}, False
    if not known:
        raise Refusal("This is no key file of Tocsin. Take a file that “tocsin keys create” made.")
    if held.get("half") != half:
        wanted = "private" if half == "private" else "public"
        raise Refusal(f"This is the other half of a key pair. Take the file ending in .{wanted}.")
    return dict(held)


def _checked(held: dict[str, str], half: str) -> bytes:
    try:
        secret = bytes.fromhex(held[half])
        public = bytes.fromhex(held["public"])
        if half == "private":
            derived = X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
        else:
            derived = X25519PublicKey.from_public_bytes(public).public_bytes_raw()
        if derived != public or key_id(public) != held["key_id"]:
            raise ValueError
    except (KeyError, ValueError) as error:
        raise Refusal("The key file is damaged. Take the copy that you keep elsewhere.") from error
    return secret


def read_public(data: bytes) -> PublicKey:
    """The public half from a file's bytes."""
    held = _read(data, "public")
    public = _checked(held, "public")
    return PublicKey(str(held.get("organisation", "")), key_id(public), public)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"The key file {path} cannot be read: {error.strerror}.") from error


def load_public(path: Path) -> PublicKey:
    """The public half from a file."""
    return read_public(_bytes(path))


def load_private(path: Path) -> KeyPair:
    """Both halves from the private file."""
    held = _read(_bytes(path), "private")
    private = _checked(held, "private")
    public = bytes.fromhex(held["public"])
    name, made = str(held.get("organisation", "")), str(held.get("created", ""))
    return KeyPair(name, key_id(public), public, private, made)
