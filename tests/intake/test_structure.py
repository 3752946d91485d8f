"""A document is taken apart into title, cover note, partner's text and footer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.structure import LABELS, Parts, sentences, take_apart

WHOLE = """PERU: Nine teachers held after a march

Dear friends,

We forward what Casa Clara writes.

Thank you.
Urgent Appeals Desk
Asian Human Rights Commission (AHRC)

Casa Clara
Date: March 3, 2026
Puno, Peru

PERU: Nine teachers held after a march

They were taken at noon.
Nobody knows where they are.

Urgent Appeals Programme

Document Type : Forwarded Urgent Appeal
Document ID : FA-09-2026
Countries : Peru,
Issues : Torture,
"""


@pytest.fixture(scope="module")
def parts() -> Parts:
    return take_apart(WHOLE)


def test_the_first_line_is_the_title(parts: Parts) -> None:
    assert parts.title == "PERU: Nine teachers held after a march"


def test_the_cover_note_has_neither_greeting_nor_sign_off(parts: Parts) -> None:
    assert parts.cover == ["We forward what Casa Clara writes."]


def test_the_partner_stands_above_the_date(parts: Parts) -> None:
    assert (parts.partner, parts.date_line, parts.place) == (
        "Casa Clara",
        "March 3, 2026",
        "Puno, Peru",
    )


def test_the_partners_text_has_no_second_title_and_no_sign_off(parts: Parts) -> None:
    assert parts.body == ["They were taken at noon.", "Nobody knows where they are."]


def test_the_footer_is_read_by_its_labels(parts: Parts) -> None:
    assert parts.footer == {
        "document type": "Forwarded Urgent Appeal",
        "document id": "FA-09-2026",
        "countries": "Peru,",
        "issues": "Torture,",
    }


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("shape", ["{}: x", "{} : x", "  {}  :x", "{} :   x  "])
def test_a_label_is_read_with_any_spaces_and_letters(label: str, shape: str) -> None:
    for written in (label, label.upper(), label.title()):
        assert take_apart(f"Title\n\nText.\n{shape.format(written)}").footer == {label: "x"}


def test_a_footer_on_top_is_a_footer() -> None:
    text, footer = WHOLE.split("Document Type")
    assert take_apart(f"Document Type{footer}\n{text}") == take_apart(WHOLE)


def test_a_field_that_is_empty_is_there_and_empty() -> None:
    assert take_apart("Title\n\nCountries :").footer == {"countries": ""}


@pytest.mark.parametrize(
    "prefix", ["UPDATE (Peru): ", "UPDATE(PERU):", "FORWARDED APPEAL (Peru): "]
)
def test_the_prefix_of_a_series_is_no_part_of_the_title(prefix: str) -> None:
    assert take_apart(f"{prefix}Nine teachers held").title == "Nine teachers held"


@pytest.mark.parametrize("above", ["Thank you.", "Urgent Appeals Desk", "Desk of Appeals (AHRC)"])
def test_a_sign_off_above_the_date_is_no_partner(above: str) -> None:
    assert take_apart(f"Title\n\n{above}\nDate: March 3, 2026\n\nText.").partner == ""


def test_a_sentence_above_the_date_is_no_partner_and_is_not_lost() -> None:
    found = take_apart("Title\n\nIt happened at night.\nDate: March 3, 2026\n\nText.")
    assert (found.partner, found.cover) == ("", ["It happened at night."])


def test_a_sentence_below_the_date_is_no_place_and_is_not_lost() -> None:
    found = take_apart("Title\n\nCasa\nDate: March 3, 2026\nHe came, and left.")
    assert (found.place, found.body) == ("", ["He came, and left."])


def test_without_a_date_line_everything_is_the_text() -> None:
    found = take_apart("Title\n\nFirst.\n\nSecond.")
    assert (found.title, found.cover, found.body) == ("Title", [], ["First.", "Second."])


@pytest.mark.parametrize("text", ["", "\n\n", "Document ID : FA-01-2026", " \t\n"])
def test_nothing_is_made_of_nothing(text: str) -> None:
    found = take_apart(text)
    assert (found.title, found.cover, found.body, found.partner) == ("", [], [], "")


pieces = st.sampled_from([*WHOLE.split("\n"), "Date:", "Date: x", ":", "Casa", "a, b", "“Who?”"])


@given(st.lists(pieces, max_size=25))
def test_every_part_is_made_of_lines_that_were_there(chosen: list[str]) -> None:
    found = take_apart("\n".join(chosen))
    # A title may go on after a blank line.
    everything = " ".join(" ".join(line.split()) for line in chosen if line)
    for line in (found.title, found.partner, found.place, *found.cover, *found.body):
        assert line in everything


@given(st.text(max_size=300))
def test_any_text_is_taken_apart(text: str) -> None:
    found = take_apart(text)
    assert all(line.strip() for line in (*found.cover, *found.body))


@pytest.mark.parametrize("title", ["Mr.", "Ms.", "Dr.", "Prof.", "Col.", "No."])
def test_a_title_before_a_name_ends_no_sentence(title: str) -> None:
    text = f"We met {title} Lund there. He was well."
    assert sentences(text) == [f"We met {title} Lund there.", "He was well."]


def test_a_quotation_and_its_speaker_are_one_sentence() -> None:
    text = "“They came at night.” told Ms. Holm. “Who were they?” asked nobody."
    assert sentences(text)[0] == "“They came at night.” told Ms. Holm."


@pytest.mark.parametrize("text", ["“Never closed. Still open. He left.", '"One. Two. Three.'])
def test_a_quotation_that_is_never_closed_swallows_nothing(text: str) -> None:
    assert len(sentences(text)) == 3


@given(st.text(alphabet='aB. “”"?Mr', max_size=200))
def test_sentences_are_stretches_of_the_text_in_its_order(text: str) -> None:
    at = 0
    for sentence in sentences(text):
        at = text.index(sentence, at) + len(sentence)


@pytest.mark.parametrize("piece", ["“", "Mr. ", "He left. ", "“A. B.” said ", '"', "…” "])
def test_a_paragraph_of_a_megabyte_is_taken_apart_in_one_go(piece: str) -> None:
    """Each of these once took time that grew with the square of its length."""
    text = piece * (1_000_000 // len(piece))
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


FORWARDED = """PERU: Nine teachers held

