"""A PDF becomes a PDF of pictures: what was seen stays, and nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
import typst
from PIL import Image, ImageChops

from tests.kernel.planted.pdfs import pdf, written
from tocsin.kernel.foreign import cleaning, papers, pdfs, pixels
from tocsin.kernel.refusal import Refusal


def typeset(folder: Path, text: str) -> bytes:
    (folder / "a.typ").write_text(text, "utf-8")
    made: bytes = typst.compile(str(folder / "a.typ"), format="pdf", timestamp=0)
    return made


def page(data: bytes, number: int = 0) -> Image.Image:
    read = pypdf.PdfReader(io.BytesIO(data), strict=True)
    return read.pages[number].images[0].image.convert("RGB")  # type: ignore[union-attr]


def test_a_page_looks_as_before() -> None:
    clean = cleaning.clean("a.pdf", pdf())
    picture = page(clean.data)
    assert (clean.media_type, clean.pages) == ("application/pdf", 1)
    assert (clean.width, clean.height) == picture.size == (417, 417)
    assert picture.getpixel((5, 5)) == (255, 255, 255)
    blue = picture.getpixel((150, 320))
    assert isinstance(blue, tuple)
    assert blue[2] > blue[0] + 80


def test_every_page_is_there_in_its_order(tmp_path: Path) -> None:
    text = "#set page(width: 5cm, height: 4cm)\n" + "#pagebreak()\n".join(
        f"#rect(width: {width}cm, height: 1cm, fill: black)\n" for width in (1, 2, 3)
    )
    clean = cleaning.clean("a.pdf", typeset(tmp_path, text))
    assert clean.pages == 3
    dark = [sum(page(clean.data, n).convert("L").histogram()[:64]) for n in range(3)]
    assert dark == sorted(dark)
    assert dark[2] > 2 * dark[0]


def test_a_page_keeps_its_size_on_paper(tmp_path: Path) -> None:
    clean = cleaning.clean("a.pdf", typeset(tmp_path, '#set page("a4")\nWords'))
    box = pypdf.PdfReader(io.BytesIO(clean.data)).pages[0].mediabox
    assert abs(float(box.width) - 595.28) < 1
    assert abs(float(box.height) - 841.89) < 1


def test_a_huge_page_is_drawn_no_larger_than_a_picture() -> None:
    clean = cleaning.clean("a.pdf", pdf().replace(b"[0 0 200 200]", b"[0 0 9000 9]", 1))
    assert (clean.width, clean.height) == (2000, 2)


def test_what_a_bar_covers_stays_covered() -> None:
    """Drawn over as part of the page, and as an annotation that lies on it."""
    bar = b"0 g 0 140 200 40 re f\n"
    box = b"<< /Type /Annot /Subtype /Square /Rect [0 140 200 180] /IC [0 0 0] /C [0 0 0] "
    box += b"/AP << /N 6 0 R >> >>"
    look = b"<< /Type /XObject /Subtype /Form /BBox [0 140 200 180] /Length 20 >>\nstream\n"
    look += b"0 140 200 40 re f   \nendstream"
    on_it = pdf(box, look, content=written("A NAME"), page="/Annots [5 0 R]")
    under = pdf(content=written("A NAME") + bar)
    for data in (on_it, under):
        region = page(cleaning.clean("a.pdf", data).data).crop((20, 60, 390, 110))
        assert ImageChops.difference(region, Image.new("RGB", region.size)).getbbox() is None


def test_a_filled_field_is_seen() -> None:
    field = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /F 4 /Rect [20 140 180 180] "
    field += "/V (WORDS) /DA (/F 20 Tf 0 g) /AP << /N 6 0 R >> >>"
    look = b"<< /Type /XObject /Subtype /Form /BBox [0 0 160 40] /Length 18 >>\nstream\n"
    look += b"0 0 160 40 re f   \nendstream"
    data = pdf(
        field.encode(), look, page="/Annots [5 0 R]", catalogue="/AcroForm << /Fields [5 0 R] >>"
    )
    assert page(cleaning.clean("a.pdf", data).data).getpixel((200, 80)) == (0, 0, 0)


def test_the_same_paper_gives_the_same_bytes(tmp_path: Path) -> None:
    data = typeset(tmp_path, "Words")
    assert cleaning.clean("a.pdf", data) == cleaning.clean("b.pdf", data)


@pytest.mark.parametrize("part", [0.05, 0.4, 0.8])
def test_one_that_is_cut_off_is_refused(part: float) -> None:
    data = pdf().replace(b"%%EOF", b"")
    with pytest.raises(Refusal, match="damaged or cut off"):
        cleaning.clean("a.pdf", data[: int(len(data) * part)])


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    data = typeset(tmp_path, "#pagebreak()\n" * pdfs.PAGES)
    with pytest.raises(Refusal, match="more than 50 pages"):
        cleaning.clean("a.pdf", data)


def test_one_that_asks_for_a_password_is_refused() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    with pytest.raises(Refusal, match="asks for a password"):
        cleaning.clean("a.pdf", buffer.getvalue())


@pytest.mark.parametrize("box", [b"[0 0 200000 9]", b"[0 0 0.1 9]"])
def test_a_page_of_no_real_size_is_refused(box: bytes) -> None:
    data = pdf().replace(b"[0 0 200 200]", box, 1)
    with pytest.raises(Refusal, match="no usable size"):
        cleaning.clean("a.pdf", data)


def test_an_empty_page_is_a_sheet_of_letter_paper() -> None:
    clean = cleaning.clean("a.pdf", pdf().replace(b"[0 0 200 200]", b"[0 0 0 0]", 1))
    assert (clean.width, clean.height) == (1275, 1651)


def test_letters_that_it_does_not_carry_are_not_lost_in_silence() -> None:
    """Cyrillic in a font that is named and not embedded, as old programs wrote it."""
    codes = b"<< /Type /Encoding /Differences [65 /afii10017 /afii10018] >>"
    font = "/G << /Type /Font /Subtype /TrueType /BaseFont /ArialMT /Encoding 5 0 R >>"
    data = pdf(codes, content=b"BT /G 10 Tf 20 150 Td (AB) Tj ET\n")
    data = data.replace(b"/Font << ", f"/Font << {font} ".encode(), 1)
    with pytest.raises(Refusal, match="does not carry its own letters"):
        cleaning.clean("a.pdf", data)


@pytest.mark.parametrize(
    ("font", "codes"),
    [
        ("/Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding", b"<9341E994>"),
        ("/Subtype /Type1 /BaseFont /Symbol", b"<616267>"),
        ("/Subtype /Type1 /BaseFont /ZapfDingbats", b"<343536>"),
    ],
)
def test_letters_that_every_reader_has_need_not_be_carried(font: str, codes: bytes) -> None:
    data = pdf(content=b"BT /G 40 Tf 20 120 Td " + codes + b" Tj ET\n")
    data = data.replace(b"/Font << ", f"/Font << /G << /Type /Font {font} >> ".encode(), 1)
    drawn = page(cleaning.clean("a.pdf", data).data).crop((30, 80, 200, 180)).convert("L")
    assert drawn.getextrema()[0] < 110  # type: ignore[operator] # the blue of the shape before it


def test_pages_are_bound_without_a_date_or_an_author() -> None:
    buffer = io.BytesIO()
    Image.new("L", (30, 20), 99).save(buffer, "PNG")
    bound = papers.bind([(30, 20, buffer.getvalue())] * 2)
    read = pypdf.PdfReader(io.BytesIO(bound), strict=True)
    assert len(read.pages) == 2
    assert read.metadata is None
    assert set(read.trailer) == {"/Size", "/Root"}
    assert set(read.root_object) == {"/Type", "/Pages"}
    assert page(bound, 1).getpixel((5, 5)) == (99, 99, 99)


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "PNG"), ("RGB", "JPEG"), ("L", "JPEG")])
def test_a_page_of_either_kind_is_bound(mode: str, kind: str) -> None:
    buffer = io.BytesIO()
    Image.new(mode, (30, 20), 99 if mode == "L" else (99, 99, 99)).save(buffer, kind)
    assert pixels.colours(buffer.getvalue()) == len(mode)
    bound = papers.bind([(30, 20, buffer.getvalue())])
    assert page(bound).getpixel((5, 5)) == (99, 99, 99)
