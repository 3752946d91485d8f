"""Those who let the addressee read their names, in order, however many they are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tocsin.kernel.refusal import Refusal
from tocsin.kernel.sorting import MEMORY, Sorted

PARTS = ("name", "country", "comment")
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
PART = 1 << 16  # characters
BOMB = (
    "The names and comments of this bundle are far longer than records of its size hold, so the "
    "dossier was not made. Ask who gave it to you."
)


class Named:
    """Their names, countries and comments, never their addresses; sorted by name and country.

    `most` bounds the bytes of all; what memory has no room for lies in `folder`.
    """

    def __init__(self, folder: Path, most: int, memory: int = MEMORY) -> None:
        self._sorted = Sorted(folder, memory)
        self._left = most

    def add(self, record: Mapping[str, str]) -> None:
        """One more; a Refusal where all together are too long to be true."""
        told = [str(record.get(part, "")) for part in PARTS]
        order = "\0".join(one.replace("\0", "") for one in (told[0].casefold(), told[1]))
        # Those of one name and country stay in the order in which they came.
        place = len(self._sorted).to_bytes(8, "big")
        line = order.encode("utf-8", "replace") + b"\0" + place + json.dumps(told).encode()
        self._left -= len(line)
        if self._left < 0:
            raise Refusal(BOMB)
        self._sorted.add(line)

    def __len__(self) -> int:
        return len(self._sorted)

    def __iter__(self) -> Iterator[dict[str, str]]:
        for line in self._sorted:
            rest = line.split(b"\0", 2)[2]
            told = (one.encode("utf-8", "replace").decode() for one in json.loads(rest[8:]))
            yield dict(zip(PARTS, told, strict=True))


def names_csv(named: Iterable[Mapping[str, str]]) -> Iterator[bytes]:
    """Names, countries and comments of those who agreed; never an e-mail address."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(PARTS)
    for one in named:
        writer.writerow([_cell(one.get(part, "")) for part in PARTS])
        if buffer.tell() > PART:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
