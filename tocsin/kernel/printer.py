"""Prints one document in a process of its own: what typst keeps in memory ends with it.

Started by `kernel.paper` as a script: the folder with `main.typ`, the folder of fonts, and whether
the machine's own fonts are taken too. Writes `main.pdf`; exit code 3 says what typst said.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
SAID = 3


class Unprinted(Exception):  # noqa: N818 - it says what typst said
    """The document cannot be printed as it is, e.g. since a letter has no font."""


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
        raise Unprinted(str(error)) from error
    return made


def main(root: str, fonts: str, own: str) -> int:
    """0, or SAID with typst's words on standard error."""
    try:
        made = compiled(Path(root), Path(fonts), ignore_system_fonts=own != "system")
    except Unprinted as error:
        print(error, file=sys.stderr)
        return SAID
    (Path(root) / "main.pdf").write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
