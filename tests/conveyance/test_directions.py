"""A dossier from right to left keeps what is of the other direction in its order, and so back."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pypdfium2
import pytest

from tests.ink import in_order
from tocsin.conveyance.dossier import dossier_pdf
from tocsin.conveyance.lands import Lands

LETTER = "Dear Sir or Madam,\n\nأكتب إليكم بشأن معلّمين.\n\nRiver Courier كتبت ذلك."
COMMENT = "تضامن مع المعلّمين."


def dossier(language: str, people: list[tuple[str, str]], **told: str) -> bytes:
    """A dossier in a language, with names and what they wrote."""
    manifest: dict[str, Any] = {
        "organisation": "River Desk Inc.",
        "document_id": "FA-01-2026",
        "headline": "آيسلندا: معلّمان",
        "addressee": "Ministry of Boats.",
        "url": "https://example.org/FA-01-2026/",
        "created": "2026-03-04",
        "language": language,
        "letter": LETTER,
        "tally": {"confirmed": 2, "paper": 0, "unconfirmed": 0},
        "sha256": {"records.bin": "0" * 64},
    }
    rows = [
        {"name": name, "country": "SE", "comment": comment, "by_number": ""}
        for name, comment in people
    ]
    return dossier_pdf(manifest | told, rows, Lands(Counter({"SE": len(rows)})))


@pytest.mark.parametrize("words", ["DearSirorMadam,", "RiverDeskInc.", "MinistryofBoats."])
def test_what_is_no_arabic_keeps_its_order_in_an_arabic_letter(words: str) -> None:
    assert words in in_order(dossier("ar", [("Ada L.", "")]))


def test_an_arabic_paragraph_that_begins_with_a_name_goes_on_from_right_to_left() -> None:
    assert ".كلذتبتكRiverCourier" in in_order(dossier("ar", [("Ada L.", "")]))


@pytest.mark.parametrize("words", ["AdaL.", "Iamwiththem!", "Freethem."])
def test_names_and_comments_keep_their_order_among_arabic_ones(words: str) -> None:
    people = [("Ada L.", "I am with them!\nFree them."), ("سامي", COMMENT)]
    assert words in in_order(dossier("ar", people), 2)


def test_an_arabic_comment_keeps_its_order_among_english_ones() -> None:
    page = in_order(dossier("en", [("Ada", "Free them."), ("Sami Haddad", COMMENT)]), 2)
    assert ".نيم" in page
    assert "Ada,Sweden" in page


def test_where_all_is_of_one_direction_nothing_hidden_is_copied_out_of_the_paper() -> None:
    made = dossier("en", [("Ada L.", "Free them.")], letter="I write.", headline="Two taught.")
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(made))
    assert "Ada L., Sweden" in text
    assert not {"\u2068", "\u2069"} & set(text)
