"""A log in a folder: grows, never shrinks, is never another, and may be published again."""

from __future__ import annotations

import fcntl
import multiprocessing
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernel.tlog.sample import (
    LOG,
    ORIGIN,
    STRANGER,
    WITNESSES,
    checkpoint_of,
    cosigned,
    packed,
    published,
    signed,
    voice,
    voices,
)
from tocsin.kernel.tlog import tiles, tree
from tocsin.kernel.tlog.folder import LogFolder
from tocsin.kernel.tlog.note import sign_note
from tocsin.kernel.tlog.verify import Invalid, leaf_hash, verify_consistency, verify_inclusion

ENTRIES = voices(700)


def files(folder: LogFolder) -> dict[str, bytes]:
    """Everything that is in the folder."""
    return {
        path.relative_to(folder.path).as_posix(): path.read_bytes()
        for path in folder.path.rglob("*")
        if path.is_file()
    }


def test_a_log_grows_in_its_folder(tmp_path: Path) -> None:
    folder = LogFolder(tmp_path / "log")
    assert folder.note() is None
    assert folder.checkpoint() is None
    at = 0
    for size in (0, 1, 40, 256, 600, 700):
        folder.publish(at, ENTRIES[at:size], signed(ENTRIES[:size]))
        assert folder.check() == folder.checkpoint() == checkpoint_of(ENTRIES[:size])
        assert folder.note() == signed(ENTRIES[:size])
        at = size
    assert list(folder.entries(250, 270)) == ENTRIES[250:270]
    root = checkpoint_of(ENTRIES).root
    path = folder.inclusion_proof(255, 700)
    verify_inclusion(255, 700, leaf_hash(ENTRIES[255]), path, root)
    path = folder.consistency_proof(256, 700)
    verify_consistency(256, 700, path, checkpoint_of(ENTRIES[:256]).root, root)


def test_a_log_may_begin_where_no_folder_is_yet(tmp_path: Path) -> None:
    folder = LogFolder(tmp_path / "public" / "log")
    assert folder.reader().size == 0
    folder.publish(0, ENTRIES[:3], signed(ENTRIES[:3]))
    assert folder.check().size == 3


def test_anybody_may_read_a_log_and_only_its_owner_may_write(tmp_path: Path) -> None:
    folder = published(tmp_path / "log", ENTRIES[:3])
    for place in ("checkpoint", "tile/0/000.p/3", "tile/entries/000.p/3"):
        assert (folder.path / place).stat().st_mode & 0o777 == 0o644
    folders = [folder.path, *(path for path in folder.path.rglob("*") if path.is_dir())]
    assert len(folders) == 6
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o755}


def test_only_the_owner_may_take_the_lock_and_nobody_while_a_log_is_published(
    tmp_path: Path,
) -> None:
    folder = published(tmp_path / "log", ENTRIES[:3])
    lock = folder.path / ".lock"
    assert lock.stat().st_mode & 0o777 == 0o600
    refused = []

    class Watched(list[bytes]):
        """Entries that another writer comes across while they are read."""

        def __iter__(self) -> Iterator[bytes]:
            with lock.open() as other, pytest.raises(BlockingIOError) as met:
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            refused.append(met)
            return super().__iter__()

    folder.publish(3, Watched(ENTRIES[3:5]), signed(ENTRIES[:5]))
    assert refused
    with lock.open() as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_publishing_leaves_no_file_open(tmp_path: Path) -> None:
    published(tmp_path / "log", ENTRIES[:3])
    handles = Path("/proc/self/fd")
    before = set(handles.iterdir())
    published(tmp_path / "other", ENTRIES, 300)
    assert set(handles.iterdir()) == before


def test_publishing_again_changes_nothing(tmp_path: Path) -> None:
    folder = published(tmp_path / "log", ENTRIES, 300)
    before = files(folder)
    folder.publish(300, ENTRIES[300:], signed(ENTRIES))
    folder.publish(700, [], signed(ENTRIES))
    assert {place: before.get(place) for place in before} == before
    assert folder.check().size == 700


def test_publishing_from_any_earlier_place_is_the_same(tmp_path: Path) -> None:
    folder = published(tmp_path / "log", ENTRIES)
    before = files(folder)
    for first in (0, 5, 256, 300, 699):
        folder.publish(first, ENTRIES[first:], signed(ENTRIES))
    folder.reader(300).root()
    assert before.items() <= files(folder).items()


