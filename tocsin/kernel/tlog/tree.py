"""The Merkle tree of RFC 6962: roots and proofs, from the hashes of its whole subtrees."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from tocsin.kernel.tlog.verify import MOST_SIZE, Invalid, leaf_hash, node_hash

EMPTY = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
__all__ = ["EMPTY", "Frontier", "consistency_proof", "inclusion_proof", "leaf_hash", "node_hash"]

AT_ONCE = 256  # leaves of a whole subtree that is hashed row by row, not leaf by leaf
# (level, index) → hash of the leaves from index·2^level on, 2^level of them.
Hashes = Callable[[int, int], bytes]


@dataclass
class Frontier:
    """The right edge of a tree: enough to let it grow without reading it.

    `edge` holds the hashes of its whole subtrees, the largest first, one for each 1 in `size`.
    """

    size: int = 0
    edge: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Adds a leaf by its hash."""
        self._add(leaf, 1)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Adds many, for a third less work."""
        left = iter(leaves)
        while some := list(islice(left, AT_ONCE - self.size % AT_ONCE)):
            if len(some) == AT_ONCE:
                self._add(whole_root(some), AT_ONCE)
                continue
            for leaf in some:
                self._add(leaf, 1)

    def _add(self, found: bytes, span: int) -> None:
        """Adds the hash of a whole subtree of `span` leaves, of which `size` is a multiple."""
        behind = self.size // span
        while behind & 1:
            found, behind = node_hash(self.edge.pop(), found), behind >> 1
        self.edge.append(found)
        self.size += span

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        if not self.edge:
            return EMPTY
        found = self.edge[-1]
        for one in reversed(self.edge[:-1]):
            found = node_hash(one, found)
        return found

    def to_bytes(self) -> bytes:
        """size(8) ‖ the hashes."""
        return self.size.to_bytes(8, "big") + b"".join(self.edge)

    @classmethod
    def from_bytes(cls, data: bytes) -> Frontier:
        """What to_bytes gave; else Invalid."""
        size = int.from_bytes(data[:8], "big")
        if size >= MOST_SIZE or len(data) != 8 + 32 * size.bit_count():
            raise Invalid("The kept edge of the log is damaged. Rebuild it from the entries.")
        return cls(size, [data[at : at + 32] for at in range(8, len(data), 32)])


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def inclusion_proof(index: int, size: int, hashes: Hashes) -> list[bytes]:
    """From the leaf's sibling up to the root's child (RFC 6962 §2.1.1). Raises ValueError."""
    if not 0 <= index < size:
        raise ValueError(f"no entry {index} in a tree of {size}")
    low, high = 0, size
    path: list[bytes] = []
    while high - low > 1:
        middle = low + _left(high - low)
        if index < middle:
            path.append(range_root(middle, high, hashes))
            high = middle
        else:
            path.append(range_root(low, middle, hashes))
            low = middle
    return path[::-1]


def consistency_proof(size1: int, size2: int, hashes: Hashes) -> list[bytes]:
    """That the tree of size2 is that of size1, grown (RFC 6962 §2.1.2). Raises ValueError."""
    if not 0 < size1 <= size2:
        raise ValueError(f"no way from a tree of {size1} to one of {size2}")
    low, high = 0, size2
    path: list[bytes] = []
    while high != size1:
        middle = low + _left(high - low)
        if size1 <= middle:
            path.append(range_root(middle, high, hashes))
            high = middle
        else:
            path.append(range_root(low, middle, hashes))
            low = middle
    if low:
        path.append(range_root(low, high, hashes))
    return path[::-1]


def range_root(low: int, high: int, hashes: Hashes) -> bytes:
    """The root over leaves low … high-1; low is a multiple of the span's power of two."""
    parts = []
    while low < high:
        level = (high - low).bit_length() - 1
        parts.append(hashes(level, low >> level))
        low += 1 << level
    found = parts.pop()
    while parts:
        found = node_hash(parts.pop(), found)
    return found


def of_leaves(leaves: Sequence[bytes]) -> Hashes:
    """Reads subtrees from leaf hashes that are all at hand."""

    def hashes(level: int, index: int) -> bytes:
        row = leaves[index << level : (index + 1) << level]
        return whole_root(row)

    return hashes


def whole_root(row: Sequence[bytes]) -> bytes:
    """The root over 2^n hashes."""
    while len(row) > 1:
        row = above(row)
    return row[0]


def above(row: Sequence[bytes]) -> list[bytes]:
    """The node_hash of each pair, without a call for each; one that stands alone is left out."""
    sha256, both = hashlib.sha256, iter(row)
    return [
        sha256(b"\x01" + left + right).digest() for left, right in zip(both, both, strict=False)
    ]


def _left(size: int) -> int:
    """The largest power of two below size: how many leaves go left."""
    return 1 << ((size - 1).bit_length() - 1)
