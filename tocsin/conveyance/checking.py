"""A dossier as it was handed over: all its files are there, none was altered, none is foreign."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tocsin.conveyance.bundle import LARGEST_MANIFEST, MANIFEST
from tocsin.conveyance.volumes import FORMAT, LIST, SUMS, sums
from tocsin.kernel import files
from tocsin.kernel.progress import counted
from tocsin.kernel.refusal import Refusal

AGAIN = "Ask whoever handed it over for all of it again."
LINE = re.compile(r"([0-9a-f]{64})  (.+)")


@dataclass(frozen=True)
class Checked:
    """A dossier that is whole; what an older version made has neither list nor manifest."""

    files: int
    names: int = 0
    list_sha256: str = ""
    bundle_sha256: bytes = b""
    document_id: str = ""
    tally: Mapping[str, int] | None = None


def is_dossier(folder: Path) -> bool:
    """Whether a folder was made by `tocsin convey open`, not a log's."""
    names = (folder / LIST, folder / SUMS)
    return any(path.exists() for path in names) and not (folder / "checkpoint").exists()


def check(folder: Path) -> Checked:
    """Looks at each file; a Refusal names the first that is missing, altered or foreign."""
    if not (folder / LIST).exists():
        return Checked(_compare(folder, _older(folder)))
    text = _read(folder / LIST)
    listing = _listing(text)
    whole = {one["name"]: (one["sha256"], one["size"]) for one in listing["files"]}
    lines = sums(listing, text)
    expected = {**whole, SUMS: (hashlib.sha256(lines).hexdigest(), len(lines))}
    _compare(folder, expected, LIST)
    manifest = _manifest(folder, listing)
    return Checked(
        files=len(expected) + 1,
        names=listing["names"],
        list_sha256=hashlib.sha256(text).hexdigest(),
        bundle_sha256=bytes.fromhex(listing["bundle"]),
        document_id=listing["document_id"],
        tally=manifest["tally"],
    )


def _compare(folder: Path, expected: Mapping[str, tuple[str, int | None]], *known: str) -> int:
    for name in expected:
        if not (folder / name).is_file():
            raise Refusal(f"The dossier lacks its file {name}. {AGAIN}")
    for path in sorted(folder.iterdir()):
        if path.name not in expected and path.name not in known and path.name[0] != ".":
            raise Refusal(
                f"{path.name} is none of this dossier’s files: it belongs to another one, or was "
                "laid beside it. Take it away, and look again."
            )
    for name, (sha256, size) in counted(list(expected.items()), "Files looked at"):
        path = folder / name
        if size not in {None, path.stat().st_size} or files.sha256_of(path) != sha256:
            raise Refusal(f"{name} was altered, or is of another dossier. {AGAIN}")
    return len(expected)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_MANIFEST)


def _damaged(name: str) -> Refusal:
    return Refusal(f"The dossier’s list {name} is damaged. {AGAIN}")


def _older(folder: Path) -> dict[str, tuple[str, int | None]]:
    """What a dossier without a list says of its files."""
    found: dict[str, tuple[str, int | None]] = {}
    for line in _read(folder / SUMS).decode("utf-8", "replace").splitlines():
        match = LINE.fullmatch(line)
        if match is None or not _is_plain(match[2]):
            raise _damaged(SUMS)
        found[match[2]] = (match[1], None)
    if not found:
        raise _damaged(SUMS)
    return {**found, SUMS: (files.sha256_of(folder / SUMS), None)}


def _listing(text: bytes) -> dict[str, Any]:
    try:
        listing: dict[str, Any] = json.loads(text)
        if listing["format"] != FORMAT:
            raise Refusal(
                f"This dossier is of the format “{listing['format']}”. Look at it with a newer "
                "Tocsin."
            )
        fits = all(_is_file(one) for one in listing["files"]) and _is_told(listing)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(LIST) from error
    if not fits:
        raise _damaged(LIST)
    return listing


def _is_told(listing: Mapping[str, Any]) -> bool:
    """The manifest is among the files, and the volumes follow each other up to the last name."""
    names = [one["name"] for one in listing["files"]]
    last = 0
    for number, one in enumerate((one for one in listing["files"] if "volume" in one), 1):
        if one["volume"] != number or one.get("first", last + 1) != last + 1:
            return False
        last = one.get("last", last)
    return (
        MANIFEST in names
        and len(set(names)) == len(names)
        and type(listing["names"]) is int
        and last in {0, listing["names"]}
        and len(bytes.fromhex(listing["bundle"])) == 32
        and isinstance(listing["document_id"], str)
    )


def _is_file(one: Mapping[str, Any]) -> bool:
    return (
        _is_plain(one["name"])
        and one["name"] not in {LIST, SUMS}
        and len(bytes.fromhex(one["sha256"])) == 32
        and type(one["size"]) is int
    )


def _is_plain(name: str) -> bool:
    """A name of a file in this folder."""
    return bool(name) and name.isprintable() and "/" not in name and not name.startswith(".")


def _manifest(folder: Path, listing: Mapping[str, Any]) -> dict[str, Any]:
    text = _read(folder / MANIFEST)
    try:
        manifest: dict[str, Any] = json.loads(text)
        mine = manifest["document_id"] == listing["document_id"]
        told = all(type(number) is int for number in manifest["tally"].values())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(MANIFEST) from error
    if hashlib.sha256(text).hexdigest() != listing["bundle"] or not mine or not told:
        raise Refusal(f"{MANIFEST} is of another dossier than the list. {AGAIN}")
    return manifest
