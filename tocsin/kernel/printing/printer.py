"""Prints one document in a process of its own: what typst keeps in memory ends with it.

Started by `paper` as a script: the folder with `main.typ`, the folder of fonts, and whether
the machine's own fonts are taken too. Writes `main.pdf`; or, with exit code 3, what typst said into
`said.json`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
SAID = 3
# `the text `"北"` could not be displayed …`, and in the next line of what it says `main.typ:3:0`.
NO_LETTER = re.compile(
    r"the text `?\"(?P<letter>(?:[^\"\\]|\\.)+)\"`? could not be displayed"
    r"(?:[^\n]*\n *┌─ [^\n]*main\.typ:(?P<line>\d+):)?"
)
# How it writes marks, and what would end the text.
ESCAPED = re.compile(r"\\(?:u\{(?P<code>[0-9a-f]+)\}|(?P<plain>[\"\\']))")


class Unprinted(Exception):  # noqa: N818 - it says what typst said
    """The document cannot be printed as it is, e.g. since a letter has no font.

    `lacking` are such letters, each with the line of `main.typ` that puts it on the page.
    """

    def __init__(self, said: str, lacking: Sequence[tuple[str, int]] = ()) -> None:
        super().__init__(said)
        self.lacking = lacking


def compiled(root: Path, fonts: Path, *, ignore_system_fonts: bool) -> bytes:
    """The document `main.typ` of a folder. Raises Unprinted."""
    import typst  # 3 MB of memory, for those who print

    try:
        made: bytes = typst.compile(
            str(root / "main.typ"),
            root=str(root),
            font_paths=[str(fonts)],
            ignore_system_fonts=ignore_system_fonts,
            format="pdf",
            pdf_standards=list(STANDARDS),
            timestamp=0,
        )
    except typst.TypstError as error:
        raise Unprinted(str(error), lacking(error.diagnostic)) from error
    return made


def lacking(diagnostic: str) -> list[tuple[str, int]]:
    """The letters that typst found no font for, and their lines, 0 where it names none."""
    found = (match.group("letter", "line") for match in NO_LETTER.finditer(diagnostic))
    return [(ESCAPED.sub(_plain, letter), int(line or 0)) for letter, line in found]


def _plain(found: re.Match[str]) -> str:
    return chr(int(found["code"], 16)) if found["code"] else found["plain"]


def main(root: str, fonts: str, own: str) -> int:
    """0, or SAID with typst's words in `said.json`."""
    try:
        made = compiled(Path(root), Path(fonts), ignore_system_fonts=own != "system")
    except Unprinted as error:
        said = json.dumps([str(error), error.lacking])
        (Path(root) / "said.json").write_text(said, "utf-8")
        return SAID
    (Path(root) / "main.pdf").write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
