"""What a file is, is told from its bytes; two kinds at once and a wrong name are refused."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.planted.jpegs import plain as jpeg
from tests.kernel.planted.pdfs import pdf
from tests.kernel.planted.pictures import plain, tiff
from tocsin.kernel.foreign import kinds, packed
from tocsin.kernel.refusal import Refusal

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def archive(*entries: tuple[str, bytes], pack: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", pack) as made:
        for name, content in entries:
            made.writestr(name, content)
    return buffer.getvalue()


def docx(*more: tuple[str, bytes]) -> bytes:
    return archive(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>"), *more)


def open_document(kind: str) -> bytes:
    said = packed.OPEN_DOCUMENT + kind
    return archive(("mimetype", said.encode()), ("content.xml", b"<office/>"))


TAKEN = [
    ("a.jpg", jpeg(), "jpeg"),
    ("A.JPEG", jpeg(), "jpeg"),
    ("a.png", plain("PNG"), "png"),
    ("a.webp", plain("WEBP"), "webp"),
    ("a.gif", plain("GIF", "P"), "gif"),
    ("a.tiff", tiff([]), "tiff"),
    ("a.pdf", pdf(), "pdf"),
    ("a.docx", docx(), "docx"),
    ("a.xlsx", archive(("[Content_Types].xml", b"x"), ("xl/workbook.xml", b"x")), "xlsx"),
    ("a.pptx", archive(("[Content_Types].xml", b"x"), ("ppt/presentation.xml", b"x")), "pptx"),
    ("a.odt", open_document("text"), "odt"),
    ("a.ods", open_document("spreadsheet"), "ods"),
    ("a.odp", open_document("presentation"), "odp"),
    ("a.doc", OLE, "doc"),
    ("a.rtf", b"{\\rtf1 words}", "rtf"),
    ("without an ending", jpeg(), "jpeg"),
]


@pytest.mark.parametrize(("name", "data", "kind"), TAKEN)
def test_a_kind_is_told_by_its_content(name: str, data: bytes, kind: str) -> None:
    assert kinds.told(name, data).name == kind


UNKNOWN = "This kind of file is not taken. Save it as JPEG, PNG or PDF."
CODE = "Drawings and pages made of code (SVG, HTML) are not taken. Save it as PNG or PDF."
TWO = "This file is two kinds of file at once. Open it, and save it again as one."
ARCHIVE = "Archives are not taken. Hand in the files in it one by one, as JPEG, PNG or PDF."
DAMAGED = "This file is damaged or cut off. Open it yourself, save it anew, and try again."
HEIC = "HEIC and AVIF pictures are not taken. Save the picture as JPEG."
BIG = "This document unpacks to more than can be read. Save it as PDF."
LOCKED = "This document asks for a password. Save it without one."
ZIPPED = archive(("evil.html", b"<script>alert(1)</script>"))


def encrypted() -> bytes:
    """As a locked one says of its entries; nothing of it is ever unpacked."""
    data = bytearray(docx())
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


REFUSED = [
    ("empty", "a.jpg", b"", "This file is empty; choose another."),
    ("too large", "a.jpg", jpeg() + bytes(kinds.LARGEST), "This file is larger than 20 MB."),
    ("words", "a.txt", b"only words", UNKNOWN),
    ("a program", "a.exe", b"MZ\x90\0" + bytes(99), UNKNOWN),
    ("a program of Linux", "a", b"\x7fELF" + bytes(99), UNKNOWN),
    ("a script", "a.sh", b"#!/bin/sh\nrm -rf /\n", UNKNOWN),
    ("a film", "a.mp4", b"\0\0\0\x18ftypmp42" + bytes(40), UNKNOWN),
    ("a bitmap", "a.bmp", b"BM" + bytes(60), UNKNOWN),
    ("svg", "a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', CODE),
    ("svg with a head", "a.svg", b'<?xml version="1.0"?><svg/>', CODE),
    ("html", "a.html", b"<!DOCTYPE html><html><body>x</body></html>", CODE),
    ("html called a picture", "a.png", b"<html ><script>x</script></html>", CODE),
    ("php", "a.php", b"<?php system($_GET['x']); ?>", CODE),
    ("heic", "a.heic", b"\0\0\0\x18ftypheic" + bytes(40), HEIC),
    ("avif", "a.avif", b"\0\0\0\x1cftypavif" + bytes(40), HEIC),
    ("an archive", "a.zip", ZIPPED, ARCHIVE),
    ("an archive with a strange type", "a.epub", archive(("mimetype", b"x" * 900)), ARCHIVE),
    ("half an archive", "a.docx", docx()[:60], DAMAGED),
    ("a locked document", "a.docx", encrypted(), LOCKED),
    ("a jpeg that ends as an archive", "a.jpg", jpeg() + ZIPPED, TWO),
    ("a pdf that ends as an archive", "a.pdf", pdf() + ZIPPED, TWO),
    ("a gif that is a script too", "a.gif", plain("GIF", "P") + b"<script >x</script>", TWO),
    ("a jpeg with a page in it", "a.jpg", jpeg() + b"<html><body>", TWO),
    ("a jpeg with php in it", "a.jpg", jpeg() + b"<?php x ?>", TWO),
    ("a png that is a pdf too", "a.png", plain("PNG")[:40] + b"%PDF-1.7\n" + bytes(90), TWO),
    ("an archive that is a pdf too", "a.docx", archive(("%PDF-1.7", b"x")) + b"", ARCHIVE),
    (
        "a document that is a pdf too",
        "a.docx",
        archive(("%PDF-1.7", b"x"), ("[Content_Types].xml", b"x"), ("word/document.xml", b"x")),
        TWO,
    ),
    (
        "a name that says something else",
        "a.png",
        jpeg(),
        "The name ends in “.png”, but the file is JPEG. Rename it.",
    ),
    (
        "a document with macros",
        "a.docm",
        docx(("word/vbaProject.bin", b"x")),
        "The name ends in “.docm”, but the file is DOCX. Rename it.",
    ),
    ("a bomb of one entry", "a.docx", docx(("word/media/a", bytes(40_000_000))), BIG),
    (
        "a bomb of many entries",
        "a.docx",
        docx(*((f"word/{number}", b"") for number in range(packed.ENTRIES))),
        BIG,
    ),
]


@pytest.mark.parametrize(
    ("name", "data", "sentence"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED]
)
def test_what_is_not_taken_is_refused_in_one_sentence(
    name: str, data: bytes, sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        kinds.told(name, data)
    assert str(refused.value).startswith(sentence)
    assert refused.value.field == "file"


def test_a_bomb_by_its_sum_is_seen_before_a_byte_is_unpacked() -> None:
    one = bytes(range(256)) * 16  # packs too well for one alone to be noticed
    entries = [(f"word/{number}", one * 900) for number in range(80)]
    with pytest.raises(Refusal, match="unpacks to more than can be read"):
        kinds.told("a.docx", docx(*entries))


def test_an_ordinary_document_with_well_packed_parts_is_no_bomb() -> None:
    assert kinds.told("a.docx", docx(("word/styles.xml", b"<w:style/>" * 100_000))).name == "docx"


def test_xmp_and_a_film_behind_a_photograph_are_no_second_kind() -> None:
    data = jpeg() + b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + b"\0\0\0\x18ftypmp42" + bytes(90)
    assert kinds.told("a.jpg", data).name == "jpeg"


@given(st.binary(max_size=2000), st.text(max_size=20))
def test_any_bytes_are_a_kind_or_a_refusal(data: bytes, name: str) -> None:
    with suppress(Refusal):
        assert kinds.told(name, data) in kinds.KINDS.values()


@given(
    st.sampled_from([docx(), open_document("text")]), st.binary(max_size=400), st.integers(0, 600)
)
def test_a_document_changed_anywhere_is_a_kind_or_a_refusal(
    whole: bytes, rest: bytes, at: int
) -> None:
    for data in (whole[:at] + rest + whole[at + len(rest) :], whole[:at] + rest, whole[at:] + rest):
        with suppress(Refusal):
            assert kinds.told("", data) in kinds.KINDS.values()


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6))
def test_a_few_changed_bytes_of_an_archive_are_no_fault(changes: list[tuple[int, int]]) -> None:
    data = bytearray(open_document("text"))
    for at, byte in changes:
        data[at % len(data)] = byte
    with suppress(Refusal):
        assert kinds.told("", bytes(data)) in kinds.KINDS.values()
