"""The server's own runtime keys: for addresses of mail not yet sent, lists and tags.

They open nothing that is sealed to the organisation. One file, made at first use.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tocsin.kernel import files
from tocsin.kernel.refusal import Refusal

VERSION = b"\x01"
NONCE = 12


class Vault:
    """Named 32-byte keys in one file; web and worker may both make a missing one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._keys: dict[str, bytes] = {}

    def get(self, name: str) -> bytes:
        """The key of that name, made at first use."""
        keys = self._keys
        if name not in keys:
            keys = self._load()
        if name not in keys:
            with self._alone():
                keys = self._load()
                if name not in keys:
                    keys[name] = secrets.token_bytes(32)
                    self._save(keys)
        self._keys = keys  # another thread may put its own, older reading here at any moment
        return keys[name]

    def per(self, name: str, subject: object) -> bytes:
        """A key of its own for one subject, so that two subjects cannot be linked."""
        return self.get(f"{name}/{subject}")

    def destroy(self, name: str) -> None:
        """Forgets a key: what it encrypted or tagged is a riddle from now on."""
        with self._alone():
            keys = self._load()
            keys.pop(name, None)
            self._save(keys)
            self._keys = keys

    def encrypt(self, name: str, plaintext: bytes, context: bytes) -> bytes:
        """version ‖ nonce ‖ ChaCha20-Poly1305; `context` must be the same to decrypt."""
        nonce = secrets.token_bytes(NONCE)
        sealed = ChaCha20Poly1305(self.get(name)).encrypt(nonce, plaintext, context)
        return VERSION + nonce + sealed

    def decrypt(self, name: str, blob: bytes, context: bytes) -> bytes:
        """The plaintext; a Refusal where key, context or bytes do not fit."""
        try:
            if blob[:1] != VERSION:
                raise InvalidTag
            nonce, sealed = blob[1 : 1 + NONCE], blob[1 + NONCE :]
            return ChaCha20Poly1305(self.get(name)).decrypt(nonce, sealed, context)
        except (InvalidTag, ValueError) as error:
            raise Refusal(
                "An encrypted entry does not open with this server's keys. "
                "Bring back keys/runtime.json from the backup that belongs to this database."
            ) from error

    def tag(self, name: str, text: str) -> bytes:
        """HMAC-SHA256 of a text under a named key: equal texts, equal tags, nothing else."""
        return hmac.digest(self.get(name), text.encode(), hashlib.sha256)

    def _load(self) -> dict[str, bytes]:
        if not self.path.exists():
            return {}
        held = json.loads(self.path.read_text("utf-8"))
        return {name: bytes.fromhex(key) for name, key in held.items()}

    def _save(self, keys: dict[str, bytes]) -> None:
        held = {name: key.hex() for name, key in keys.items()}
        files.write(self.path, json.dumps(held, indent=1).encode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time makes keys; the lock goes with its holder."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
