"""The log as static files (c2sp.org/tlog-tiles): rows of 256 hashes, bundles of 256 entries."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from tocsin.kernel.tlog import tree
from tocsin.kernel.tlog.verify import MOST_SIZE, Invalid, leaf_hash

WIDTH = 256  # hashes in a whole tile
HASH = 32  # bytes
MISFIT = (
    "The entries of the log do not give the root that its checkpoint names. Take it from a mirror."
)
PLACE = re.compile(
    r"tile/(?P<level>entries|[0-9]|[1-5][0-9]|6[0-3])"
    r"/(?P<index>(x[0-9]{3}/)*[0-9]{3})(\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)
Read = Callable[[str], bytes]  # raises FileNotFoundError for a file that is not there


@dataclass(frozen=True)
class Tile:
    """One file of the log; `level` is None for a bundle of entries."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies under the log's folder or address."""
        groups = [f"{self.index % 1000:03}"]
        rest = self.index // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03}")
            rest //= 1000
        level = "entries" if self.level is None else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(groups)}{partial}"

    @classmethod
    def parse(cls, path: str) -> Tile:
        """The tile that lies there; else Invalid."""
        found = PLACE.fullmatch(path)
        if found is not None and len(path) < 60:
            level = None if found["level"] == "entries" else int(found["level"])
            index = int(re.sub("[x/]", "", found["index"]))
            made = cls(level, index, int(found["width"] or WIDTH))
            if made.path == path:
                return made
        raise Invalid(f"“{path[:60]}” is no place of a file of a log.")


def of_size(size: int) -> list[Tile]:
    """All files that a tree of that size has, besides its checkpoint."""
    return sorted(_row(None, size), key=lambda tile: tile.index) + [
        tile for level in count_levels(size) for tile in _row(level, size >> 8 * level)
    ]


