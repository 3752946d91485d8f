"""A log in a folder that any web server can hand out: tiles first, then the checkpoint.

Everything may be repeated after any crash: the same entries give the same bytes.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tocsin.kernel.tlog import tiles, tree
from tocsin.kernel.tlog.tiles import MISFIT
from tocsin.kernel.tlog.verify import Checkpoint, Invalid, leaf_hash, split_note

FORKED = (
    "The folder {folder} holds another log than this one ({what} differs). Nothing was written. "
    "Bring both together from a mirror before the log goes on."
)


class LogFolder:
    """The files of one log; only one process at a time writes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self) -> str | None:
        """The signed checkpoint as it is published; None where nothing is yet."""
        try:
            return (self.path / "checkpoint").read_text("utf-8")
        except FileNotFoundError:
            return None
        except UnicodeError as error:
            raise Invalid("The checkpoint of the log is damaged. Publish it again.") from error

    def checkpoint(self) -> Checkpoint | None:
        """What is published, its signature not checked; Invalid when it is damaged."""
        note = self.note()
        return None if note is None else Checkpoint.parse(split_note(note)[0])

    def reader(self, size: int | None = None) -> tiles.Reader:
        """Reads the tree as it was at `size` (default: as published)."""
        now = self.checkpoint()
        there = now.size if now else 0
        return tiles.Reader(self.read, there if size is None else size, there)

    def read(self, place: str) -> bytes:
        """One file. Raises FileNotFoundError."""
        return (self.path / place).read_bytes()

    def entries(self, first: int, end: int) -> Iterator[bytes]:
        """Entries first … end-1."""
        return self.reader().entries(first, end)

    def inclusion_proof(self, index: int, size: int) -> list[bytes]:
        """The proof that an entry is in the tree of `size`."""
        return self.reader().inclusion_proof(index, size)

    def consistency_proof(self, size1: int, size2: int) -> list[bytes]:
        """The proof that the tree of size1 grew into that of size2."""
        return self.reader().consistency_proof(size1, size2)

    def publish(self, entries_from: int, entries: Sequence[bytes], checkpoint_note: str) -> None:
        """Adds entries from a position on, and then shows the checkpoint that has them.

        Raises Invalid when they do not fit together or to what lies here; OSError on a fault of
        the disk, after which the same call may be repeated.
        """
        wanted = Checkpoint.parse(split_note(checkpoint_note)[0])
        self.path.mkdir(mode=0o755, parents=True, exist_ok=True)
        with self._alone():
            if self.note() is None:
                self._named()
            now = self._fits(entries_from, entries, wanted)
            reader = tiles.Reader(self.read, entries_from, now.size)
            grown = dict(tiles.grow(reader, entries))
            self._same(now, wanted, grown)
            for tile, data in grown.items():
                self._put(tile, data)
            written = list(grown)
            self._settle(written)
            replace(self.path / "checkpoint", checkpoint_note.encode())
            self._tidy(written)

    def _fits(self, first: int, entries: Sequence[bytes], wanted: Checkpoint) -> Checkpoint:
        """Never a smaller tree, never a gap; what is published now."""
        now = self.checkpoint() or Checkpoint(wanted.origin, 0, tree.EMPTY)
        if wanted.size != first + len(entries):
            raise Invalid(f"The checkpoint is for {wanted.size} entries, not for those given.")
        if first > now.size:
            raise Invalid(
                f"The folder {self.path} has {now.size} entries only. Publish from there on."
            )
        if wanted.size < now.size:
            raise Invalid(
                f"The folder {self.path} has {now.size} entries already, more than "
                f"{wanted.size}. Nothing was written: a log never shrinks."
            )
        if now.origin != wanted.origin:
            raise Invalid(FORKED.format(folder=self.path, what="its name"))
        return now

    def _same(self, now: Checkpoint, wanted: Checkpoint, grown: Mapping[tiles.Tile, bytes]) -> None:
        """Never another log: the tree grows through the published root to the wanted one."""
        fresh = {tile.path: data for tile, data in grown.items()}

        def read(place: str) -> bytes:
            return fresh[place] if place in fresh else self.read(place)

        if tiles.Reader(read, now.size, wanted.size).root() != now.root:
            raise Invalid(FORKED.format(folder=self.path, what="what is published"))
        if tiles.Reader(read, wanted.size).root() != wanted.root:
            raise Invalid(FORKED.format(folder=self.path, what="the root of the tree"))

    def _put(self, tile: tiles.Tile, data: bytes) -> None:
        """Writes one file; what lies there already must be the same."""
        place = self.path / tile.path
        with suppress(FileNotFoundError):
            if place.read_bytes() != data:
                raise Invalid(FORKED.format(folder=self.path, what=tile.path))
        place.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        write(place, data)

    def _settle(self, written: Sequence[tiles.Tile]) -> None:
        """Makes the names of the files durable, up to the log's own folder."""
        folders = {self.path}
        for tile in written:
            above = (self.path / tile.path).parents
            folders.update(one for one in above if one.is_relative_to(self.path))
        for folder in sorted(folders):
            sync(folder)

    def _named(self) -> None:
        """Makes the log's own name durable, and those of folders that were made for it."""
        disk = self.path.stat().st_dev
        for folder in self.path.absolute().parents:
            if folder.stat().st_dev != disk:
                break  # what a disk hangs on was there before
            with suppress(PermissionError):  # and so was what we may not read
                sync(folder)

    def _tidy(self, written: Sequence[tiles.Tile]) -> None:
        """Takes away partial tiles whose whole one is published now."""
        for tile in written:
            if tile.width == tiles.WIDTH:
                shutil.rmtree(f"{self.path / tile.path}.p", ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        handle = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def check(self) -> Checkpoint:
        """Recomputes everything from the entries; Invalid names the first file that is wrong."""
        now = self.checkpoint()
        if now is None:
            raise Invalid(f"There is no log in {self.path}: it has no file “checkpoint”.")
        reader = self.reader(now.size)
        row = [leaf_hash(one) for one in reader.entries(0, now.size)]
        if tree.root(row) != now.root:
            raise Invalid(MISFIT)
        for level in tiles.count_levels(now.size):
            for index in range((len(row) + tiles.WIDTH - 1) // tiles.WIDTH):
                mine = row[index * tiles.WIDTH : (index + 1) * tiles.WIDTH]
                if reader.row(level, index) != mine:
                    place = tiles.Tile(level, index, len(mine)).path
                    raise Invalid(f"The file {place} of the log is wrong. Take it from a mirror.")
            whole = len(row) // tiles.WIDTH * tiles.WIDTH
            row = [
                tree.whole_root(row[at : at + tiles.WIDTH]) for at in range(0, whole, tiles.WIDTH)
            ]
        return now


def replace(place: Path, data: bytes, mode: int = 0o644) -> None:
    """Writes a file whole or not at all, and stays after a power cut; one writer at a time."""
    write(place, data, mode)
    sync(place.parent)


def write(place: Path, data: bytes, mode: int = 0o644) -> None:
    """Whole or not at all; its name is not durable before its folder is synced."""
    new = place.with_name(f".{place.name}.new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(data)
        os.fsync(handle)
    finally:
        os.close(handle)
    new.replace(place)


def sync(folder: Path) -> None:
    """Makes the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
