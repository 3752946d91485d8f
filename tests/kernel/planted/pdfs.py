"""PDF: everything that it keeps beside what is drawn, and what was drawn once."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from tests.kernel.planted import word
from tests.kernel.planted.jpegs import Planted, segment, xmp
from tests.kernel.planted.jpegs import plain as jpeg

PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources {} {} >>"
FONT = "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> {} >>"
SHAPE = b"0.2 0.4 0.8 rg 20 20 120 60 re f\n"


def pdf(
    *more: bytes,
    content: bytes = b"",
    catalogue: str = "",
    page: str = "",
    resources: str = "",
    trailer: str = "",
) -> bytes:
    """One page with a blue shape; objects `more` are numbered from 5 on."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE.format(FONT.format(resources), page).encode(),
        stream(SHAPE + content),
        *more,
    ]
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    return bytes(out) + table(len(out), places, trailer)


def table(at: int, places: list[int], trailer: str = "") -> bytes:
    """The table of places, and the trailer."""
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(places) + 1
    return (
        f"xref\n0 {size}\n0000000000 65535 f \n{rows}"
        f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{at}\n%%EOF\n"
    ).encode()


def stream(data: bytes, head: str = "") -> bytes:
    """A packed stream."""
    packed = zlib.compress(data)
    start = f"<< /Length {len(packed)} /Filter /FlateDecode {head} >>\nstream\n".encode()
    return start + packed + b"\nendstream"


def written(text: str, before: str = "") -> bytes:
    """The drawing of a text."""
    return f"BT /F 10 Tf {before} 20 150 Td ({text}) Tj ET\n".encode()


def files() -> Iterator[Planted]:
    """Every place in a PDF."""
    for where, data in (*_told(), *_attached(), *_drawn()):
        yield f"pdf {where}", "a.pdf", data


def _told() -> Iterator[tuple[str, bytes]]:
    def told(where: str) -> str:
        return word(f"pdf {where}")

    for name in ("Title", "Author", "Producer", "Keywords"):
        info = f"<< /{name} ({told(name)}) >>".encode()
        yield name, pdf(info, trailer="/Info 5 0 R")
    wide = told("wide Subject").encode("utf-16-be").hex()
    yield "wide Subject", pdf(f"<< /Subject <FEFF{wide}> >>".encode(), trailer="/Info 5 0 R")
    packet = stream(xmp(told("XMP")), "/Type /Metadata /Subtype /XML")
    yield "XMP", pdf(packet, catalogue="/Metadata 5 0 R")
    private = f"<< /Maker << /LastModified (D:2026) /Private ({told('PieceInfo')}) >> >>".encode()
    yield "PieceInfo", pdf(private, page="/PieceInfo 5 0 R")
    yield "identifier", pdf(trailer=f"/ID [({told('identifier')}) (x)]")
    yield "comment", pdf().replace(b"%PDF-1.7\n", f"%PDF-1.7\n%{told('comment')}\n".encode(), 1)
    yield "after the end", pdf() + told("after the end").encode()
    outline = b"<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 1 >>"
    item = f"<< /Title ({told('outline')}) /Parent 5 0 R >>".encode()
    yield "outline", pdf(outline, item, catalogue="/Outlines 5 0 R")
    labels = f"/PageLabels << /Nums [0 << /P ({told('page label')}) >>] >>"
    yield "page label", pdf(catalogue=labels)
    spoken = f"<< /Type /StructTreeRoot /Alt ({told('structure')}) >>".encode()
    yield "structure", pdf(spoken, catalogue="/StructTreeRoot 5 0 R")
    yield "unused object", pdf(f"({told('unused object')})".encode())


def _attached() -> Iterator[tuple[str, bytes]]:
    def told(where: str) -> str:
        return word(f"pdf {where}")

    held = stream(told("embedded file").encode(), "/Type /EmbeddedFile")
    spec = b"<< /Type /Filespec /F (a.txt) /EF << /F 5 0 R >> >>"
    names = "/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>"
    yield "embedded file", pdf(held, spec, catalogue=names)
    spec = f"<< /Type /Filespec /F ({told('name of a file')}) /EF << /F 5 0 R >> >>".encode()
    yield "name of a file", pdf(stream(b"x"), spec, catalogue=names)
    script = f"<< /S /JavaScript /JS (app.alert\\('{told('script')}'\\)) >>".encode()
    yield "script", pdf(script, catalogue="/OpenAction 5 0 R")
    note = f"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents ({told('note')}) >>".encode()
    yield "note", pdf(note, page="/Annots [5 0 R]")
    link = f"/A << /S /URI /URI (https://example.org/{told('link')}) >>"
    area = f"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] {link} >>".encode()
    yield "link", pdf(area, page="/Annots [5 0 R]")
    field = (
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /F 2 /Rect [0 0 0 0] "
        f"/V ({told('hidden field')}) >>"
    )
    form = "/AcroForm << /Fields [5 0 R] >>"
    yield "hidden field", pdf(field.encode(), page="/Annots [5 0 R]", catalogue=form)


def _drawn() -> Iterator[tuple[str, bytes]]:
    def told(where: str) -> str:
        return word(f"pdf {where}")

    yield "visible text", pdf(content=written(told("visible text")))
    yield "invisible text", pdf(content=written(told("invisible text"), "3 Tr"))
    yield "white text", pdf(content=b"1 g " + written(told("white text")))
    far = written(told("text beside the page"), "9000 9000 Td")
    yield "text beside the page", pdf(content=far)
    bar = b"0 g 0 140 200 40 re f\n"
    yield "text under a bar", pdf(content=written(told("text under a bar")) + bar)
    layer = b"<< /Type /OCG /Name (Draft) >>"
    off = "/OCProperties << /OCGs [5 0 R] /D << /OFF [5 0 R] /Order [5 0 R] >> >>"
    hidden = b"/OC /L BDC " + written(told("hidden layer")) + b"EMC\n"
    shown = pdf(layer, content=hidden, catalogue=off, resources="/Properties << /L 5 0 R >>")
    yield "hidden layer", shown
    first = pdf(content=written(told("earlier version")))
    body = b"4 0 obj\n" + stream(SHAPE) + b"\nendobj\n"
    at = len(first)
    rest = f"xref\n4 1\n{at:010d} 00000 n \ntrailer\n<< /Size 5 /Root 1 0 R /Prev "
    begin = first.rindex(b"xref\n0")
    rest += f"{begin} >>\nstartxref\n{at + len(body)}\n%%EOF\n"
    yield "earlier version", first + body + rest.encode()
    picture = jpeg()[:20] + segment(0xFE, told("picture in it").encode()) + jpeg()[20:]
    head = "<< /Type /XObject /Subtype /Image /Width 48 /Height 32 /ColorSpace /DeviceRGB "
    head += f"/BitsPerComponent 8 /Filter /DCTDecode /Length {len(picture)} >>\nstream\n"
    image = head.encode() + picture + b"\nendstream"
    draw = b"q 48 0 0 32 20 100 cm /P Do Q\n"
    yield "picture in it", pdf(image, content=draw, resources="/XObject << /P 5 0 R >>")