def test_cosignatures_may_come_later(tmp_path: Path) -> None:
    folder = published(tmp_path / "log", ENTRIES[:9])
    note = cosigned(signed(ENTRIES[:9]), *WITNESSES)
    folder.publish(9, [], note)
    assert folder.note() == note


def test_partial_tiles_are_tidied_away_once_the_whole_one_is_published(tmp_path: Path) -> None:
    folder = published(tmp_path / "log", ENTRIES[:256], 10, 20)
    assert not list(folder.path.rglob("000.p"))[1:]  # that of level 1 remains
    assert (folder.path / "tile/1/000.p/1").exists()
    folder.publish(256, ENTRIES[256:300], signed(ENTRIES[:300]))
    folder.publish(300, ENTRIES[300:310], signed(ENTRIES[:310]))
    assert sorted(path.name for path in (folder.path / "tile/0/001.p").iterdir()) == ["44", "54"]


def test_a_log_is_not_set_back(tmp_path: Path) -> None:
    folder = published(tmp_path / "log", ENTRIES[:30])
    before = files(folder)
    with pytest.raises(Invalid) as refused:
        folder.publish(0, ENTRIES[:20], signed(ENTRIES[:20]))
    assert refused.value.sentence == (
        f"The folder {folder.path} has 30 entries already, more than 20. "
        "Nothing was written: a log never shrinks."
    )
    assert files(folder) == before


def test_a_gap_is_refused(tmp_path: Path) -> None:
    folder = published(tmp_path / "log", ENTRIES[:30])
    with pytest.raises(Invalid) as refused:
        folder.publish(31, ENTRIES[31:40], signed(ENTRIES[:40]))
    assert refused.value.sentence == (
        f"The folder {folder.path} has 30 entries only. Publish from there on."
    )


def test_a_checkpoint_for_other_entries_is_refused(tmp_path: Path) -> None:
    folder = LogFolder(tmp_path / "log")
    with pytest.raises(Invalid, match="The checkpoint is for 3 entries, not for those given"):
        folder.publish(0, ENTRIES[:2], signed(ENTRIES[:3]))
    with pytest.raises(
        Invalid, match=r"another log than this one \(the root of the tree differs\)"
    ):
        folder.publish(0, ENTRIES[1:4], signed(ENTRIES[:3]))
    assert folder.checkpoint() is None
    assert set(files(folder)) == {".lock"}


@pytest.mark.parametrize("size", [10, 30, 40])
def test_a_fork_is_refused(tmp_path: Path, size: int) -> None:
    folder = published(tmp_path / "log", ENTRIES[:30])
    before = files(folder)
    other = packed([voice(number, appeal="FA-99-2004") for number in range(size)])
    with pytest.raises(Invalid, match=r"another log than this one|a log never shrinks"):
        folder.publish(0, other, signed(other))
    assert files(folder) == before


def test_another_log_of_the_same_entries_is_refused(tmp_path: Path) -> None:
    folder = published(tmp_path / "log", ENTRIES[:30])
    with pytest.raises(Invalid, match=r"\(its name differs\)\. Nothing was written"):
        folder.publish(30, [], signed(ENTRIES[:30], STRANGER))


def test_a_tile_that_was_never_named_must_still_be_the_same(tmp_path: Path) -> None:
    """A batch that was signed, and whose checkpoint was not shown before the crash."""
    folder = published(tmp_path / "log", ENTRIES[:30])
    reader = folder.reader()
    for tile, data in tiles.grow(reader, ENTRIES[30:35]):
        (folder.path / tile.path).parent.mkdir(parents=True, exist_ok=True)
        (folder.path / tile.path).write_bytes(data)
    other = [*ENTRIES[:30], *ENTRIES[40:45]]
    with pytest.raises(Invalid, match=r"tile/entries/000.p/35 differs"):
        folder.publish(30, other[30:], signed(other))
    folder.publish(30, ENTRIES[30:35], signed(ENTRIES[:35]))
    assert folder.check().size == 35


@pytest.mark.parametrize(
    "note", [b"", b"\xff", b"river.example/log\n9\n\n", b"a\n\n\xe2\x80\x94 a b\n"]
)
def test_a_damaged_checkpoint_stops_everything(tmp_path: Path, note: bytes) -> None:
    folder = published(tmp_path / "log", ENTRIES[:30])
    (folder.path / "checkpoint").write_bytes(note)
    for act in (folder.checkpoint, folder.check):
        with pytest.raises(Invalid):
            act()
    with pytest.raises(Invalid):
        folder.publish(30, [], signed(ENTRIES[:30]))


