"""Printing: a typst template and data become PDF/A, the same bytes each time.

No network, no package, no font of the machine unless our own lack a letter.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import segno
import typst
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal

FONTS = Path(__file__).resolve().parent / "fonts"
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
# `text "北" could not be displayed`: what typst says when no font has a letter.
NO_LETTER = re.compile(r"the text `?\"(?P<letter>[^\"]+)\"`? could not be displayed")


def print_pdf(
    template: Path, data: Mapping[str, Any], images: Mapping[str, bytes] | None = None
) -> bytes:
    """PDF/A-2a and PDF/UA-1 from a template; `data` is read there as `data.json`.

    `images` are files beside it, by name. Raises Refusal where a letter has no font.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes(template.read_bytes())
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        for name, image in (images or {}).items():
            (root / name).write_bytes(image)
        try:
            return _compile(root, ignore_system_fonts=True)
        except typst.TypstError:
            return _with_system_fonts(root)


def _compile(root: Path, *, ignore_system_fonts: bool) -> bytes:
    made: bytes = typst.compile(
        str(root / "main.typ"),
        root=str(root),
        font_paths=[str(FONTS)],
        ignore_system_fonts=ignore_system_fonts,
        format="pdf",
        pdf_standards=list(STANDARDS),
        timestamp=0,
    )
    return made


def _with_system_fonts(root: Path) -> bytes:
    try:
        return _compile(root, ignore_system_fonts=False)
    except typst.TypstError as error:
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
