"""Paper: PDF/A, the same bytes each time, and no letter left out in silence."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tocsin.kernel import paper, printer
from tocsin.kernel.refusal import Refusal

PAGE = """
#let d = json("data.json")
#set document(title: "Page", date: datetime(year: 2026, month: 1, day: 1))
#set text(font: ("Noto Serif", "Noto Naskh Arabic"), lang: "en")
= Page
#d.text
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A page with one text."""
    (tmp_path / "page.typ").write_text(PAGE)
    return tmp_path / "page.typ"


def words(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_page_is_printed_with_what_it_is_given(template: Path) -> None:
    assert "Żółć Ωμέγα Ђорђе" in words(paper.print_pdf(template, {"text": "Żółć Ωμέγα Ђорђе"}))


def test_the_same_content_is_the_same_bytes(template: Path) -> None:
    assert paper.print_pdf(template, {"text": "x"}) == paper.print_pdf(template, {"text": "x"})


def test_a_page_is_pdf_a_and_tagged(template: Path) -> None:
    pdf = paper.print_pdf(template, {"text": "x"})
    assert b"pdfaid:part" in pdf
    assert PdfReader(io.BytesIO(pdf)).root_object["/StructTreeRoot"]


def test_markup_in_data_stays_text(template: Path) -> None:
    assert "#panic" in words(paper.print_pdf(template, {"text": "#panic() *b* $x$"}))


def test_a_letter_without_font_is_named(template: Path) -> None:
    with pytest.raises(Refusal, match="No font on this machine has the letter"):
        paper.print_pdf(template, {"text": "\U000f1234"})


def test_a_page_printed_apart_is_the_same_and_refused_in_the_same_words(template: Path) -> None:
    here = paper.print_pdf(template, {"text": "Żółć"})
    assert paper.print_pdf(template, {"text": "Żółć"}, apart=True) == here
    with pytest.raises(Refusal, match=r"No font on this machine has the letter “.*f1234.*”"):
        paper.print_pdf(template, {"text": "\U000f1234"}, apart=True)


def test_what_is_wrong_in_a_template_is_no_refusal(template: Path) -> None:
    template.write_text("#nothing-of-this-name")
    for apart in (False, True):
        with pytest.raises(printer.Unprinted, match="unknown variable"):
            paper.print_pdf(template, {}, apart=apart)


def test_a_qr_code_is_a_picture() -> None:
    assert paper.qr_svg("https://example.org/FA-01-2026/").startswith(b"<?xml")