def test_a_folder_without_a_log_is_said_to_have_none(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"There is no log in .*: it has no file “checkpoint”"):
        LogFolder(tmp_path).check()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("tile/0/000", "The file tile/0/000 of the log is wrong. Take it from a mirror."),
        ("tile/0/002.p/188", "The file tile/0/002.p/188 of the log is wrong."),
        ("tile/1/000.p/2", "The file tile/1/000.p/2 of the log is wrong."),
        ("tile/entries/001", "The entries of the log do not give the root that its checkpoint"),
    ],
)
def test_an_altered_file_is_named(tmp_path: Path, place: str, said: str) -> None:
    folder = published(tmp_path / "log", ENTRIES)
    data = bytearray((folder.path / place).read_bytes())
    data[-1] ^= 1
    (folder.path / place).write_bytes(bytes(data))
    with pytest.raises(Invalid) as refused:
        folder.check()
    assert said in refused.value.sentence


def test_an_altered_tile_that_has_a_single_hash_is_named(tmp_path: Path) -> None:
    folder = published(tmp_path / "log", ENTRIES[:257])
    (folder.path / "tile/0/001.p/1").write_bytes(bytes(32))
    with pytest.raises(Invalid) as refused:
        folder.check()
    assert refused.value.sentence == (
        "The file tile/0/001.p/1 of the log is wrong. Take it from a mirror."
    )


def test_every_lost_file_is_noticed(tmp_path: Path) -> None:
    folder = published(tmp_path / "log", ENTRIES)
    for tile in tiles.of_size(700):
        data = (folder.path / tile.path).read_bytes()
        (folder.path / tile.path).unlink()
        with pytest.raises(Invalid, match=f"The log lacks its file {tile.path}"):
            folder.check()
        (folder.path / tile.path).write_bytes(data)
    assert folder.check().size == 700


def test_a_checkpoint_that_names_more_than_there_is_is_noticed(tmp_path: Path) -> None:
    folder = published(tmp_path / "log", ENTRIES[:30])
    (folder.path / "checkpoint").write_text(signed(ENTRIES[:31]))
    with pytest.raises(Invalid, match="The log lacks its file"):
        folder.check()


def test_a_log_starts_empty(tmp_path: Path) -> None:
    folder = LogFolder(tmp_path / "log")
    folder.publish(0, [], signed([]))
    assert folder.check().root == tree.EMPTY
    assert set(files(folder)) == {".lock", "checkpoint"}


def publish_all(path: Path, step: int) -> None:
    """Publishes the same log in steps, as one of several machines does; being late is no harm."""
    folder = LogFolder(path)
    for size in range(step, len(ENTRIES) + 1, step):
        try:
            folder.publish(size - step, ENTRIES[size - step : size], signed(ENTRIES[:size]))
        except Invalid as refused:
            if not re.search("never shrinks|Publish from there", refused.sentence):
                raise


def test_two_processes_publish_the_same_log(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    work = [context.Process(target=publish_all, args=(tmp_path / "log", step)) for step in (35, 35)]
    for one in work:
        one.start()
    for one in work:
        one.join()
    assert [one.exitcode for one in work] == [0, 0]
    assert LogFolder(tmp_path / "log").check() == checkpoint_of(ENTRIES)


def test_who_reads_meanwhile_always_finds_a_whole_log(tmp_path: Path) -> None:
    path = tmp_path / "log"
    published(path, ENTRIES[:1])
    writing = threading.Thread(target=lambda: publish_steps(path))
    writing.start()
    seen = set()
    while writing.is_alive():
        seen.add(LogFolder(path).check().size)
    writing.join()
    seen.add(LogFolder(path).check().size)
    assert max(seen) == len(ENTRIES)


def publish_steps(path: Path) -> None:
    folder = LogFolder(path)
    for at in range(1, len(ENTRIES), 13):
        end = min(at + 13, len(ENTRIES))
        folder.publish(at, ENTRIES[at:end], signed(ENTRIES[:end]))


def test_an_origin_may_be_signed_by_several_keys(tmp_path: Path) -> None:
    folder = LogFolder(tmp_path / "log")
    folder.publish(0, ENTRIES[:2], sign_note(checkpoint_of(ENTRIES[:2]).text(), [LOG, STRANGER]))
    now = folder.checkpoint()
    assert now is not None
    assert now.origin == ORIGIN
