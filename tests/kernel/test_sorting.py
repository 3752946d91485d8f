"""Byte strings are sorted as `sorted` does it, whether memory has room for them or not."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.sorting import Sorted, packed, unpacked

LONGEST = 8192


@given(st.lists(st.binary(max_size=60), max_size=80), st.sampled_from([1, 300, 1 << 20]))
def test_it_gives_what_sorted_gives_as_often_as_it_is_asked(some: list[bytes], room: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = Sorted(Path(folder), room)
        for one in some:
            kept.add(one)
        assert len(kept) == len(some)
        assert list(kept) == list(kept) == sorted(some)


def test_only_one_part_is_in_memory_and_the_others_are_nobody_elses(tmp_path: Path) -> None:
    (folder := tmp_path / "parts").mkdir()
    kept = Sorted(folder, 10_000)
    for number in range(1000):
        kept.add(b"%020d" % (number * 7919 % 1000))
    assert len(kept.parts) == len(list(folder.iterdir())) == 8
    assert {path.stat().st_mode & 0o777 for path in kept.parts} == {0o600}
    assert list(kept) == [b"%020d" % number for number in range(1000)]


def test_what_memory_has_room_for_is_on_no_disk(tmp_path: Path) -> None:
    (folder := tmp_path / "parts").mkdir()
    kept = Sorted(folder)
    kept.add(b"a name")
    assert list(kept) == [b"a name"]
    assert list(folder.iterdir()) == []


def test_more_may_come_after_some_was_read(tmp_path: Path) -> None:
    kept = Sorted(tmp_path, 100)
    for one in (b"c", b"a", b"d", b"b"):
        kept.add(one)
        assert one in list(kept)
    assert list(kept) == [b"a", b"b", b"c", b"d"]


@given(st.lists(st.binary(max_size=600), max_size=10))
def test_records_are_unpacked_as_they_were_packed(records: list[bytes]) -> None:
    assert list(unpacked(io.BytesIO(b"".join(packed(records))), LONGEST)) == records


@given(st.binary(max_size=60))
def test_bytes_that_break_off_are_refused(data: bytes) -> None:
    try:
        assert b"".join(packed(list(unpacked(io.BytesIO(data), LONGEST)))) == data
    except ValueError as error:
        broken_off = str(error)
    else:
        broken_off = "the records break off"
    assert broken_off == "the records break off"


def test_what_is_longer_than_a_record_may_be_is_not_read() -> None:
    class Endless(io.BytesIO):
        """Says of how many bytes it was asked."""

        most = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.most = max(self.most, size or 0)
            return super().read(size)

    file = Endless(b"\xff\xff\xff\xff" + bytes(100))
    with pytest.raises(ValueError, match="break off"):
        list(unpacked(file, LONGEST))
    assert file.most == 4
