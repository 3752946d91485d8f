"""Paper: PDF/A, the same bytes each time, and no letter left out in silence."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tocsin.kernel.printing import paper, printer, typefaces
from tocsin.kernel.refusal import Refusal

PAGE = """
#let d = json("data.json")
#set document(title: "Page", date: datetime(year: 2026, month: 1, day: 1))
#set text(font: ("Noto Serif", "Noto Naskh Arabic"), lang: "en")
= Page
#d.text
"""


NOT_HAD = (
    "No font on this machine has the letter “\U000f1234” \\(U\\+F1234\\)\\. Install one, e\\.g\\. "
    "Debian’s package fonts-noto-cjk or fonts-noto-extra, and print again\\."
)


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
    with pytest.raises(Refusal, match=NOT_HAD):
        paper.print_pdf(template, {"text": "\U000f1234"})


def test_a_page_printed_apart_is_the_same_and_refused_in_the_same_words(template: Path) -> None:
    here = paper.print_pdf(template, {"text": "Żółć"})
    assert paper.print_pdf(template, {"text": "Żółć"}, apart=True) == here
    with pytest.raises(Refusal, match=NOT_HAD):
        paper.print_pdf(template, {"text": "\U000f1234"}, apart=True)


def test_all_letters_without_font_are_known(template: Path) -> None:
    for apart in (False, True):
        with pytest.raises(paper.NoFont) as refused:
            paper.print_pdf(template, {"text": "a \U00012000 b\U00012001, c"}, apart=apart)
        assert {"\U00012000", "\U00012001"} <= set(refused.value.letters)
        assert "“\U00012000” (U+12000)" in refused.value.sentence


def test_of_many_letters_those_without_font_are_found_in_one_run() -> None:
    texts = ["a", "Ж", "م", '"', "\\", "e\u0301", "\ufeff", "\n\u0301", "#", "ab", "ไทย"]
    lacking = ["\U00012000", "\U000f1234", "a\u20dd", "x\U00012000y", "\u0378"]
    assert paper.without_font({*texts, *lacking}) == set(lacking)
    assert paper.without_font(texts) == set()
    assert paper.without_font([]) == set()


def test_a_list_of_fonts_that_is_wrong_is_no_lack_of_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typefaces, "source", lambda _texts: "#nothing-of-this-name")
    with pytest.raises(printer.Unprinted, match="unknown variable"):
        paper.without_font(["a"])


def test_a_letter_that_would_be_lost_under_its_mark_is_refused(template: Path) -> None:
    with pytest.raises(paper.Lost) as refused:
        paper.print_pdf(template, {"text": "", "more": [{"deep": ("Bo", "ש\u0307רה"), "at": 1}]})
    assert refused.value.letters == ["ש\u0307"]
    assert refused.value.sentence == (
        "No font of Tocsin has the letter “ש\u0307” together with its mark (U+05E9 U+0307), "
        "and on paper a part would be missing. Write it without the mark, and print again."
    )


def test_what_typst_says_of_letters_is_read_with_its_lines() -> None:
    said = (
        'error: the text `"\\u{301}"` could not be displayed with font `"X"`\n'
        "   ┌─ ../../of/main.typ:12:1\n   │\n"
        'error: the text "\\"" could not be displayed\n'
        'error: the text `"北"` could not be displayed with font `"X"`\n  ┌─ main.typ:3:0\n'
    )
    assert printer.lacking(said) == [("\u0301", 12), ('"', 0), ("北", 3)]


def test_what_is_wrong_in_a_template_is_no_refusal(template: Path) -> None:
    template.write_text("#nothing-of-this-name")
    for apart in (False, True):
        with pytest.raises(printer.Unprinted, match="unknown variable"):
            paper.print_pdf(template, {}, apart=apart)


def test_a_qr_code_is_a_picture() -> None:
    assert paper.qr_svg("https://example.org/FA-01-2026/").startswith(b"<?xml")
