"""CSV as people's spreadsheets write it: any usual encoding and separator."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tocsin.kernel.refusal import Refusal

LARGEST = 500_000  # bytes
MOST = 10_000  # lines
WIDEST = 2_000  # characters of a cell
NEEDED = ("email", "agreed_on")
KNOWN = ("email", "language", "countries", "issues", "agreed_on")


@dataclass(frozen=True)
class Row:
    """One line, its cells by column; `number` is the line as a spreadsheet counts."""

    number: int
    cells: dict[str, str]

    def several(self, name: str) -> list[str]:
        """The words of a cell that may hold more than one."""
        words = re.split(r"[;,|]", self.cells.get(name, ""))
        return [word.strip() for word in words if word.strip()]


def decoded(raw: bytes) -> str:
    """The text; raises Refusal where the bytes are no text."""
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    for attempt in (encoding, "windows-1252"):
        try:
            text = raw.decode(attempt)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _no_csv()


def _no_csv() -> Refusal:
    return Refusal(
        _("This is no CSV file. In the spreadsheet choose “Save as”, then “CSV UTF-8”."), "file"
    )


def read_table(raw: bytes) -> list[Row]:
    """The lines under a header with `email` and `agreed_on`; raises Refusal where there is none."""
    if len(raw) > LARGEST:
        raise Refusal(_("The file is larger than 500 kB. Split it into several."), "file")
    text = decoded(raw)
    if not text.strip():
        raise Refusal(_("The file is empty."), "file")
    header, _rest, _tail = text.partition("\n")
    separator = max(",;\t", key=header.count)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        columns = [name.strip().lower() for name in next(lines, [])]
        _check(columns)
        rows = [Row(lines.line_num, _cells(columns, line)) for line in lines if any(line)]
    except csv.Error as error:
        raise _no_csv() from error
    if not rows:
        raise Refusal(_("The file has a header and no lines under it."), "file")
    if len(rows) > MOST:
        raise Refusal(_("The file has more than 10,000 lines. Split it into several."), "file")
    return rows


def _check(columns: list[str]) -> None:
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise Refusal(
            _("The first line must name the columns; this is missing: %(names)s.")
            % {"names": ", ".join(missing)},
            "file",
        )
    strange = [name for name in columns if name not in KNOWN]
    if strange or len(set(columns)) != len(columns):
        raise Refusal(
            _("These columns are known, each once: %(names)s.") % {"names": ", ".join(KNOWN)},
            "file",
        )


def _cells(columns: list[str], line: list[str]) -> dict[str, str]:
    cells = [cell.strip()[:WIDEST] for cell in line[: len(columns)]]
    return dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True))
