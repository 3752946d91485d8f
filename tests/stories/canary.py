"""Looks for canaries (names, addresses, comments) in everything that a seized disk would show."""

from __future__ import annotations

import base64
import contextlib
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

SHORTEST = 6  # shorter needles would be found by chance


def spellings(canary: str) -> Iterator[bytes]:
    """The ways in which a text may lie on a disk."""
    for plain in {canary, canary.lower(), canary.upper()}:
        data = plain.encode()
        yield data
        yield plain.encode("utf-16-le")
        yield data.hex().encode()
        yield plain.encode("ascii", "backslashreplace")
        yield from in_base64(data)


def in_base64(data: bytes) -> Iterator[bytes]:
    """The part of a base64 text that is the same at each of the three alignments."""
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + data)
        first = 0 if shift == 0 else 4
        yield coded[first : len(coded) // 4 * 4 - 4]


def unpacked(data: bytes) -> Iterator[bytes]:
    """The bytes, and what lies in gzip or zlib streams within them."""
    yield data
    for mark, bits in ((b"\x1f\x8b\x08", 31), (b"\x78\x9c", 15)):
        at = data.find(mark)
        while at >= 0:
            with contextlib.suppress(zlib.error):
                yield zlib.decompressobj(bits).decompress(data[at:], 10_000_000)
            at = data.find(mark, at + 1)


def hits(folders: Iterable[Path], canaries: Iterable[str], spare: Iterable[Path] = ()) -> list[str]:
    """`file: canary` for each that is found; files below `spare` are not looked at."""
    needles = {
        needle: canary
        for canary in canaries
        for needle in spellings(canary)
        if len(needle) >= SHORTEST
    }
    left_out = tuple(spare)
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or any(path.is_relative_to(one) for one in left_out):
                continue
            for data in unpacked(path.read_bytes()):
                found += [f"{path.name}: {c}" for needle, c in needles.items() if needle in data]
    return sorted(set(found))