def count_levels(size: int) -> range:
    """The levels of tiles that a tree of that size has."""
    return range((size.bit_length() + 7) // 8)


def _row(level: int | None, hashes: int) -> list[Tile]:
    whole = [Tile(level, index) for index in range(hashes // WIDTH)]
    rest = hashes % WIDTH
    return whole + ([Tile(level, hashes // WIDTH, rest)] if rest else [])


def grow(reader: Reader, entries: Sequence[bytes]) -> Iterator[tuple[Tile, bytes]]:
    """The files that the tree needs to grow by these entries: new ones, and its right edge."""
    size = reader.size
    there = list(reader.entries(size - size % WIDTH, size))
    bundle = [len(one).to_bytes(2, "big") + one for one in (*there, *entries)]
    yield from _cut(None, size // WIDTH, bundle)
    fresh = [leaf_hash(one) for one in entries]
    for level in count():
        before = size >> 8 * level
        row = (reader.row(level, before // WIDTH) if before % WIDTH else []) + fresh
        yield from _cut(level, before // WIDTH, row)
        whole = len(row) // WIDTH * WIDTH
        fresh = [tree.whole_root(row[at : at + WIDTH]) for at in range(0, whole, WIDTH)]
        if not fresh:
            return


def _cut(level: int | None, index: int, row: list[bytes]) -> Iterator[tuple[Tile, bytes]]:
    for at in range(0, len(row), WIDTH):
        part = row[at : at + WIDTH]
        yield Tile(level, index + at // WIDTH, len(part)), b"".join(part)


def row_of(data: bytes, width: int) -> list[bytes]:
    """The hashes of a tile; Invalid when it is cut off or too long."""
    return _hashes(_whole(data, width))


def _whole(data: bytes, width: int) -> bytes:
    if len(data) != width * HASH:
        raise Invalid("A tile of the log is cut off or damaged. Take the log from a mirror.")
    return data


def _hashes(data: bytes) -> list[bytes]:
    return [data[at : at + HASH] for at in range(0, len(data), HASH)]


@lru_cache(maxsize=64)
def _tower(data: bytes) -> list[list[bytes]]:
    """A tile's hashes, and above them row by row those of their pairs.

    Kept, because the tiles high in a tree are in the proof of every entry.
    """
    rows = [_hashes(data)]
    while len(rows[-1]) > 1:
        rows.append(tree.above(rows[-1]))
    return rows


def unbundle(data: bytes, width: int) -> list[bytes]:
    """The entries of a bundle; Invalid when it is cut off or too long."""
    found = _of_one_length(data, width)
    at = len(data) if found else 0
    while at < len(data) and len(found) < width:
        length = int.from_bytes(data[at : at + 2], "big")
        found.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    if at != len(data) or len(found) != width:
        raise Invalid("A bundle of entries is cut off or damaged. Take the log from a mirror.")
    return found


def _of_one_length(data: bytes, width: int) -> list[bytes]:
    """The entries of a bundle where all are as long as the first, as in our log; else none."""
    length = int.from_bytes(data[:2], "big")
    if len(data) != width * (2 + length):
        return []
    found = [one for its, one in struct.iter_unpack(f">H{length}s", data) if its == length]
    return found if len(found) == width else []


class Reader:
    """Reads a tree of `size` from its tiles: what proofs need, and entries.

    `there` is the size of the published tree, where an older one is read out of its files.
    """

    def __init__(self, read: Read, size: int, there: int | None = None) -> None:
        there = size if there is None else there
        if not 0 <= size <= there < MOST_SIZE:
            raise Invalid(f"A log of {max(there, 0)} entries has no tree of {size}.")
        self.size = size
        self._there = there
        self._read = read
        self.row = lru_cache(maxsize=256)(lambda *tile: _hashes(self._load(*tile)))
        self._rows = lru_cache(maxsize=256)(lambda *tile: _tower(self._load(*tile)))

    def hash(self, level: int, index: int) -> bytes:
        """The hash of a whole subtree: 2^level leaves from index·2^level on."""
        if index + 1 > self.size >> level:
            raise Invalid("The log does not have that many entries.")
        up = level % 8
        tile, at = divmod(index, WIDTH >> up)
        return self._rows(level // 8, tile)[up][at]

    def frontier(self) -> tree.Frontier:
        """The right edge of the tree, from which it grows."""
        bits = [level for level in range(self.size.bit_length()) if self.size >> level & 1]
        edge = [self.hash(level, (self.size >> level) - 1) for level in reversed(bits)]
        return tree.Frontier(self.size, edge)

    def root(self) -> bytes:
        """The root of the tree, as its tiles have it."""
        return tree.range_root(0, self.size, self.hash) if self.size else tree.EMPTY

    def inclusion_proof(self, index: int, size: int) -> list[bytes]:
        """The proof that an entry is in the tree of `size`, at most the reader's."""
        return tree.inclusion_proof(index, size, self.hash)

    def consistency_proof(self, size1: int, size2: int) -> list[bytes]:
        """The proof that the tree of size1 grew into that of size2, at most the reader's."""
        return tree.consistency_proof(size1, size2, self.hash)

    def entries(self, first: int, end: int) -> Iterator[bytes]:
        """Entries first … end-1."""
        if not 0 <= first <= end <= self.size:
            raise Invalid(f"The log has {self.size} entries, not those from {first} to {end}.")
        for index in range(first // WIDTH, (end + WIDTH - 1) // WIDTH):
            bundle = unbundle(*self._bytes(None, index))
            start = index * WIDTH
            yield from bundle[max(first - start, 0) : min(end - start, WIDTH)]

    def _load(self, level: int, index: int) -> bytes:
        """A tile's hashes in one piece, as many as the tree of this reader's size has."""
        width = _width(self.size, level, index)
        if width < 1:
            raise Invalid("The log does not have that many entries.")
        return _whole(*self._bytes(level, index))[: width * HASH]

    def _bytes(self, level: int | None, index: int) -> tuple[bytes, int]:
        """The file and how many things are in it: the whole one where the partial one is gone."""
        tile = Tile(level, index, _width(self._there, level or 0, index))
        for one in dict.fromkeys([tile, Tile(level, index)]):
            try:
                return self._read(one.path), one.width
            except FileNotFoundError:
                continue
        raise Invalid(f"The log lacks its file {tile.path}. Take it from a mirror.")


def _width(size: int, level: int, index: int) -> int:
    """How many things that tile has in a tree of `size`; not above 0 where it has none."""
    return min(WIDTH, (size >> 8 * level) - index * WIDTH)
