"""The sheet shows each letter of what is asked, or it is refused."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from tests.ink import in_order
from tocsin.kernel.printing.paper import Lost
from tocsin.signing.sheet_paper import SheetData, sheet_pdf


def data(headline: str) -> SheetData:
    return SheetData(
        organisation="Desk",
        document_id="FA-01-2026",
        headline=headline,
        ask="Hear them.",
        addressees=["Ministry of Boats"],
        number=1,
        url="https://example.org/FA-01-2026/",
        language="en",
        printed=date(2026, 3, 4),
    )


def fonts(pdf: bytes) -> set[str]:
    """The fonts that have letters on the first page: a font of which none is used is left out."""
    page: Any = PdfReader(io.BytesIO(pdf)).pages[0]
    names = (str(one.get_object()["/BaseFont"]) for one in page["/Resources"]["/Font"].values())
    return {name.split("+")[-1].split("-")[0] for name in names}


def test_a_letter_under_a_mark_that_the_first_font_has_is_printed() -> None:
    assert fonts(sheet_pdf(data("Teachers held"))) == {"NotoSerif"}
    assert fonts(sheet_pdf(data("Teachers held: ა\u0308"))) == {"NotoSerif", "NotoSerifGeorgian"}


def test_a_letter_that_would_be_lost_is_refused_with_what_to_do() -> None:
    with pytest.raises(Lost, match=r"“ש\u0307” together with .* Write it without the mark"):
        sheet_pdf(data("Teachers held: ש\u0307רה"))


@pytest.mark.parametrize("words", ["https://example.org/FA-01-2026/", "andsignmyself.", "No."])
def test_what_is_no_arabic_keeps_its_order_on_an_arabic_sheet(words: str) -> None:
    arabic = replace(data("معلّم"), language="ar", direction="rtl", ask="دعوا طبيبًا يراه.")
    assert words in in_order(sheet_pdf(arabic))
