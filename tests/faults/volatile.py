"""A disk that loses at a power cut what nobody asked to keep (the idea of LazyFS), by FUSE.

Everything is in memory until `fsync` of a file, or of a folder, puts it into the store. The power
cut is SIGKILL: the process that is the disk dies, and the store holds what was asked for. Mounted
again on the same store, it shows what a machine finds when it starts.

As with ext4, xfs and btrfs: fsync of a new file keeps its first name too. A later name (rename)
and the end of a name (unlink) stay only by fsync of the folder; until then the old name comes
back. Modes and owners are kept at once. Pages of one fsync may be kept in part where the cut
comes in its middle. `python -m tests.faults.volatile STORE MOUNT` runs it, for `power.Disk`.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from pathlib import Path
from typing import Any

from tests.faults.store import PAGE, Node, Store


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


if __name__ == "__main__":
    main(*sys.argv[1:])
