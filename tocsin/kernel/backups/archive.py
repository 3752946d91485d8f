"""The file of a backup, encrypted as a stream: nothing in it is trusted before it is proved whole.

An archive, byte by byte:

    magic     "tocsin backup 1\\n"
    header    one line of JSON, at most 16,384 bytes: organisation, made (UTC, to the minute),
              version, salt (32 bytes in hex), master (the content of keys/master.json)
    pieces    each 65,536 bytes of plaintext and a tag of 16; the last is shorter or as long

The key is HMAC-SHA256 under the server's master of "tocsin backup 1\\n" and the salt, so that the
passphrase of that time, or the shares of the master, open the archive on a machine that has
nothing else. Piece i is encrypted with ChaCha20-Poly1305, the nonce i (11 bytes, big-endian) ‖ last
(1 for the last piece, else 0) and magic and header as associated data, as in
`kernel.crypto.envelope`: pieces can be neither moved nor dropped, and the header cannot be changed.

The plaintext is a row of members: size of the name (2 bytes, big-endian) ‖ name (UTF-8) ‖ blocks,
each size (4 bytes) ‖ bytes, ended by a block of size 0. A name of size 0 ends them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tocsin.kernel.crypto import passphrase
from tocsin.kernel.crypto.unlocking import CONTEXT
from tocsin.kernel.crypto.vault import identity
from tocsin.kernel.refusal import Refusal

MAGIC = b"tocsin backup 1\n"
FAMILY = b"tocsin backup "
HEADER = 16_384  # bytes at most
PIECE, TAG = 65_536, 16
BLOCK = 1 << 20  # bytes that a writer puts into one block; a reader takes no larger one
NO_BACKUP = "{} is no backup of Tocsin. Take a file that tocsin backup has written."
NEWER = "{} was written by a newer Tocsin. Install that one, or a newer one, and try again."
UNWHOLE = (
    "{} is cut short or was altered, from byte {} on. Nothing was taken from it; use another "
    "backup."
)


@dataclass(frozen=True)
class Header:
    """What everybody may read of an archive."""

    organisation: str
    made: str
    version: str
    salt: str
    master: dict[str, Any]

    def to_bytes(self) -> bytes:
        """Magic and header as they stand in the file."""
        return MAGIC + json.dumps(vars(self), sort_keys=True).encode() + b"\n"

    def open_with(self, words: str) -> bytes:
        """The master by the passphrase of that time. Raises WrongPassphrase, or Refusal."""
        try:
            return passphrase.unwrap(self.master["wrapped"], words, CONTEXT)
        except (ValueError, KeyError, TypeError) as error:
            raise Refusal(
                "The head of this backup is damaged. Use another one, or the shares of the master: "
                "--shares FILE …"
            ) from error

    def fits(self, master: bytes) -> bool:
        """Whether it is this master that opens the archive."""
        return bool(identity(master) == self.master.get("id"))


def new_header(organisation: str, made: str, version: str, master: dict[str, Any]) -> Header:
    """A header with a fresh salt."""
    return Header(organisation, made, version, secrets.token_hex(32), master)


def _cipher(master: bytes, header: Header) -> ChaCha20Poly1305:
    mark = MAGIC + bytes.fromhex(header.salt)
    return ChaCha20Poly1305(hmac.digest(master, mark, hashlib.sha256))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Writer:
    """Writes members one behind another; whole only after `close`."""

    def __init__(self, stream: BinaryIO, header: Header, master: bytes) -> None:
        self.stream, self.bound = stream, header.to_bytes()
        self.cipher = _cipher(master, header)
        self.number, self.waiting = 0, bytearray()
        self.members = 0
        stream.write(self.bound)

    def add(self, name: str, blocks: Iterable[bytes]) -> int:
        """One member, whatever its size; the number of its bytes."""
        called, size = name.encode(), 0
        self._write(struct.pack(">H", len(called)) + called)
        for block in blocks:
            for at in range(0, len(block), BLOCK):
                part = block[at : at + BLOCK]
                self._write(struct.pack(">I", len(part)) + part)
                size += len(part)
        self._write(struct.pack(">I", 0))
        self.members += 1
        return size

    def close(self) -> None:
        """The end of the members, and the last piece."""
        self._write(struct.pack(">H", 0))
        self._put(bytes(self.waiting), last=True)

    def _write(self, data: bytes) -> None:
        self.waiting += data
        while len(self.waiting) > PIECE:
            self._put(bytes(self.waiting[:PIECE]), last=False)
            del self.waiting[:PIECE]

    def _put(self, plain: bytes, *, last: bool) -> None:
        self.stream.write(self.cipher.encrypt(_nonce(self.number, last), plain, self.bound))
        self.number += 1


class Reader:
    """Reads what a Writer wrote; each way to fail is a Refusal that names the file."""

    def __init__(self, stream: BinaryIO, place: str) -> None:
        self.stream, self.place = stream, place
        self.bound, self.header = self._head()
        self.number, self.at = 0, len(self.bound)
        self.plain, self.ended = bytearray(), False
        self.cipher: ChaCha20Poly1305 | None = None

    def _head(self) -> tuple[bytes, Header]:
        magic = self.stream.read(len(MAGIC))
        if magic != MAGIC:
            newer = magic.startswith(FAMILY)
            raise Refusal((NEWER if newer else NO_BACKUP).format(self.place))
        try:
            line = self.stream.readline(HEADER)
            header = Header(**json.loads(line))
            bytes.fromhex(header.salt)
            dict(header.master)
        except (ValueError, TypeError) as error:
            raise Refusal(UNWHOLE.format(self.place, len(MAGIC))) from error
        return magic + line, header

    def open(self, master: bytes) -> None:
        """The key; members can be read from now on."""
        self.cipher = _cipher(master, self.header)
        self.ahead = self.stream.read(PIECE + TAG)

    def members(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Name and blocks of each; the blocks must be read before the next one is asked for."""
        while size := struct.unpack(">H", self._take(2))[0]:
            yield self._take(size).decode(), self._blocks()
        if self.plain or not self.ended:
            raise self._unwhole()

    def _blocks(self) -> Iterator[bytes]:
        while size := struct.unpack(">I", self._take(4))[0]:
            if size > BLOCK:
                raise self._unwhole()
            yield self._take(size)

    def _take(self, size: int) -> bytes:
        while len(self.plain) < size:
            self._piece()
        taken = bytes(self.plain[:size])
        del self.plain[:size]
        return taken

    def _piece(self) -> None:
        if self.ended or self.cipher is None:
            raise self._unwhole()
        piece, self.ahead = self.ahead, self.stream.read(PIECE + TAG)
        self.ended = not self.ahead
        try:
            self.plain += self.cipher.decrypt(_nonce(self.number, self.ended), piece, self.bound)
        except InvalidTag as error:
            raise self._unwhole() from error
        self.number += 1
        self.at += len(piece)

    def _unwhole(self) -> Refusal:
        return Refusal(UNWHOLE.format(self.place, self.at))
