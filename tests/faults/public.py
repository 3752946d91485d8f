"""The public log as everybody sees it, for the checker."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.faults.history import Rows
from tocsin.kernel.tlog.folder import LogFolder
from tocsin.kernel.tlog.tree import Frontier
from tocsin.kernel.tlog.verify import Checkpoint, leaf_hash, split_note

WEB, PAPER = 1, 8  # kinds of entries that count a voice


def parsed(note: bytes) -> tuple[int, str]:
    """Size and root of a checkpoint."""
    now = Checkpoint.parse(split_note(note.decode())[0])
    return now.size, b64encode(now.root).decode()


class PublicLog:
    """The published files. Raises Invalid where they do not fit together."""

    def __init__(self, place: Path) -> None:
        log = LogFolder(place)
        self.entries = list(log.entries(0, log.check().size)) if log.note() else []
        self.leaves = [leaf_hash(one) for one in self.entries]

    def kept(self, leaf_of: Mapping[str, str]) -> Rows:
        """Where the voices stand, by the leaves that they were promised."""
        at: dict[str, list[int]] = {}
        for position, leaf in enumerate(self.leaves):
            at.setdefault(leaf.hex(), []).append(position)
        places = {token: at.get(leaf, []) for token, leaf in leaf_of.items()}
        # A line of paper that a confirmed mailbox replaced is no voice of its own any more.
        known = {position for found in places.values() for position in found}
        voices = {at for at, entry in enumerate(self.entries) if entry[1] == WEB}
        voices |= {at for at in known if self.entries[at][1] == PAPER}
        return Rows("log", places, len(voices), forgets=False)

    def roots(self, sizes: Iterable[int]) -> Callable[[int], str | None]:
        """Gives the root of the first entries; for these sizes."""
        wanted, tree, found = set(sizes), Frontier(), dict[int, str]()
        for leaf in (None, *self.leaves):
            if leaf is not None:
                tree.append(leaf)
            if tree.size in wanted:
                found[tree.size] = b64encode(tree.root()).decode()
        return found.get
