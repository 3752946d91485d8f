"""Files sealed to the organisation's public key; `seal` does the same for small records.

An envelope, byte by byte:

    0    version   1 byte, 1
    1    suite     1 byte: as in `keypair`, and ChaCha20-Poly1305 for the pieces
    2    key id    8 bytes, the first of the SHA-256 of the public key
    10   wrapped   80 bytes (suite 2: 1,168), HPKE (RFC 9180, base mode): enc, then the file's own
                   fresh key of 32 bytes, encrypted (48); info is "tocsin file 1\\n" and the context
    90   pieces    each 65,536 bytes of plaintext and a tag of 16; the last is shorter or as long

Piece i is encrypted with the file's key and the nonce i (11 bytes, big-endian) ‖ last (1 byte,
1 for the last piece, else 0): STREAM of Hoang, Reyhanitabar, Rogaway and Vizár (CRYPTO 2015),
so that pieces can be neither moved nor dropped. Its associated data are all bytes before them.

The plaintext is size of the name (2 bytes, big-endian) ‖ name (UTF-8) ‖ size of the file
(8 bytes, big-endian) ‖ file ‖ zeros up to a multiple of 4,096, so that a file which somebody
else has too is not known by its size.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tocsin.kernel.crypto.keypair import (
    CLASSIC,
    OVERHEAD,
    SUITES,
    KeyPair,
    key_id,
    opener,
    public_of,
    sealer,
    suite_of,
)
from tocsin.kernel.refusal import Refusal

VERSION, SUITE = 1, CLASSIC
HEADER = 90  # bytes before the pieces; in suite 2 more
PIECE, TAG = 65_536, 16
BUCKET = 4096
NAME = 255  # bytes


def seal(public: bytes, name: str, data: bytes, context: str) -> bytes:
    """An envelope for the file; only the private key opens it, and only with the same context."""
    key = secrets.token_bytes(32)
    suite = suite_of(public)
    wrapped = SUITES[suite].encrypt(key, sealer(public), info=_info(context))
    header = bytes([VERSION, suite]) + bytes.fromhex(key_id(public)) + wrapped
    cipher = ChaCha20Poly1305(key)
    plain = _padded(name, data)
    pieces = [
        cipher.encrypt(nonce, plain[at : at + PIECE], header)
        for nonce, at in _nonces(len(plain), PIECE)
    ]
    return header + b"".join(pieces)


def open_sealed(key: KeyPair | bytes, blob: bytes, context: str) -> tuple[str, bytes]:
    """The file's name and bytes; each way to fail is a Refusal that names the remedy.

    `key` is a pair, or the private half of one of suite 1.
    """
    private, suite = (key, CLASSIC) if isinstance(key, bytes) else (key.private, key.suite)
    meant = OVERHEAD.get(blob[1], 0) if len(blob) > HEADER else 0
    size = 10 + meant + 32
    if not meant or len(blob) < size + TAG or blob[0] != VERSION:
        raise Refusal("This is no sealed file, or one of a newer version. Export it again.")
    own, sealed_to = key_id(public_of(private, suite)), blob[2:10].hex()
    if sealed_to != own or blob[1] != suite:
        raise Refusal(
            f"This file is sealed to the key {sealed_to}, and the key file holds {own}. "
            "Take the key file of that organisation and time."
        )
    header, sealed = blob[:size], blob[size:]
    try:
        fresh = SUITES[suite].decrypt(header[10:], opener(private, suite), info=_info(context))
        cipher = ChaCha20Poly1305(fresh)
        pieces = [
            cipher.decrypt(nonce, sealed[at : at + PIECE + TAG], header)
            for nonce, at in _nonces(len(sealed), PIECE + TAG)
        ]
        return _unpadded(b"".join(pieces))
    except (InvalidTag, ValueError, struct.error) as error:
        raise Refusal(
            "This file does not open: it is damaged, or belongs to another appeal. Export it again."
        ) from error


def _info(context: str) -> bytes:
    return b"tocsin file 1\n" + context.encode()


def _nonces(size: int, step: int) -> Iterator[tuple[bytes, int]]:
    """The nonce of each piece and where it begins."""
    last = (size - 1) // step
    for number in range(last + 1):
        yield number.to_bytes(11, "big") + bytes([number == last]), number * step


def _padded(name: str, data: bytes) -> bytes:
    called = name.encode("utf-8", "replace")[-NAME:].decode("utf-8", "ignore").encode()
    plain = struct.pack(">H", len(called)) + called + struct.pack(">Q", len(data)) + data
    return plain + bytes(-len(plain) % BUCKET)


def _unpadded(plain: bytes) -> tuple[str, bytes]:
    (length,) = struct.unpack_from(">H", plain)
    (size,) = struct.unpack_from(">Q", plain, 2 + length)
    begin = 10 + length
    if begin + size > len(plain):
        raise ValueError("the sizes in it do not fit")
    return plain[2 : 2 + length].decode(), plain[begin : begin + size]
