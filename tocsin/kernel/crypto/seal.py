"""Sealing records to the organisation's public key: the server writes, it never reads.

A blob is version(1) ‖ suite(1) ‖ key id(8) ‖ enc ‖ ciphertext: HPKE base mode (RFC 9180), where
`info` binds the context; the suites stand in `keypair`.

In version 2 the plaintext always has 1,024 bytes: size(2, big-endian) ‖ the record as JSON,
deflated (RFC 1951) ‖ zeros. Neither its size nor what compresses well tells anything from outside.
Version 1 held JSON with spaces up to a multiple of 512 bytes, and is still opened.

Version 3 is for records that come together: HPKE seals a key of theirs once, and that key seals
each of them. Its blob is version ‖ suite ‖ key id ‖ enc ‖ sealed key(48) ‖ nonce(12) ‖ ciphertext,
by ChaCha20-Poly1305 (RFC 8439) of the same 1,024 bytes; the associated data are the first ten bytes
and `info`.
"""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.utils.translation import gettext as _

from tocsin.kernel.crypto.keyfile import load_private, load_public, read_public, write_pair
from tocsin.kernel.crypto.keypair import (
    CLASSIC,
    HPKE,
    OVERHEAD,
    SUITES,
    KeyPair,
    Private,
    PublicKey,
    create_keypair,
    fingerprint,
    key_id,
    opener,
    public_of,
    sealer,
    suite_of,
)
from tocsin.kernel.refusal import Refusal

__all__ = [
    "HPKE",
    "KeyPair",
    "PublicKey",
    "create_keypair",
    "fingerprint",
    "key_id",
    "load_private",
    "load_public",
    "read_public",
    "write_pair",
]

VERSION, TOGETHER, SUITE = 2, 3, CLASSIC
HEADER = 10
KEY, NONCE, TAG = 32, 12, 16  # bytes, of ChaCha20-Poly1305
SHARED = b"tocsin shared key 1"
SIZE = 1024  # bytes of plaintext, whatever stands in it
MOST = 64 * 1024  # bytes of a record that somebody else deflated
SHORT = 2000  # bytes that deflating finds room for in little memory, with the same outcome


def info(context: str) -> bytes:
    """What binds a record to its appeal."""
    return b"tocsin record 1\n" + context.encode()


def pad(record: Mapping[str, str]) -> bytes:
    """The record in 1,024 bytes; a Refusal at its longest field says by how much it is too long."""
    packed = _packed(record)
    if len(packed) > SIZE - 2:
        longest = max(record, key=lambda name: len(record[name]))
        number = len(record[longest]) - _room(record, longest)
        raise Refusal(
            _("This is too long to be sealed. Shorten it by %(number)d characters.")
            % {"number": number},
            longest,
        )
    return (len(packed).to_bytes(2, "big") + packed).ljust(SIZE, b"\0")


def _packed(record: Mapping[str, str]) -> bytes:
    text = json.dumps(dict(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    plain = text.encode()
    # 400 KB of memory to be cleared for each take longer than the work itself.
    window, room = (12, 5) if len(plain) <= SHORT else (zlib.MAX_WBITS, 9)
    maker = zlib.compressobj(9, zlib.DEFLATED, -window, room)
    return maker.compress(plain) + maker.flush()


def _room(record: Mapping[str, str], name: str) -> int:
    """How many characters of the field fit, to within what deflating shorter texts may differ."""
    low, high = 0, len(record[name])
    while low < high:
        middle = (low + high + 1) // 2
        if len(_packed({**record, name: record[name][:middle]})) <= SIZE - 2:
            low = middle
        else:
            high = middle - 1
    return low


def seal(public: bytes, record: Mapping[str, str], context: str) -> bytes:
    """Seals one record; only the private key opens it, and only with the same context.

    Raises Refusal, with the field that is too long.
    """
    return seal_padded(public, pad(record), context)


def seal_padded(public: bytes, plain: bytes, context: str) -> bytes:
    """The same of a record as `pad` gives it."""
    suite = suite_of(public)
    sealed = SUITES[suite].encrypt(plain, sealer(public), info=info(context))
    return _header(VERSION, public) + sealed


def _header(version: int, public: bytes) -> bytes:
    return bytes([version, suite_of(public)]) + bytes.fromhex(key_id(public))


class Together:
    """Seals records that come together, under a key that lives as long as this object does.

    They bear the same sealed key: whoever has them sees that they came together, and no more.
    """

    def __init__(self, public: bytes) -> None:
        key = secrets.token_bytes(KEY)
        self._header = _header(TOGETHER, public)
        self._key = SUITES[suite_of(public)].encrypt(key, sealer(public), info=SHARED)
        self._cipher = ChaCha20Poly1305(key)

    def seal_padded(self, plain: bytes, context: str) -> bytes:
        """One of them, as `pad` gives it."""
        nonce = secrets.token_bytes(NONCE)
        sealed = self._cipher.encrypt(nonce, plain, self._header + info(context))
        return b"".join((self._header, self._key, nonce, sealed))


def open_sealed(key: KeyPair | bytes, blob: bytes, context: str) -> dict[str, str]:
    """Opens one record; each way to fail is a Refusal that names the remedy.

    `key` is a pair, or the private half of one of suite 1.
    """
    private, suite = (key, CLASSIC) if isinstance(key, bytes) else (key.private, key.suite)
    sealed_to = blob[2:HEADER].hex()
    version, meant = (blob[0], blob[1]) if len(blob) > HEADER else (0, 0)
    least = HEADER + OVERHEAD.get(meant, SIZE) + (KEY + NONCE + TAG) * (version == TOGETHER)
    if version not in {1, VERSION, TOGETHER} or len(blob) < least:
        raise Refusal("A record is damaged or of a newer version. Export the bundle again.")
    own = key_id(public_of(private, suite))
    if meant != suite or sealed_to != own:
        raise Refusal(
            f"This record is sealed to the key {sealed_to}, and the key file holds {own}. "
            "Take the key file of that organisation and time."
        )
    try:
        return _unpadded(_opened(opener(private, suite), blob, context), version)
    except (InvalidTag, ValueError, zlib.error) as error:
        raise Refusal(
            "A record does not open: it is damaged, or belongs to another appeal. "
            "Export the bundle again."
        ) from error


def _opened(private: Private, blob: bytes, context: str) -> bytes:
    """The plaintext. Raises InvalidTag."""
    suite, sealed = blob[1], blob[HEADER:]
    if blob[0] != TOGETHER:
        return SUITES[suite].decrypt(sealed, private, info=info(context))
    at = OVERHEAD[suite] + KEY
    key = SUITES[suite].decrypt(sealed[:at], private, info=SHARED)
    nonce, ciphertext = sealed[at : at + NONCE], sealed[at + NONCE :]
    return ChaCha20Poly1305(key).decrypt(nonce, ciphertext, blob[:HEADER] + info(context))


def _unpadded(plain: bytes, version: int) -> dict[str, str]:
    if version != 1:
        size = int.from_bytes(plain[:2], "big")
        plain = zlib.decompressobj(-zlib.MAX_WBITS).decompress(plain[2 : 2 + size], MOST)
    record: dict[str, str] = json.loads(plain)
    return record
