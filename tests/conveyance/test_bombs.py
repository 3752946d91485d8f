"""A bundle that unpacks to far more than it is: refused before memory or disk is full."""

from __future__ import annotations

import json
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conveyance.bundles import PAIR, bundle, manifest, record, sealed
from tocsin.conveyance import bundle as bundles
from tocsin.conveyance.bundle import MANIFEST, RECORDS, read_bundle, read_manifest, write_bundle
from tocsin.conveyance.opening import open_bundle
from tocsin.kernel.crypto import seal
from tocsin.kernel.refusal import Refusal

HUGE = 32 << 20  # bytes; as zeros they are packed to 32 KiB
SENTENCE = (
    "This bundle would unpack to far more than a bundle of its size holds, so it was not opened. "
    "Ask who gave it to you. Export it again on the server and copy it whole."
)


def of_records(path: Path) -> Path:
    info = zipfile.ZipInfo(RECORDS)
    info.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(path, "w") as archive:
        told = manifest(format=bundles.FORMAT, records=1, sha256={RECORDS: "0" * 64})
        archive.writestr(MANIFEST, json.dumps(told))
        with archive.open(info, "w") as file:
            for _part in range(HUGE >> 20):
                file.write(bytes(1 << 20))
    return path


def of_manifest(path: Path) -> Path:
    info = zipfile.ZipInfo(MANIFEST)
    info.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(RECORDS, b"")
        with archive.open(info, "w") as file:
            for _part in range(HUGE >> 20):
                file.write(b" " * (1 << 20))
    return path


def that_lies(path: Path) -> Path:
    """The directory says a few bytes; what is packed is huge. zipfile stops there by itself."""
    of_records(path)
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\x01\x02", data.index(RECORDS.encode()))
    data[central + 24 : central + 28] = (100).to_bytes(4, "little")
    path.write_bytes(data)
    return path


def packed_otherwise(path: Path) -> Path:
    """LZMA takes as much memory as the archive says, whatever the size."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest()))
        archive.writestr(RECORDS, b"")
    return path


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The organisation's private key file."""
    seal.write_pair(PAIR, tmp_path / "o.private", tmp_path / "o.public")
    return tmp_path / "o.private"


@pytest.mark.parametrize("make", [of_records, of_manifest, packed_otherwise])
def test_a_bomb_is_refused_in_little_memory_and_nothing_is_written(
    tmp_path: Path, key: Path, make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path / "bomb.zip")
    assert path.stat().st_size < 1 << 20
    tracemalloc.start()
    try:
        with pytest.raises(Refusal) as refused:
            open_bundle(path, key, tmp_path / "out")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.value.sentence == SENTENCE
    assert most < 8 << 20
    assert not (tmp_path / "out").exists()


def test_a_manifest_alone_is_read_as_carefully(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read_manifest(of_manifest(tmp_path / "bomb.zip"))
    assert refused.value.sentence == SENTENCE


def test_a_bomb_that_says_it_is_small_is_refused_as_damaged(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"is no bundle of Tocsin, or it is damaged|do not fit"):
        read_bundle(that_lies(tmp_path / "bomb.zip"))


def test_what_is_read_is_counted_whatever_the_archive_says(tmp_path: Path) -> None:
    """The size in the directory changes after it was believed: the count ends it all the same."""
    with zipfile.ZipFile(of_records(tmp_path / "bomb.zip")) as archive:
        info = archive.getinfo(RECORDS)
        true, info.file_size = info.file_size, 10
        member = bundles._Member(archive, RECORDS, 3 << 20)
        member.file.close()
        info.file_size = true
        member.file = archive.open(info)
        with member, pytest.raises(Refusal) as refused:
            b"".join(iter(lambda: member.read(1 << 20), b""))
    assert refused.value.sentence == SENTENCE


def test_a_whole_bundle_that_somebody_packed_again_is_opened(tmp_path: Path, key: Path) -> None:
    whole = bundle(tmp_path)
    with zipfile.ZipFile(whole) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    again = tmp_path / "again.zip"
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    opened = open_bundle(again, key, tmp_path / "out")
    assert (opened.records, opened.unreadable) == (30, 0)


def test_records_that_unpack_to_endless_names_are_refused(tmp_path: Path, key: Path) -> None:
    """Whoever has the public key can seal a name of sixty thousand equal letters."""
    long = [record(n, name="a" * 60_000, choice="public", channel="web") for n in range(30)]
    told = manifest(tally={"confirmed": 30, "paper": 0})
    write_bundle(tmp_path / "b.zip", told, sealed(long))
    with pytest.raises(Refusal) as refused:
        open_bundle(tmp_path / "b.zip", key, tmp_path / "out")
    assert refused.value.sentence.startswith(
        "The names and comments of this bundle are far longer than records of its size hold"
    )
    assert not (tmp_path / "out").exists()
