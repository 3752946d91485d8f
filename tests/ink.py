"""What is seen on paper: text that is taken out of a PDF has letters that are not there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ctypes import c_double
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as raw
from numpy.typing import NDArray

from tocsin.kernel.printing import paper

Ink = NDArray[np.bool_]
PAGE = """#import "scripts.typ": scripts, whole
#let d = json("data.json")
#set document(title: "Ink", date: datetime(year: 2026, month: 1, day: 1))
#set page(width: 70pt, height: 44pt, margin: 14pt)
#show: whole
#set text(font: scripts, size: 10pt, lang: "en")
#for one in d.texts [#one #pagebreak(weak: true)]
"""


def seen(folder: Path, texts: Sequence[str]) -> list[Ink]:
    """The ink of each text, printed on a small page of its own."""
    template = folder / "ink.typ"
    template.write_text(PAGE)
    printed = pypdfium2.PdfDocument(paper.print_pdf(template, {"texts": list(texts)}))
    pages = [page.render(scale=3, grayscale=True).to_numpy() for page in printed]
    assert len(pages) == len(texts)
    return [page.reshape(page.shape[:2]) < 128 for page in pages]


def times(letter: Ink, page: Ink) -> int:
    """How often a letter stands on a page, on the same line and wherever in it."""
    columns = np.flatnonzero(letter.any(axis=0))
    narrow = letter[:, columns[0] : columns[-1] + 1]
    width, found, at = narrow.shape[1], 0, 0
    while at + width <= page.shape[1]:
        there = page[:, at : at + width] & narrow
        if there.sum() >= 0.85 * narrow.sum():
            found, at = found + 1, at + width
        else:
            at += 1
    return found


def in_order(pdf: bytes, number: int = 0) -> str:
    """Each line of a page from left to right, as the eye has it, without spaces."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[number].get_textpage()
    placed = [(*_origin(page, at), at) for at in range(page.count_chars())]
    letters = "".join(page.get_text_range(at, 1) for _line, _left, at in sorted(placed))
    document.close()
    return re.sub(r"[\s\u2068\u2069]", "", letters)


def _origin(page: pypdfium2.PdfTextPage, at: int) -> tuple[int, float]:
    """Where a letter stands: its line, the higher the earlier, and how far to the right."""
    x, y = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(page.raw, at, x, y)
    return -round(y.value), x.value
