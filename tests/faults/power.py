"""A disk that loses at a power cut what nobody asked to keep (the idea of LazyFS), by FUSE.

Everything is in memory until `fsync` of a file, or of a folder, puts it into the store. The power
cut is SIGKILL: the process that is the disk dies, and the store holds what was asked for. Mounted
again on the same store, it shows what a machine finds when it starts.

As with ext4, xfs and btrfs: fsync of a new file keeps its first name too. A later name (rename)
and the end of a name (unlink) stay only by fsync of the folder; until then the old name comes
back. Modes and owners are kept at once. Pages of one fsync may be kept in part where the cut
comes in its middle. `python -m tests.faults.power STORE MOUNT` runs it, for `Disk`.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.paths import ROOT

PAGE = 4096
PATIENCE = 30  # seconds for the mount to appear


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


class Volatile:
    """The file system's operations, as libfuse calls them."""

    use_ns = True

    def __init__(self, store: Store) -> None:
        self.store = store
        self.open_files: dict[int, Node] = {}
        self.next_handle = 1

    def _node(self, path: str) -> Node:
        node = self.store.nodes[0]
        for name in path.split("/"):
            if name:
                if name not in node.names:
                    raise OSError(errno.ENOENT, path)
                node = node.names[name]
        return node

    def _place(self, path: str) -> tuple[Node, str]:
        above, _slash, name = path.rpartition("/")
        return self._node(above), name

    def _made(self, path: str, mode: int) -> Node:
        from mfusepy import fuse_get_context

        self._refuse_when_full()
        folder, name = self._place(path)
        owner = fuse_get_context()[:2]
        node = Node(self.store.next, mode, (owner[0], owner[1]), home=(folder, name))
        self.store.next += 1
        folder.names[name] = node
        return node

    def _handle(self, node: Node) -> int:
        self.next_handle += 1
        self.open_files[self.next_handle] = node
        return self.next_handle

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        """As stat(2)."""
        node = self.open_files[fh] if fh in self.open_files else self._node(path)
        times = dict.fromkeys(("st_atime", "st_mtime", "st_ctime"), node.changed)
        blocks = -(-len(node.data) // 512)
        return times | {
            "st_mode": node.mode,
            "st_nlink": 2 if node.is_folder else 1,
            "st_uid": node.owner[0],
            "st_gid": node.owner[1],
            "st_size": len(node.data),
            "st_blocks": blocks,
        }

    def readdir(self, path: str, fh: int) -> list[str]:  # noqa: ARG002
        """All names."""
        return [".", "..", *self._node(path).names]

    def create(self, path: str, mode: int, fi: int | None = None) -> int:  # noqa: ARG002
        """A new file, open."""
        return self._handle(self._made(path, stat.S_IFREG | mode & 0o7777))

    def mkdir(self, path: str, mode: int) -> int:
        """A new folder."""
        self._made(path, stat.S_IFDIR | mode & 0o7777)
        return 0

    def open(self, path: str, flags: int) -> int:  # noqa: ARG002
        """A handle on the file, whatever happens to its name."""
        return self._handle(self._node(path))

    def release(self, path: str, fh: int) -> int:  # noqa: ARG002
        """Closing keeps nothing."""
        self.open_files.pop(fh, None)
        return 0

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:  # noqa: ARG002
        """From memory."""
        return bytes(self.open_files[fh].data[offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:  # noqa: ARG002
        """Into memory."""
        node = self.open_files[fh]
        self._grow(node, offset + len(data))
        node.data[offset : offset + len(data)] = data
        node.dirty.update(range(offset // PAGE, (offset + len(data) - 1) // PAGE + 1))
        node.changed = time.time_ns()
        return len(data)

    def _refuse_when_full(self) -> None:
        if self.store.full.exists():
            raise OSError(errno.ENOSPC, "full")

    def _grow(self, node: Node, length: int) -> None:
        if length > len(node.data):
            self._refuse_when_full()
            node.dirty.update(range(len(node.data) // PAGE, (length - 1) // PAGE + 1))
            node.data.extend(bytes(length - len(node.data)))

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:  # noqa: ARG002
        """In memory."""
        node = self._node(path)
        self._grow(node, length)
        del node.data[length:]
        last = -(-length // PAGE)
        node.dirty = {page for page in node.dirty if page < last}
        node.changed = time.time_ns()
        return 0

    def unlink(self, path: str) -> int:
        """The name comes back after a cut, unless the folder is kept before."""
        folder, name = self._place(path)
        folder.names.pop(name).home = None
        return 0

    def rmdir(self, path: str) -> int:
        """An empty folder goes."""
        if self._node(path).names:
            raise OSError(errno.ENOTEMPTY, path)
        return self.unlink(path)

    def rename(self, old: str, new: str) -> int:
        """Whole or not at all, and after a cut not, unless the folder is kept before."""
        (source, name), (target, later) = self._place(old), self._place(new)
        node = source.names.pop(name)
        target.names[later] = node
        node.home = (target, later)
        return 0

    def fsync(self, path: str, datasync: int, fh: int) -> int:  # noqa: ARG002
        """Into the store."""
        node = self.open_files[fh]
        self.store.keep_data(node)
        self.store.keep_first_name(node)
        return 0

    def opendir(self, path: str) -> int:
        """A handle on the folder."""
        return self._handle(self._node(path))

    releasedir = release

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:  # noqa: ARG002
        """The folder's names into the store."""
        self.store.keep_names(self.open_files[fh])
        return 0

    def chmod(self, path: str, mode: int) -> int:
        """Kept at once."""
        node = self._node(path)
        node.mode = stat.S_IFMT(node.mode) | stat.S_IMODE(mode)
        return self._said(node)

    def chown(self, path: str, uid: int, gid: int) -> int:
        """Kept at once; -1 leaves it."""
        node = self._node(path)
        told = zip((uid, gid), node.owner, strict=True)
        user, group = (old if new in {-1, 0xFFFFFFFF} else new for new, old in told)
        node.owner = (user, group)
        return self._said(node)

    def _said(self, node: Node) -> int:
        if node.is_named:
            self.store.keep_is(node)
        return 0

    def utimens(self, path: str, times: tuple[int, int] | None = None) -> int:
        """Times are for show."""
        self._node(path).changed = times[1] if times else time.time_ns()
        return 0

    def statfs(self, path: str) -> dict[str, int]:  # noqa: ARG002
        """Always room."""
        room = {"f_bsize": PAGE, "f_frsize": PAGE, "f_blocks": 1 << 20, "f_bfree": 1 << 20}
        return room | {"f_bavail": 1 << 20, "f_namemax": 255}


class Disk:
    """`with Disk(folder) as disk: … disk.cut() … disk.start()`; `disk.mount` is the place."""

    def __init__(self, folder: Path) -> None:
        self.store, self.mount = folder / "store", folder / "disk"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Disk:
        self.mount.mkdir(parents=True, exist_ok=True)
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self.cut()

    def start(self) -> None:
        """The machine starts again. Raises RuntimeError where FUSE does not work."""
        command = [sys.executable, "-m", "tests.faults.power", str(self.store), str(self.mount)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True
        )
        end = time.monotonic() + PATIENCE
        while not os.path.ismount(self.mount):
            if self.process.poll() is not None or time.monotonic() > end:
                assert self.process.stderr is not None
                said = self.process.stderr.read() if self.process.poll() is not None else b""
                raise RuntimeError(f"FUSE does not work here: {said.decode(errors='replace')}")
            time.sleep(0.01)

    def cut(self) -> None:
        """The power is off: the disk is gone, with all that was in memory alone."""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()
        self.process = None
        unmount = ["fusermount3", "-u", "-z", str(self.mount)]
        subprocess.run(unmount, check=True, capture_output=True)

    def fill(self) -> None:
        """No file grows from now on, and none is made."""
        (self.store / "full").touch()

    def make_room(self) -> None:
        """There is room again."""
        (self.store / "full").unlink()


def main(store: str, mount: str) -> None:
    """Serves until it is killed."""
    from mfusepy import FUSE

    FUSE(
        Volatile(Store(Path(store))),
        mount,
        foreground=True,
        nothreads=True,
        allow_other=os.geteuid() == 0,
        fsname="power",
        default_permissions=True,
    )


def works() -> bool:
    """Whether a disk can be made here; says why not."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with Disk(Path(folder)) as disk:
                (disk.mount / "file").write_bytes(b"x")
        except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
            print(error)
            return False
    return True


if __name__ == "__main__":
    # `python -m tests.faults.power` alone says whether it works here.
    if sys.argv[1:]:
        main(*sys.argv[1:])
    else:
        sys.exit(not works())
