"""What only the holder of a link can open: keys that are derived from the link's own secret.

The server keeps a hash of the secret, so that it can open nothing of this until the holder
comes back with the link. Derivation is HKDF-SHA256 (RFC 5869) without salt, the purpose as info.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tocsin.kernel.refusal import Refusal

VERSION = b"\x01"
NONCE, KEY = 12, 32


def derived(secret: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose; two purposes tell nothing of each other."""
    return HKDF(SHA256(), KEY, salt=None, info=purpose.encode()).derive(secret)


def lock(secret: bytes, purpose: str, plaintext: bytes) -> bytes:
    """version ‖ nonce ‖ ChaCha20-Poly1305 under the derived key."""
    nonce = secrets.token_bytes(NONCE)
    cipher = ChaCha20Poly1305(derived(secret, purpose))
    return VERSION + nonce + cipher.encrypt(nonce, plaintext, purpose.encode())


def unlock(secret: bytes, purpose: str, blob: bytes) -> bytes:
    """The plaintext; a Refusal where secret, purpose or bytes do not fit."""
    try:
        if blob[:1] != VERSION:
            raise InvalidTag
        nonce, sealed = blob[1 : 1 + NONCE], blob[1 + NONCE :]
        cipher = ChaCha20Poly1305(derived(secret, purpose))
        return cipher.decrypt(nonce, sealed, purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise Refusal(
            "What was kept for this link does not open with it. Sign again, and you get a new one."
        ) from error
