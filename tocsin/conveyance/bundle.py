"""The bundle: what is carried to the machine that has the key. Its records stay sealed.

A ZIP, the same bytes from the same content: `manifest.json` with the SHA-256 of each member,
`records.bin` with each sealed record behind its length (4 bytes, big-endian).
"""

from __future__ import annotations

import hashlib
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tocsin.kernel.refusal import Refusal

FORMAT = "tocsin-bundle 1"
MANIFEST, RECORDS = "manifest.json", "records.bin"
LARGEST_RECORD = 8192
EPOCH = (1980, 1, 1, 0, 0, 0)
AGAIN = "Export it again on the server and copy it whole."


@dataclass(frozen=True)
class Bundle:
    """A bundle that was read and whose checksums fit."""

    manifest: dict[str, Any]
    records: list[bytes]


def packed(records: Iterable[bytes]) -> bytes:
    """Records one behind another, each behind its length."""
    return b"".join(struct.pack(">I", len(record)) + record for record in records)


def unpacked(data: bytes) -> Iterator[bytes]:
    """The records again; Refusal where the bytes break off."""
    at = 0
    while at < len(data):
        length = (
            struct.unpack_from(">I", data, at)[0] if at + 4 <= len(data) else LARGEST_RECORD + 1
        )
        at += 4
        if length > LARGEST_RECORD or at + length > len(data):
            raise Refusal(f"The bundle's records break off. {AGAIN}")
        yield data[at : at + length]
        at += length


def write_bundle(out: Path, manifest: Mapping[str, Any], records: Iterable[bytes]) -> bytes:
    """Writes the bundle; records are sorted, so that their order tells nothing.

    Gives the SHA-256 of its manifest, which holds the hashes of all the rest.
    """
    data = packed(sorted(kept := list(records)))
    told = dict(manifest) | {
        "format": FORMAT,
        "records": len(kept),
        "sha256": {RECORDS: hashlib.sha256(data).hexdigest()},
    }
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    with zipfile.ZipFile(out, "w") as archive:
        for name, member in ((MANIFEST, text.encode()), (RECORDS, data)):
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o600 << 16
            archive.writestr(info, member)
    return hashlib.sha256(text.encode()).digest()


def read_bundle(path: Path) -> Bundle:
    """Reads a bundle whole; each way to be damaged is a Refusal with the remedy."""
    try:
        with zipfile.ZipFile(path) as archive:
            text, data = archive.read(MANIFEST), archive.read(RECORDS)
    except (OSError, *UNPACKED) as error:
        if isinstance(error, OSError) and error.strerror:
            raise Refusal(f"The bundle {path} cannot be read: {error.strerror}.") from error
        raise Refusal(f"{path.name} is no bundle of Tocsin, or it is damaged. {AGAIN}") from error
    manifest = _manifest(text)
    if manifest["sha256"].get(RECORDS) != hashlib.sha256(data).hexdigest():
        raise Refusal(f"The bundle's records do not fit their checksum. {AGAIN}")
    records = list(unpacked(data))
    if len(records) != manifest["records"]:
        raise Refusal(f"The bundle holds another number of records than it says. {AGAIN}")
    return Bundle(manifest, records)


# What zipfile raises of a file that is no archive, or a damaged one.
UNPACKED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(KeyError, RuntimeError, EOFError, ValueError, OverflowError),
)
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
    """Texts where texts are needed, and a tally of numbers."""
    tally = manifest.get("tally")
    return (
        all(isinstance(manifest.get(name), str) for name in NEEDED)
        and isinstance(tally, dict)
        and all(type(number) is int for number in tally.values())
    )
