"""Files are there whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tocsin.kernel import files
from tocsin.kernel.refusal import Refusal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def test_a_file_is_written_whole(folder: Path) -> None:
    files.write(folder / "a", b"one")
    files.write(folder / "a", b"two")
    assert (folder / "a").read_bytes() == b"two"
    assert [path.name for path in folder.iterdir()] == ["a"]


def test_the_same_bytes_are_kept_once(folder: Path) -> None:
    first, second = files.store(folder, b"slip"), files.store(folder, b"slip")
    assert (first.new, second.new) == (True, False)
    assert first.path == second.path == files.path(folder, first.sha256)
    assert files.read(folder, first.sha256) == b"slip"


def full(*_words: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said_and_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal, match="disk is full, so nothing was saved"):
        files.write(folder / "a", b"one")
    assert list(folder.iterdir()) == []


def test_a_file_of_any_size_is_kept_as_its_bytes_would_be(folder: Path) -> None:
    data = bytes(range(256)) * 8192 + b"end"
    (folder / "large").write_bytes(data)
    kept = files.store_file(folder / "kept", folder / "large")
    assert (kept.new, kept.size) == (True, len(data))
    assert kept.sha256 == files.sha256_of(folder / "large")
    assert files.read(folder / "kept", kept.sha256) == data
    assert not files.store(folder / "kept", data).new
    assert not files.store_file(folder / "kept", folder / "large").new
    assert {len(part) for part in files.parts(folder / "large")} == {files.PART, 3}
    assert kept.path.stat().st_mode & 0o777 == 0o600


def test_parts_that_break_off_leave_nothing(folder: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"one"
        raise Refusal("It breaks off.")

    with pytest.raises(Refusal, match="It breaks off"):
        files.write_parts(folder / "a", broken())
    assert list(folder.iterdir()) == []


def test_a_full_disk_keeps_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(folder / "a", b"one")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal):
        files.write(folder / "a", b"two")
    assert (folder / "a").read_bytes() == b"one"


def test_another_fault_of_the_disk_is_not_called_full(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_words: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        files.write(folder / "a", b"one")
    assert list(folder.iterdir()) == []


def test_a_kept_file_that_was_changed_is_refused(folder: Path) -> None:
    kept = files.store(folder, b"slip")
    kept.path.write_bytes(b"other")
    with pytest.raises(Refusal, match="missing or damaged"):
        files.read(folder, kept.sha256)


def test_a_kept_file_that_is_gone_is_refused(folder: Path) -> None:
    with pytest.raises(Refusal, match="missing or damaged"):
        files.read(folder, "0" * 64)
