"""The server's own runtime keys: for addresses of mail not yet sent, lists and tags.

They open nothing that is sealed to the organisation. `keys/runtime.json` holds each of them
encrypted with a master key (ChaCha20-Poly1305), which lies in memory while the server is unlocked
(`memory`) and on the disk only under a passphrase (`unlocking`).
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.crypto import memory, wiping
from tocsin.kernel.crypto.wrapped import NONCE, UNFIT, read, unwrap, wrap
from tocsin.kernel.refusal import Refusal

VERSION = b"\x01"
FORMAT = "tocsin-runtime 2"  # 1 had no name and held the keys in clear
LOCKED = _(
    "This server is locked for the moment, so this cannot be done. Nothing was changed and "
    "nothing is lost; please come back later."
)
LACKS = (
    "keys/runtime.json lacks keys that this database was made with: no key is made, signing is "
    "closed and mail waits. “tocsin doctor” says what to bring back."
)
log = logging.getLogger("tocsin.keys")


class Locked(Refusal):
    """The master is not in memory: nothing is encrypted, opened or tagged until it is."""

    def __init__(self) -> None:
        super().__init__(LOCKED)


@dataclass
class _Open:
    """What one process knows while neither the master nor the file changes."""

    mark: tuple[object, ...]
    master: bytes
    keys: dict[str, bytes] = field(default_factory=dict)
    lacks: bool = False  # a key that rows were made with


class _Mine(threading.local):
    """What one thread saw while it is not to look again."""

    steady = False
    seen: _Open | None = None


def identity(master: bytes) -> str:
    """The name of a master, which tells nothing of it."""
    return hashlib.sha256(b"tocsin master 1\n" + master).hexdigest()[:16]


class Vault:
    """Named 32-byte keys in one file; web and worker may both make a missing one.

    None is made while one of those that are `needed` is missing: the file is not the right one.
    """

    def __init__(
        self, path: Path, folders: Sequence[Path], needed: Callable[[], set[str]] = set
    ) -> None:
        self.path = path
        self._needed = needed
        self.folders = tuple(folders)
        self._masters = tuple(folder / memory.NAME for folder in self.folders)
        self._wrapped = path.with_name("master.json")
        self._seen: _Open | None = None
        self._mine = _Mine()

    @property
    def locked(self) -> bool:
        """Whether every use would raise Locked."""
        try:
            self._open()
        except Locked:
            return True
        return False

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Within, this thread looks for the keys once: for one form, or one batch of them."""
        mine = self._mine
        mine.steady = True
        try:
            yield
        finally:
            mine.steady, mine.seen = False, None

    def get(self, name: str) -> bytes:
        """The key of that name, made at first use. Raises Locked."""
        seen = self._open()
        if name not in seen.keys:
            key = unwrap(seen.master, name, self._read())
            seen.keys[name] = key or self._make(seen, name)
        return seen.keys[name]

    def per(self, name: str, subject: object) -> bytes:
        """A key of its own for one subject, so that two subjects cannot be linked."""
        return self.get(f"{name}/{subject}")

    def destroy(self, name: str) -> None:
        """Forgets a key: what it encrypted or tagged is a riddle from now on, here and on disk."""
        self._open()
        with self.alone():
            held = self._read()
            wiping.sweep(self.path.parent)
            if held.pop(name, None) is not None:
                self._write(held)

    def encrypt(self, name: str, plaintext: bytes, context: bytes) -> bytes:
        """version ‖ nonce ‖ ChaCha20-Poly1305; `context` must be the same to decrypt."""
        nonce = secrets.token_bytes(NONCE)
        sealed = ChaCha20Poly1305(self.get(name)).encrypt(nonce, plaintext, context)
        return VERSION + nonce + sealed

    def decrypt(self, name: str, blob: bytes, context: bytes) -> bytes:
        """The plaintext; a Refusal where key, context or bytes do not fit."""
        return self.opener(name)(blob, context)

    def opener(self, name: str) -> Callable[[bytes, bytes], bytes]:
        """`decrypt` for a few hundred at once: the key is looked for once. Raises Locked."""
        cipher = ChaCha20Poly1305(self.get(name))

        def opened(blob: bytes, context: bytes) -> bytes:
            try:
                if blob[:1] != VERSION:
                    raise InvalidTag
                return cipher.decrypt(blob[1 : 1 + NONCE], blob[1 + NONCE :], context)
            except (InvalidTag, ValueError) as error:
                raise Refusal(UNFIT) from error

        return opened

    def tag(self, name: str, text: str) -> bytes:
        """HMAC-SHA256 of a text under a named key: equal texts, equal tags, nothing else."""
        return self.tagger(name)(text)

    def tagger(self, name: str) -> Callable[[str], bytes]:
        """`tag` for a few hundred at once. Raises Locked."""
        begun = hmac.new(self.get(name), digestmod="sha256")

        def tag(text: str) -> bytes:
            # Unlike hmac.digest, this lets no other thread in between.
            one = begun.copy()
            one.update(text.encode())
            return one.digest()

        return tag

    def begin(self) -> None:
        """Makes the file where there is none; nothing else does, or lost keys were made anew."""
        if not self.path.exists():
            self._write({})

    def migrate(self, master: bytes) -> None:
        """Encrypts a file of the first format, which held the keys in clear."""
        with self.alone():
            if keys := self.in_clear():
                self._write({name: wrap(master, name, key) for name, key in keys.items()})

    def in_clear(self) -> dict[str, bytes] | None:
        """The keys of a file of the first format; None where there is none.

        Raises Refusal where the file, of whichever format, is damaged.
        """
        held = read(self.path)
        if "format" in held or not self.path.exists():
            return None
        try:
            keys = {name: bytes.fromhex(key) for name, key in held.items()}
            if {len(key) for key in keys.values()} != {32}:
                raise ValueError
            return keys
        except (ValueError, TypeError) as error:
            raise Refusal(UNFIT) from error

    def names(self) -> set[str]:
        """Of which keys the file holds one, whoever can open it."""
        return read(self.path).keys() - {"format"}

    def opened(self, master: bytes) -> dict[str, bytes]:
        """All keys of the file. Raises Refusal where the master does not open one."""
        if (clear := self.in_clear()) is not None:
            return clear
        held = read(self.path)
        return {name: unwrap(master, name, held) or b"" for name in held if name != "format"}

    def current(self) -> bytes:
        """The master itself, to split it. Raises Locked."""
        return self._open().master

    def fits(self, master: bytes) -> bool:
        """Whether this master opens what lies here; so does any where nothing is encrypted."""
        told = (held := read(self.path)).pop("format", None)
        if told is None:
            return True
        try:
            return told == FORMAT and all(unwrap(master, name, held) for name in held)
        except Refusal:
            return False

    def _open(self) -> _Open:
        """The master and what was opened with it, forgotten as soon as either file changes."""
        mine = self._mine
        if mine.seen is not None:
            return mine.seen
        marks = ((place, _mark(place)) for place in self._masters)
        place, held = next((one for one in marks if one[1] is not None), (None, None))
        if place is None:
            self._seen = None
            raise Locked
        mark = (held, _mark(self.path), _mark(self._wrapped))
        seen = self._seen
        if seen is None or seen.mark != mark:
            seen = self._seen = _Open(mark, self._master(place))
        if seen.lacks:
            raise Locked
        if mine.steady:
            mine.seen = seen
        return seen

    def _master(self, place: Path) -> bytes:
        """The master, if it is ours to trust, and the keys are there that it opens."""
        try:
            self._read()
            master = place.read_bytes() if memory.is_ours(place.parent) else b""
            told = json.loads(self._wrapped.read_bytes())["id"]
            is_ours = len(master) == 32 and identity(master) == told and self.fits(master)
        except (OSError, ValueError, KeyError, TypeError, Refusal) as error:
            raise Locked from error
        if not is_ours:
            raise Locked
        return master

    def _make(self, seen: _Open, name: str) -> bytes:
        with self.alone():
            held = self._read()
            key = unwrap(seen.master, name, held)
            if key is None:
                self._refuse_lacking(seen, held)
                key = secrets.token_bytes(32)
                self._write(held | {name: wrap(seen.master, name, key)})
        return key

    def _refuse_lacking(self, seen: _Open, held: dict[str, str]) -> None:
        """What is missing was lost. Whatever key came beside it would be lost with this file."""
        if self._needed() - held.keys():
            seen.lacks = True
            log.error(LACKS)
            raise Locked

    def _read(self) -> dict[str, str]:
        """The keys as they lie there, each encrypted."""
        held = read(self.path)
        if held.pop("format", None) != FORMAT:
            raise Refusal(UNFIT)
        return held

    def _write(self, held: dict[str, str]) -> None:
        wiping.replace(self.path, json.dumps({"format": FORMAT} | held, indent=1).encode())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One process at a time makes keys; the lock goes with its holder."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _mark(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file is replaced."""
    try:
        seen = os.stat(path)  # noqa: PTH116 - it is asked for at each use
    except OSError:
        return None
    return seen.st_ino, seen.st_mtime_ns, seen.st_size
