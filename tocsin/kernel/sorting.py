"""Byte strings that come in any order and go out in order, with one part of them in memory."""

from __future__ import annotations

import heapq
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

MEMORY = 32 << 20  # bytes of one part
EACH = 64  # bytes that a byte string takes beside its own
LENGTH = struct.Struct(">I")


class Readable(Protocol):
    """What gives the next bytes, fewer only at its end."""

    def read(self, size: int, /) -> bytes:
        """So many bytes."""


class Sorted:
    """Takes any number of byte strings; each iteration gives all of them in order.

    Parts that memory has no room for lie as files in `folder`, which its owner takes away.
    """

    def __init__(self, folder: Path, memory: int = MEMORY) -> None:
        self.folder, self.memory = folder, memory
        self.parts: list[Path] = []
        self._last: list[bytes] = []
        self._room = memory
        self._number = 0

    def add(self, one: bytes) -> None:
        """One more."""
        self._last.append(one)
        self._number += 1
        self._room -= len(one) + EACH
        if self._room < 0:
            self._put_away()

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[bytes]:
        self._last.sort()
        return heapq.merge(*(_read(part) for part in self.parts), self._last)

    def _put_away(self) -> None:
        part = self.folder / f"part-{len(self.parts)}"
        with part.open("xb") as file:
            file.writelines(packed(sorted(self._last)))
        part.chmod(0o600)
        self.parts.append(part)
        self._last, self._room = [], self.memory


def packed(records: Iterable[bytes]) -> Iterator[bytes]:
    """Each behind its length (4 bytes, big-endian)."""
    for record in records:
        yield LENGTH.pack(len(record)) + record


def unpacked(file: Readable, longest: int) -> Iterator[bytes]:
    """The same again; ValueError where the bytes break off or one is longer than `longest`."""
    while head := file.read(LENGTH.size):
        length = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else longest + 1
        record = file.read(length) if length <= longest else b""
        if length > longest or len(record) != length:
            raise ValueError("the records break off")
        yield record


def _read(part: Path) -> Iterator[bytes]:
    with part.open("rb") as file:
        yield from unpacked(file, part.stat().st_size)
