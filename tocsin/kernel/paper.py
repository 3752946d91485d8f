"""Printing: a typst template and data become PDF/A, the same bytes each time.

No network, no package, no font of the machine unless our own lack a letter.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import segno
from django.utils.translation import gettext_lazy as _

from tocsin.kernel import printer
from tocsin.kernel.refusal import Refusal

FONTS = Path(__file__).resolve().parent / "fonts"
UNSEEN = "\ufeff"  # PDF/A forbids it (ISO 19005-2 §6.2.11.7), and nobody misses it on paper
# `text "北" could not be displayed`: what typst says when no font has a letter.
NO_LETTER = re.compile(r"the text `?\"(?P<letter>[^\"]+)\"`? could not be displayed")


def print_pdf(
    template: Path,
    data: Mapping[str, Any],
    images: Mapping[str, bytes] | None = None,
    *,
    apart: bool = False,
) -> bytes:
    """PDF/A-2a and PDF/UA-1 from a template; `data` is read there as `data.json`.

    `images` are files beside it, by name. `apart` prints in a process of its own, for one of many
    large documents. Raises Refusal where a letter has no font.
    """
    compiling = _apart if apart else _here
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes(template.read_bytes())
        text = json.dumps(data, ensure_ascii=False).replace(UNSEEN, "")
        (root / "data.json").write_text(text, "utf-8")
        for name, image in (images or {}).items():
            (root / name).write_bytes(image)
        try:
            return compiling(root, ignore_system_fonts=True)
        except printer.Unprinted:
            return _with_system_fonts(root, compiling)


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
        words, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode == printer.SAID:
        raise printer.Unprinted(done.stderr)
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
        if match := NO_LETTER.search(str(error)):
            raise Refusal(
                _(
                    "No font on this machine has the letter “%(letter)s”. Install one, e.g. "
                    "Debian’s package fonts-noto-cjk or fonts-noto-extra, and print again."
                )
                % {"letter": match["letter"]}
            ) from error
        raise


def qr_svg(text: str) -> bytes:
    """A QR code of a text as an SVG picture, with the quiet border that readers need."""
    buffer = io.BytesIO()
    segno.make(text, error="m").save(buffer, kind="svg", border=2, xmldecl=True)
    return buffer.getvalue()
