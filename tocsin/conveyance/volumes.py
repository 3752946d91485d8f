"""A dossier of many names is printed in volumes, each of which fits into memory and into a folder.

The first has the letter, the numbers and the table of the others, with their SHA-256; the others
have the names, each line under its number. `dossier.json` lists the files of them all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.conveyance.bundle import Bundle
from tocsin.conveyance.dossier import dossier_pdf, listed, numbered, told
from tocsin.conveyance.lands import Lands
from tocsin.conveyance.letters import NONE, PARTS, TEMPLATE, Letters, printed
from tocsin.conveyance.named import Named
from tocsin.kernel import files
from tocsin.kernel.printing.paper import print_pdf
from tocsin.kernel.progress import counted

FORMAT = "tocsin-dossier 1"
LIST, SUMS = "dossier.json", "CHECKSUMS.txt"
VOLUME = 10_000  # names: about 90 pages, and 200 MiB of memory while they are printed
LETTERS = 40  # of a name and its comment take as much as one name more
Manifest = Mapping[str, Any]


@dataclass(frozen=True)
class Volume:
    """The lines `first` to `last` of the names, from whom to whom."""

    number: int
    first: int
    last: int
    begins: str
    ends: str


def cut(named: Iterable[Mapping[str, str]], size: int, lacking: Set[str] = NONE) -> list[Volume]:
    """The names in volumes of so many, or fewer where comments are long; 2 is the first of them.

    What is `lacking` is printed by number and takes more room.
    """
    found: list[Volume] = []
    first, begins, ends, room, line = 1, "", "", size, 0
    for line, one in enumerate(named, 1):
        weight = 1 + sum(len(printed(one[part], lacking)) for part in PARTS) // LETTERS
        if weight > room and line > first:
            found.append(Volume(len(found) + 2, first, line - 1, begins, ends))
            first, room = line, size
        room -= weight
        begins, ends = one["name"] if line == first else begins, one["name"]
    return [*found, Volume(len(found) + 2, first, line, begins, ends)]


def write_volumes(
    folder: Path,
    manifest: Manifest,
    named: Named,
    lands: Lands,
    size: int,
    *,
    by_number: bool = False,
) -> list[dict[str, Any]]:
    """Prints the dossier into `folder`; what `dossier.json` says of each file of it.

    One file where `size` has room for all names. Raises Refusal where a letter has no font, and
    may not be printed `by_number`.
    """
    letters = Letters(named, by_number=by_number)
    volumes = cut(named, size, letters.lacking)
    if len(volumes) == 1:
        pdf, lines = letters.put(
            list(named), lambda people: dossier_pdf(manifest, people, lands, folder)
        )
        files.write(folder / "dossier.pdf", pdf)
        return [about(folder / "dossier.pdf") | _by_number(lines)]
    whole, of = told(manifest, len(named), lands), len(volumes) + 1
    made = list(_names_printed(folder, manifest, named, letters, volumes, whole))
    whole["by_number"] = numbered(manifest, sum(one.get("by_number", 0) for one in made))

    def printing(edges: list[dict[str, str]]) -> bytes:
        table = {"volumes": list(_table(volumes, made, edges))}
        return _print(folder, whole | table, manifest, 1, of)

    path = folder / file_name(1, of)
    edges = [{"name": one.begins, "comment": one.ends} for one in volumes]
    files.write(path, letters.put(edges, printing)[0])
    return [about(path) | {"volume": 1}, *made]


def _names_printed(
    folder: Path,
    manifest: Manifest,
    named: Named,
    letters: Letters,
    volumes: list[Volume],
    whole: dict[str, Any],
) -> Iterator[dict[str, Any]]:
    """Prints each volume of names; what `dossier.json` says of it."""
    people, of = iter(named), len(volumes) + 1
    for one in counted(volumes, "Volumes printed"):

        def printing(lines: list[dict[str, str]], one: Volume = one) -> bytes:
            page = whole | _names(manifest, one, lines)
            return _print(folder, page, manifest, one.number, of)

        pdf, lines = letters.put(list(islice(people, one.last - one.first + 1)), printing)
        path = folder / file_name(one.number, of)
        files.write(path, pdf)
        span = {"volume": one.number, "first": one.first, "last": one.last}
        yield about(path) | span | _by_number(lines)


def _by_number(lines: int) -> dict[str, int]:
    return {"by_number": lines} if lines else {}


def file_name(number: int, of: int) -> str:
    """`dossier-02-of-11.pdf`: in order wherever files are listed by name."""
    return f"dossier-{number:0{len(str(of))}}-of-{of}.pdf"


def about(path: Path) -> dict[str, Any]:
    """A file's name, SHA-256 and size in bytes."""
    return {"name": path.name, "sha256": files.sha256_of(path), "size": path.stat().st_size}


def _print(folder: Path, page: dict[str, Any], manifest: Manifest, number: int, of: int) -> bytes:
    with translation.override(manifest["language"]):
        words = {
            "volume": _("Volume %(number)d of %(of)d") % {"number": number, "of": of},
            "volumes": _("The volumes"),
            "names_note": _(
                "These are the people who let you read their names. The others are counted in "
                "volume 1 and chose not to be named."
            ),
            "volumes_note": _(
                "The names stand in the volumes below, each line under its number. The long "
                "number is the SHA-256 of a volume’s file: a file that has another one is not "
                "that volume."
            ),
            "volume_number": _("Volume"),
            "lines": _("Lines"),
            "volume_holds": _("From whom to whom; SHA-256"),
        }
    page = page | {"volume": number, "labels": page["labels"] | words}
    return print_pdf(TEMPLATE, page, apart=True, within=folder)


def _names(manifest: Manifest, volume: Volume, people: list[dict[str, str]]) -> dict[str, Any]:
    """The names of a volume under their numbers."""
    page = listed(manifest, people)
    page["names"] = [[*one, volume.first + at] for at, one in enumerate(page["names"])]
    with translation.override(manifest["language"]):
        lines = _("This volume has the lines %(first)d to %(last)d.")
    return page | {"holds": lines % {"first": volume.first, "last": volume.last}}


def _table(
    volumes: list[Volume], made: list[dict[str, Any]], edges: list[dict[str, str]]
) -> Iterator[dict[str, Any]]:
    for volume, file, edge in zip(volumes, made, edges, strict=True):
        yield {
            "number": volume.number,
            "lines": f"{volume.first}–{volume.last}",
            "from": edge["name"],
            "to": edge["comment"],
            "sha256": file["sha256"],
        }


def write_lists(folder: Path, bundle: Bundle, named: int, dossier: list[dict[str, Any]]) -> None:
    """Writes `dossier.json` and `CHECKSUMS.txt` over everything that lies in `folder`."""
    others = [about(folder / name) for name in ("names.csv", "manifest.json")]
    listing = {
        "format": FORMAT,
        "document_id": bundle.manifest["document_id"],
        "addressee": bundle.manifest["addressee"],
        "created": bundle.manifest["created"],
        "bundle": bundle.sha256.hex(),
        "names": named,
        "files": [*dossier, *others],
    }
    text = (json.dumps(listing, ensure_ascii=False, indent=1) + "\n").encode()
    files.write(folder / LIST, text)
    files.write(folder / SUMS, sums(listing, text))


def sums(listing: Mapping[str, Any], text: bytes) -> bytes:
    """What `sha256sum --check` reads: the files of the list, and the list itself, its `text`."""
    each = {one["name"]: one["sha256"] for one in listing["files"]}
    each[LIST] = hashlib.sha256(text).hexdigest()
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(each.items())).encode()