Dear friends,

Please find it below.

Urgent Appeals Desk
Asian Human Rights Commission (AHRC)

{letterhead}

PERU: Nine teachers held

They were taken at noon.
"""


@pytest.mark.parametrize(
    ("letterhead", "partner"),
    [
        ("Casa Clara\nDate: 3 March 2026\nPuno, Peru", "Casa Clara"),
        ("Casa Clara\nDated: 3 March 2026", "Casa Clara"),
        ("Casa Clara\n3 March 2026", "Casa Clara"),
        ("Casa Clara\nPuno, Peru\n3 March 2026", "Casa Clara"),
        ("Casa Clara\nPuno, Peru, 3 March 2026", "Casa Clara"),
        ("From: Casa Clara\nDate: 3 March 2026\nTo: all friends", "Casa Clara"),
        ("Urgent appeal from the Casa Clara\nDate: 3 March 2026", "Casa Clara"),
        ("Casa Clara – Press Statement\n3 March 2026", "Casa Clara"),
        ("Casa Clara\nPRESS RELEASE\nDate: 3 March 2026", "Casa Clara"),
        (
            "Casa Clara (CC)\nPublic Statement\nIndex: PER 24/001/2026\nDate: 3 March 2026",
            "Casa Clara (CC)",
        ),
        ("CASA CLARA (CC)\n7 Quay Road, Puno, Peru\n3 March 2026", "CASA CLARA (CC)"),
        ("Casa Clara\nTel: +51 1\nDate: 3 March 2026", "Casa Clara"),
        ("Date: 3 March 2026", ""),
    ],
)
def test_the_head_of_a_text_inside_names_its_organisation(letterhead: str, partner: str) -> None:
    found = take_apart(FORWARDED.format(letterhead=letterhead))
    assert (found.partner, found.cover) == (partner, ["Please find it below."])
    assert found.body == ["They were taken at noon."]
    assert "3 March 2026" in found.date_line


def test_a_text_that_is_signed_below_names_its_organisation_there() -> None:
    text = FORWARDED.format(letterhead="----------")
    found = take_apart(f"{text}\nLitia Tabua\nPresident\nCasa Clara\nPuno, 3 March 2026\n")
    assert found.partner == "Casa Clara"


def test_a_colon_below_its_label_is_read_with_it() -> None:
    found = take_apart("Title\n\nCASE DETAILS:\n\nName of the victim\n: Litia Tabua\n\nHe left.")
    assert found.labels == [("Name of the victim", "Litia Tabua")]


@pytest.mark.parametrize(
    "piece",
    [
        "Abc def: x\n",
        "CASE 1: x\n",
        "Casa X\nPublic Statement\n",
        "(source ",
        "-----\n",
        "Home / ",
        "URGENT ACTION ",
        "UPDATE (",
        "Dear ______,\n",
        "1. Mr. X\n",
        "PERU: A\n",
        "Date: x\n",
        ": \n",
        "A statement by the x to the y ",
        "[RE: UA-1-2002; ",
        "Document ID : \n",
        "> a\n",
    ],
)
@pytest.mark.parametrize(
    "head", ["", "PERU: Ten held\n\nDear friends,\n\n", "CASE DETAILS:\nVictims:\n"]
)
def test_a_long_document_of_one_piece_is_taken_apart_in_one_go(piece: str, head: str) -> None:
    """Time that grew with the square of the length would be minutes here."""
    found = take_apart(head + piece * (200_000 // len(piece)))
    assert len(found.title) <= 400
