"""The organisation's key pair and the suites that records are sealed with.

Suite 1 is HPKE (RFC 9180) with X25519. Suite 2 adds ML-KEM-768 (FIPS 203) in the X-Wing hybrid
(draft-connolly-cfrg-xwing-kem), for what must stay secret from who records today and owns a quantum
computer later; its public key has 1,216 bytes. In both the private half is a seed of 32 bytes.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

CLASSIC, HYBRID = 1, 2
SIZES = {32: CLASSIC, 1184 + 32: HYBRID}  # bytes of a public key
HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
SUITES = {
    CLASSIC: HPKE,
    HYBRID: Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305),
}
OVERHEAD = {CLASSIC: 32 + 16, HYBRID: 1120 + 16}  # bytes that sealing adds: enc and tag

Private = X25519PrivateKey | MLKEM768X25519PrivateKey
Public = X25519PublicKey | MLKEM768X25519PublicKey


@dataclass(frozen=True)
class PublicKey:
    """The half that the server holds."""

    organisation: str
    key_id: str
    public: bytes

    @property
    def suite(self) -> int:
        """1, or 2 where it is made for the time of quantum computers."""
        return suite_of(self.public)


@dataclass(frozen=True)
class KeyPair(PublicKey):
    """Both halves; who has `private` reads every name."""

    private: bytes
    created: str


def create_keypair(organisation: str, suite: int = CLASSIC) -> KeyPair:
    """A new pair for the organisation."""
    made = datetime.now(UTC).date().isoformat()
    return pair_of(secrets.token_bytes(32), suite, organisation, made)


def pair_of(private: bytes, suite: int, organisation: str, created: str = "") -> KeyPair:
    """The pair of a private half. Raises ValueError where there is none."""
    public = public_of(private, suite)
    return KeyPair(organisation, key_id(public), public, private, created)


def public_of(private: bytes, suite: int) -> bytes:
    """The public half of a private one."""
    if suite == CLASSIC:
        return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    quantum, curve = _halves(private)
    return quantum.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def opener(private: bytes, suite: int) -> Private:
    """The private half as the library takes it."""
    if suite == CLASSIC:
        return X25519PrivateKey.from_private_bytes(private)
    return MLKEM768X25519PrivateKey(*_halves(private))


@lru_cache(maxsize=8)
def sealer(public: bytes) -> Public:
    """The public half as the library takes it. Raises ValueError where it is none."""
    if suite_of(public) == CLASSIC:
        return X25519PublicKey.from_public_bytes(public)
    quantum = MLKEM768PublicKey.from_public_bytes(public[:-32])
    return MLKEM768X25519PublicKey(quantum, X25519PublicKey.from_public_bytes(public[-32:]))


def suite_of(public: bytes) -> int:
    """The suite that a public key belongs to; 0 where it is none."""
    return SIZES.get(len(public), 0)


def _halves(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """As X-Wing expands its decapsulation key: 64 bytes for ML-KEM, 32 for X25519."""
    if len(seed) != 32:
        raise ValueError("a private key has 32 bytes")
    whole = hashlib.shake_256(seed).digest(96)
    quantum = MLKEM768PrivateKey.from_seed_bytes(whole[:64])
    return quantum, X25519PrivateKey.from_private_bytes(whole[64:])


def key_id(public: bytes) -> str:
    """The first 8 bytes of the SHA-256 of the public key, in hex."""
    return hashlib.sha256(public).hexdigest()[:16]


def fingerprint(public: bytes) -> str:
    """The SHA-256 of the public key in groups that two people can read to each other."""
    whole = hashlib.sha256(public).hexdigest()[:40]
    return " ".join(whole[at : at + 4] for at in range(0, 40, 4))


def change(verb: str, public: bytes) -> bytes:
    """What the public log holds when a key is taken in use (`add`), or out of it (`retire`)."""
    return hashlib.sha256(f"tocsin key 1\n{verb}\n".encode() + public).digest()
