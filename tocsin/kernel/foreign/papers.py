"""A PDF bound from pictures: page by page, the same bytes each time, and nothing else inside."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.kernel.foreign.pixels import SIGNATURE, colours, packed

POINTS = 72 / 150  # a pixel is as large as `pdfs` draws it


def bind(pages: Sequence[tuple[int, int, bytes]]) -> bytes:
    """A PDF 1.4 of JPEG and PNG pictures, one (width, height, bytes) a page; no date, no text."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{3 + 3 * place} 0 R" for place in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    for place, page in enumerate(pages):
        objects += _page(3 + 3 * place, *page)
    return _written(objects)


def _page(number: int, width: int, height: int, picture: bytes) -> list[bytes]:
    """The three objects of a page: itself, what it draws, its picture."""
    wide, high = f"{width * POINTS:.2f}", f"{height * POINTS:.2f}"
    draw = f"{wide} 0 0 {high} 0 0 cm /P Do".encode()
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} {high}] "
        f"/Resources << /XObject << /P {number + 2} 0 R >> >> /Contents {number + 1} 0 R >>"
    )
    return [
        page.encode(),
        _stream(f"<< /Length {len(draw)} >>", draw),
        _image(width, height, picture),
    ]


def _image(width: int, height: int, picture: bytes) -> bytes:
    """The pixels as they are packed already: a PNG's lines are Flate with predictors."""
    bands = colours(picture)
    how, data = "/Filter /DCTDecode", picture
    if picture.startswith(SIGNATURE):
        data = packed(picture)
        how = "/Filter /FlateDecode /DecodeParms << /Predictor 15 "
        how += f"/Colors {bands} /BitsPerComponent 8 /Columns {width} >>"
    space = "DeviceGray" if bands == 1 else "DeviceRGB"
    head = (
        f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} "
        f"/ColorSpace /{space} /BitsPerComponent 8 {how} /Length {len(data)} >>"
    )
    return _stream(head, data)


def _stream(head: str, data: bytes) -> bytes:
    return head.encode() + b"\nstream\n" + data + b"\nendstream"


def _written(objects: Sequence[bytes]) -> bytes:
    """Header, objects, table of their places, trailer (ISO 32000-1, 7.5)."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    size = len(objects) + 1
    out += f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
