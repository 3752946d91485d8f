"""The pages of a PDF as pictures, as a reader would see them; runs in the clean room only.

Annotations and filled fields are drawn too: a black bar over a name is often one of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from tocsin.kernel.foreign.pictures import LONG_EDGE, Picture, Unfit, encode

PAGES = 50
SHARPNESS = 150 / 72  # pixels per point: 150 to the inch
LARGEST = 14_400  # points; the longest page that readers of PDF agree on
# What the fonts that PDFium brings along have: Western letters, and two fonts of signs.
LETTERS = "cp1252"
SIGNS = {"Symbol", "ZapfDingbats"}


def draw(data: bytes) -> Iterator[Picture]:
    """Each page as a picture.

    Raises Unfit: "locked", "pages" for too many, "size" for pages of no real size, "fonts" for
    letters that the file does not carry, "broken" for the rest.
    """
    try:
        with pdfium.PdfDocument(data) as document:
            if len(document) > PAGES:
                raise Unfit("pages")
            if not len(document):
                raise Unfit("broken")
            document.init_forms()
            for page in document:
                yield _drawn(page)
    except (Unfit, MemoryError):
        raise
    except Exception as error:
        raise Unfit("locked" if "password" in str(error).lower() else "broken") from error


def _drawn(page: pdfium.PdfPage) -> Picture:
    width, height = page.get_size()
    if not (1 <= width <= LARGEST and 1 <= height <= LARGEST):
        raise Unfit("size")
    if _lacks_letters(page):
        raise Unfit("fonts")
    scale = min(SHARPNESS, LONG_EDGE / max(width, height))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    image = bitmap.to_pil().convert("RGB")
    image = image.crop((0, 0, min(image.width, LONG_EDGE), min(image.height, LONG_EDGE)))
    return encode(image, drawn=True)


def _lacks_letters(page: pdfium.PdfPage) -> bool:
    """Whether it writes letters with a font that neither it nor we have: drawn, they are blank."""
    text = page.get_textpage()
    objects = page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], textpage=text)
    try:
        return any(_is_foreign(one) for one in objects)
    finally:
        text.close()


def _is_foreign(one: pdfium.PdfTextObj) -> bool:
    font = one.get_font()
    if raw.FPDFFont_GetIsEmbedded(font) or font.get_base_name() in SIGNS:
        return False
    try:
        one.extract().encode(LETTERS)
    except UnicodeEncodeError:
        return True
    return False
