"""The bundle: what is carried to the machine that has the key. Its records stay sealed.

A ZIP, the same bytes from the same content: `manifest.json` with the SHA-256 of each member,
`records.bin` with each sealed record behind its length (4 bytes, big-endian).
"""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tocsin.kernel.refusal import Refusal
from tocsin.kernel.sorting import Readable, Sorted, packed, unpacked

FORMAT = "tocsin-bundle 1"
MANIFEST, RECORDS = "manifest.json", "records.bin"
LARGEST_RECORD = 8192
LARGEST_MANIFEST = 4 << 20
PART = 1 << 20
EPOCH = (1980, 1, 1, 0, 0, 0)
AGAIN = "Export it again on the server and copy it whole."
BOMB = (
    "This bundle would unpack to far more than a bundle of its size holds, so it was not opened. "
    f"Ask who gave it to you. {AGAIN}"
)


@dataclass(frozen=True)
class Bundle:
    """A bundle whose checksums fit; `text` is its manifest as it lies there."""

    path: Path
    manifest: dict[str, Any]
    text: bytes

    def __len__(self) -> int:
        number: int = self.manifest["records"]
        return number

    @property
    def sha256(self) -> bytes:
        """What stands for it in the log."""
        return hashlib.sha256(self.text).digest()

    def records(self) -> Iterator[bytes]:
        """The sealed records, one at a time."""
        with _archive(self.path) as archive, _Member(archive, RECORDS, _most(self.path)) as file:
            yield from _records(file)


def write_bundle(out: Path, manifest: Mapping[str, Any], records: Iterable[bytes]) -> bytes:
    """Writes the bundle; records are sorted, so that their order tells nothing.

    Gives the SHA-256 of its manifest, which holds the hashes of all the rest.
    """
    with TemporaryDirectory(dir=out.parent, prefix=".new-") as folder:
        kept, digest, size = Sorted(Path(folder)), hashlib.sha256(), 0
        for record in records:
            kept.add(record)
        for part in packed(kept):
            digest.update(part)
            size += len(part)
        sums = {RECORDS: digest.hexdigest()}
        told = dict(manifest) | {"format": FORMAT, "records": len(kept), "sha256": sums}
        text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()
        with zipfile.ZipFile(out, "w") as archive:
            _add(archive, MANIFEST, len(text), [text])
            _add(archive, RECORDS, size, packed(kept))
    return hashlib.sha256(text).digest()


def _add(archive: zipfile.ZipFile, name: str, size: int, parts: Iterable[bytes]) -> None:
    info = zipfile.ZipInfo(name, EPOCH)
    info.external_attr = 0o600 << 16
    info.file_size = size
    with archive.open(info, "w") as file:
        file.writelines(parts)


def read_manifest(path: Path) -> dict[str, Any]:
    """What a bundle says of itself, its records not looked at; Refusal where it is damaged."""
    with _archive(path) as archive:
        return _manifest(_text(archive))


def read_bundle(path: Path) -> Bundle:
    """Looks through a bundle; each way to be damaged is a Refusal with the remedy.

    Nothing is unpacked that is larger than what the bundle can hold.
    """
    with _archive(path) as archive:
        text = _text(archive)
        manifest = _manifest(text)
        digest = hashlib.sha256()
        with _Member(archive, RECORDS, _most(path)) as file:
            while part := file.read(PART):
                digest.update(part)
        if manifest["sha256"].get(RECORDS) != digest.hexdigest():
            raise Refusal(f"The bundle's records do not fit their checksum. {AGAIN}")
        with _Member(archive, RECORDS, _most(path)) as file:
            number = sum(1 for _record in _records(file))
    if number != manifest["records"]:
        raise Refusal(f"The bundle holds another number of records than it says. {AGAIN}")
    return Bundle(path, manifest, text)


def _text(archive: zipfile.ZipFile) -> bytes:
    with _Member(archive, MANIFEST, LARGEST_MANIFEST) as file:
        return file.read(LARGEST_MANIFEST + 1)


def _most(path: Path) -> int:
    """Sealed records do not compress: what unpacks to much more than the whole file is none."""
    return 2 * path.stat().st_size


def _records(file: Readable) -> Iterator[bytes]:
    try:
        yield from unpacked(file, LARGEST_RECORD)
    except ValueError as error:
        raise Refusal(f"The bundle's records break off. {AGAIN}") from error


class _Member:
    """One file of the archive, read up to so many bytes; a Refusal beyond."""

    def __init__(self, archive: zipfile.ZipFile, name: str, most: int) -> None:
        info = archive.getinfo(name)
        if info.file_size > most or info.compress_type not in PACKINGS:
            raise Refusal(BOMB)
        self.left, self.file = most, archive.open(info)

    def read(self, size: int, /) -> bytes:
        """So many bytes, or what there is."""
        data = self.file.read(size)
        self.left -= len(data)
        if self.left < 0:  # it is larger than the archive says
            raise Refusal(BOMB)
        return data

    def __enter__(self) -> _Member:
        return self

    def __exit__(self, *_why: object) -> None:
        self.file.close()


PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile raises of a file that is no archive, or a damaged one.
UNPACKED = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(KeyError, RuntimeError, EOFError, ValueError, OverflowError),
)


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (OSError, *UNPACKED) as error:
        if isinstance(error, OSError) and error.strerror:
            raise Refusal(f"The bundle {path} cannot be read: {error.strerror}.") from error
        raise Refusal(f"{path.name} is no bundle of Tocsin, or it is damaged. {AGAIN}") from error


NEEDED = ("document_id", "addressee", "language", "letter", "headline", "created", "url")


def _manifest(text: bytes) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(text)
        known = manifest["format"]
        complete = isinstance(manifest["sha256"], dict) and _complete(manifest)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refusal(f"The bundle's manifest is damaged. {AGAIN}") from error
    if known != FORMAT:
        raise Refusal(f"This bundle is of the format “{known}”. Open it with a newer Tocsin.")
    if not complete:
        raise Refusal(f"The bundle's manifest is not complete. {AGAIN}")
    return manifest


def _complete(manifest: Mapping[str, Any]) -> bool:
    """Texts where texts are needed, numbers where numbers are."""
    tally = manifest.get("tally")
    return (
        all(isinstance(manifest.get(name), str) for name in NEEDED)
        and type(manifest.get("records")) is int
        and isinstance(tally, dict)
        and all(type(number) is int for number in tally.values())
    )
