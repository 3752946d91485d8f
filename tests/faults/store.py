"""What a disk keeps: files by their number, and a journal of their names."""

from __future__ import annotations

import json
import os
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path

PAGE = 4096


@dataclass
class Node:
    """A file or folder: as it is now, and for a folder as it was last kept."""

    number: int
    mode: int
    owner: tuple[int, int] = (0, 0)
    changed: int = field(default_factory=time.time_ns)
    data: bytearray = field(default_factory=bytearray)
    dirty: set[int] = field(default_factory=set)
    names: dict[str, Node] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    home: tuple[Node, str] | None = None
    is_named: bool = False  # whether some name of it was ever kept

    @property
    def is_folder(self) -> bool:
        """A folder has names, a file has data."""
        return stat.S_ISDIR(self.mode)


class Store:
    """What survives: the files by number, and a journal of names."""

    def __init__(self, place: Path) -> None:
        self.files = place / "files"
        self.files.mkdir(parents=True, exist_ok=True)
        self.journal, self.full = place / "names", place / "full"
        self.nodes = {0: Node(0, stat.S_IFDIR | 0o755, is_named=True)}
        if self.journal.exists():
            self._read()
        self._out = os.open(self.journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.next = max(self.nodes) + 1

    def _read(self) -> None:
        for line in self.journal.read_text("utf-8").splitlines():
            verb, number, *words = json.loads(line)
            if verb == "is":
                node = self.nodes.setdefault(number, Node(number, 0, is_named=True))
                node.mode, node.owner = words[0], (words[1], words[2])
            elif verb == "name":
                self.nodes[number].kept[words[0]] = words[1]
            else:
                self.nodes[number].kept.pop(words[0], None)
        for node in self.nodes.values():
            node.names = {name: self.nodes[child] for name, child in node.kept.items()}
            for name, child in node.names.items():
                child.home = (node, name)
            kept = self.files / str(node.number)
            if kept.exists():
                node.data = bytearray(kept.read_bytes())

    def say(self, *words: object) -> None:
        """One line of the journal; a killed process leaves it whole or not at all."""
        os.write(self._out, json.dumps(words).encode() + b"\n")

    def keep_is(self, node: Node) -> None:
        """Its kind, mode and owner."""
        self.say("is", node.number, node.mode, *node.owner)

    def keep_data(self, node: Node) -> None:
        """The pages that were written since the last time, and the length."""
        handle = os.open(self.files / str(node.number), os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            for page in sorted(node.dirty):
                os.pwrite(handle, node.data[page * PAGE : (page + 1) * PAGE], page * PAGE)
            os.ftruncate(handle, len(node.data))
        finally:
            os.close(handle)
        node.dirty.clear()

    def keep_first_name(self, node: Node) -> None:
        """The name under which it was made, and those of the folders above it."""
        if node.is_named or node.home is None:
            return
        above, name = node.home
        self.keep_first_name(above)
        self._name(above, name, node)

    def _name(self, folder: Node, name: str, node: Node) -> None:
        if not node.is_named:
            self.keep_is(node)
            node.is_named = True
        folder.kept[name] = node.number
        self.say("name", folder.number, name, node.number)

    def keep_names(self, folder: Node) -> None:
        """All names of a folder as they are now."""
        self.keep_first_name(folder)
        for name in folder.kept.keys() - folder.names.keys():
            del folder.kept[name]
            self.say("gone", folder.number, name)
        for name, node in folder.names.items():
            if folder.kept.get(name) != node.number:
                self._name(folder, name, node)
