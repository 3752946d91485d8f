"""Printing: a typst template and data become PDF/A, the same bytes each time.

No network, no package, no font of the machine unless our own lack a letter. A template imports the
fonts: `#import "scripts.typ": scripts, whole`, `#show: whole`, `#set text(font: scripts)`.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import segno
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.printing import clusters, printer, typefaces
from tocsin.kernel.printing.typefaces import FONTS
from tocsin.kernel.refusal import Refusal

UNSEEN = "\ufeff"  # PDF/A forbids it (ISO 19005-2 §6.2.11.7), and nobody misses it on paper


class NoFont(Refusal):
    """No font of this machine has some letters of a text, which are named."""

    SENTENCE = _(
        "No font on this machine has the letter “%(letter)s” (%(code)s). Install one, e.g. "
        "Debian’s package fonts-noto-cjk or fonts-noto-extra, and print again."
    )

    def __init__(self, letters: Sequence[str]) -> None:
        # Where a mark has none, the letter below it is said to have none too.
        letter = next((one for one in letters if not one.isascii()), letters[0])
        super().__init__(self.SENTENCE % {"letter": letter, "code": code(letter)})
        self.letters = letters


class Lost(NoFont):
    """No font of ours has some letter together with its marks, and on paper it would be lost."""

    SENTENCE = _(
        "No font of Tocsin has the letter “%(letter)s” together with its mark (%(code)s), and on "
        "paper a part would be missing. Write it without the mark, and print again."
    )


def code(text: str) -> str:
    """`U+5317`, and one after the other where there are marks."""
    return " ".join(f"U+{ord(one):04X}" for one in text)


def print_pdf(
    template: Path,
    data: Mapping[str, Any],
    images: Mapping[str, bytes] | None = None,
    *,
    apart: bool = False,
    within: Path | None = None,
) -> bytes:
    """PDF/A-2a and PDF/UA-1 from a template; `data` is read there as `data.json`.

    `images` are files beside it, by name. `apart` prints in a process of its own, for one of many
    large documents. Meanwhile the data lies `within` a folder, in clear; where none is named, in
    that for what is temporary, which is no place for names. Raises NoFont where a letter has no
    font, or none together with its marks.
    """
    compiling = _apart if apart else _here
    texts = [text.replace(UNSEEN, "") for text in _texts(data)]
    if lost := typefaces.lost("\n".join(texts)):
        raise Lost(lost)
    with tempfile.TemporaryDirectory(dir=within) as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes(template.read_bytes())
        text = json.dumps(data, ensure_ascii=False).replace(UNSEEN, "")
        (root / "data.json").write_text(text, "utf-8")
        (root / "scripts.typ").write_text(typefaces.source(texts), "utf-8")
        for name, image in (images or {}).items():
            (root / name).write_bytes(image)
        try:
            return compiling(root, ignore_system_fonts=True)
        except printer.Unprinted:
            return _with_system_fonts(root, compiling)


def _texts(data: object) -> Iterator[str]:
    """All of it that may be printed."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for one in data.values():
            yield from _texts(one)
    elif isinstance(data, list | tuple):
        for one in data:
            yield from _texts(one)


class Compiling(Protocol):
    """How the document of a folder is printed."""

    def __call__(self, root: Path, *, ignore_system_fonts: bool) -> bytes:
        """The PDF. Raises printer.Unprinted."""


def _here(root: Path, *, ignore_system_fonts: bool) -> bytes:
    return printer.compiled(root, FONTS, ignore_system_fonts=ignore_system_fonts)


def _apart(root: Path, *, ignore_system_fonts: bool) -> bytes:
    own = "ours" if ignore_system_fonts else "system"
    words = [sys.executable, "-P", printer.__file__, str(root), str(FONTS), own]
    done = subprocess.run(  # noqa: S603 - the command is ours
        words, capture_output=True, check=False
    )
    if done.returncode == printer.SAID:
        raise printer.Unprinted(*json.loads((root / "said.json").read_text("utf-8")))
    if done.returncode:
        sentence = _(
            "Printing was broken off, likely for want of memory. Close other programs and try "
            "again."
        )
        raise Refusal(sentence)
    return (root / "main.pdf").read_bytes()


def _with_system_fonts(root: Path, compiling: Compiling) -> bytes:
    try:
        return compiling(root, ignore_system_fonts=False)
    except printer.Unprinted as error:
        if error.lacking:
            raise NoFont([letter for letter, _line in error.lacking]) from error
        raise


def without_font(texts: Collection[str]) -> set[str]:
    """Those of many short texts, of no line break, that no font of this machine can show.

    What would lose a letter under its marks is known; one run of typst for all the others.
    """
    marked = set(typefaces.lost("\n".join(texts).replace(UNSEEN, "")))
    lost = {
        text for text in texts if marked and marked & {*clusters.clusters(text.replace(UNSEEN, ""))}
    }
    left = sorted(set(texts) - lost)
    for ours in (True, False):
        left = _not_shown(left, ours) if left else []
    return lost.union(left)


def _not_shown(texts: list[str], ours: bool) -> list[str]:
    """Each stands on a line of its own, by which typst names it."""
    head = [
        '#import "scripts.typ": scripts, whole',
        '#set document(title: "Letters", date: datetime(year: 2000, month: 1, day: 1))',
        "#show: whole",
        "#set text(font: scripts)",
    ]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "scripts.typ").write_text(typefaces.source(texts), "utf-8")
        (root / "main.typ").write_text("\n".join([*head, *map(_line, texts)]), "utf-8")
        try:
            _apart(root, ignore_system_fonts=ours)
        except printer.Unprinted as error:
            found = {line - 1 - len(head) for _letter, line in error.lacking}
            if not found or min(found) < 0:
                raise
            return [texts[at] for at in sorted(found)]
    return []


def _line(text: str) -> str:
    codes = "".join(f"\\u{{{ord(one):x}}}" for one in text.replace(UNSEEN, ""))
    return f'#"{codes}" #parbreak()'


def qr_svg(text: str, border: int = 2) -> bytes:
    """A QR code of a text as an SVG picture, with the quiet border that readers need.

    On a ground of its own: on a dark screen a telephone would find nothing.
    """
    buffer = io.BytesIO()
    segno.make(text, error="m").save(buffer, kind="svg", border=border, light="white", xmldecl=True)
    return buffer.getvalue()
