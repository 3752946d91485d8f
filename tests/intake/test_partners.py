"""Who gave the facts is taken from the words that say so, and from nobody’s mere name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.partners import find, is_unnamed
from tocsin.intake.reading import read


def told(sentence: str, *sources: str) -> str:
    return find([sentence], list(sources), ["Lau Rights Desk", "LRD"])


@pytest.mark.parametrize(
    "sentence",
    [
        "We are forwarding information from the {}, a human rights organization in Fiji, that x.",
        "The LRD has received information from the {} (a human rights organisation) that x.",
        "We have received the following appeal from the {}. It says that nine are held.",
        "The LRD has learned from its partner organisation, the {}, that nine are held.",
        "We have received an urgent message from our colleagues of the {}. They tell us more.",
        "Please find below an appeal by the {}, based in Suva, Fiji.",
        "The LRD writes to you about a case that was documented by the {}: nine are held.",
        "The {} has asked the LRD to share the following with you.",
        "The {} reports that nine teachers are held.",
        "According to the {}, a local group in Lau, nine are held.",
    ],
)
@pytest.mark.parametrize("name", ["Reef House", "Forum for Nets and Sails", "Women's Watch of Lau"])
def test_the_organisation_that_gave_the_facts_is_found(sentence: str, name: str) -> None:
    assert told(sentence.format(name)) == name


@pytest.mark.parametrize(
    "source",
    [
        "(Source: Reef House)",
        "(source: the Reef House)",
        "(Based on the documentation by Reef House)",
    ],
)
def test_a_heading_may_name_the_source(source: str) -> None:
    assert told("Nobody is named here.", source) == "Reef House"


def test_initials_stay_with_the_name() -> None:
    sentence = "We forward information from the Forum for Nets (FFN), an organisation in Fiji."
    assert told(sentence) == "Forum for Nets (FFN)"


@pytest.mark.parametrize(
    "sentence",
    [
        "We have received information from the Lau Rights Desk (LRD) that nine are held.",
        "The LRD has received information that nine teachers are held.",
        "We have received information from Mr. Sefa Lund that nine are held.",
        "We have received information from the Daily Tide that nine are held.",
        "We have received information from the Ministry of Boats that nine are held.",
        "We have received information from Fiji that nine are held.",
        "The letter was received in May from the family of the victim.",
        "They were released from the prison of Lau on Monday.",
        "The Lau Rights Desk writes to inform you that nine are held.",
        "",
    ],
)
def test_whoever_else_is_named_is_no_partner(sentence: str) -> None:
    assert told(sentence) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "We have information from a Lau based civil society organization that nine are held.",
        "The report is by one of our partners who works there.",
    ],
)
def test_a_partner_without_a_name_is_said_and_stays_without(sentence: str) -> None:
    assert is_unnamed([sentence])
    text = f"FIJI: Ten held\n\nDear friends,\n\n{sentence}\n\nCASE DETAILS:\n\nX."
    reading = read(text.encode())
    assert reading.partner is None
    assert "The document tells of a partner without its name; it may want that." in reading.warnings


def test_a_partner_of_the_cover_note_is_to_be_checked() -> None:
    text = (
        "FIJI: Ten held\n\nDear friends,\n\nThe LRD has learned from the Reef House, an "
        "organisation in Fiji, that ten are held.\n\nCASE DETAILS:\n\nTen were held in Lau."
    )
    reading = read(text.encode())
    assert reading.partner == "Reef House"
    assert [source.kind for source in reading.claims[0].sources] == ["partner"]
    assert "The partner “Reef House” was taken from the cover note; check it." in reading.warnings


@given(st.text(alphabet="aB .,()from the receivd", max_size=120))
def test_no_name_is_made_up(sentence: str) -> None:
    name = told(sentence)
    assert " ".join(name.split()) in " ".join(sentence.split())


@pytest.mark.parametrize("piece", ["received from the X ", "appeal by our ", "(Source: ", "The X "])
def test_a_paragraph_of_a_megabyte_is_read_in_one_go(piece: str) -> None:
    paragraph = piece * (1_000_000 // len(piece))
    assert len(find([paragraph] * 9, [], [])) < 200
