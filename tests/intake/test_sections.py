"""A text is parted into summary, details, labels, letter and addresses; no word moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.sections import Sections, split

SUMMARY = "The network has learned that nine teachers are held."
FACT = "They were taken at noon by men in a grey van."


def parted(*lines: str) -> Sections:
    return split([SUMMARY, "", *lines], "FIJI: Nine teachers are held")


HEADINGS = [
    "DETAILED INFORMATION:",
    "CASE DETAILS:",
    "CASE NARRATIVE:",
    "CASE NARRATIVE of Mr. Tabua:",
    "UPDATED INFORMATION:",
    "LATEST INFORMATION",
    "BRIEF REMINDER OF THE CASE:",
    "Reminder of background:",
    "SUMMARY",
    "DETAILS",
    "CASE 1: Nine teachers",
    "Case number 1",
    "BACKGROUND INFORMATION:",
    "ADDITIONAL INFORMATION:",
    "ADDITONAL INFORMATION:",
    "CASE DETAILS: (Source: Reef House)",
    "CASE DETAILS: (According to Reef House)",
    "CASE DETAILS: (Source: The Reef House (RH))",
    "DETAILS (Based on the documentation by Reef House)",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_ends_the_summary(heading: str) -> None:
    made = parted(heading, FACT)
    assert made.before == [SUMMARY]
    assert made.told[-1] == FACT
    assert heading.split(":", maxsplit=1)[0].split(" (", maxsplit=1)[0] in made.body[0]


@pytest.mark.parametrize(
    "line",
    [
        "Details of the arrest were not known to the family or to the lawyer.",
        "The background of the case is told by the lawyer.",
        "Summary executions are told of in the whole district.",
        "Facts are few.",
    ],
)
def test_a_sentence_that_begins_like_a_heading_is_a_sentence(line: str) -> None:
    assert parted(line, FACT).before == []


def test_text_behind_a_heading_is_text() -> None:
    made = parted(f"CASE DETAILS: {FACT}")
    assert (made.body[0], made.told) == ("CASE DETAILS:", [FACT])


@pytest.mark.parametrize("line", ["----------", "=========", "———————", "-=-=-=-=-", "*********"])
def test_a_line_below_the_sign_off_ends_the_summary(line: str) -> None:
    made = parted("Urgent Appeals Desk", "Reef Rights Network (RRN)", "", line, "", FACT)
    assert (made.before, made.told) == ([SUMMARY], [FACT])
    assert parted("", line, "", FACT).before == []


@pytest.mark.parametrize(
    ("line", "label"),
    [
        (
            "Name of the victim: Ms. Litia Tabua, aged 31",
            ("Name of the victim", "Ms. Litia Tabua, aged 31"),
        ),
        ("Current address of the victim : Lau", ("Current address of the victim", "Lau")),
        ("Alleged perpetrators: officers of Lau", ("Alleged perpetrators", "officers of Lau")),
        ("Date of incident: 2 May 2004, 14:30", ("Date of incident", "2 May 2004, 14:30")),
        ("Place of incident: Lau", ("Place of incident", "Lau")),
        ("Prosecuting police officer: not known", ("Prosecuting police officer", "not known")),
        ("Cases lodged against detainees", ("Cases lodged against detainees", "")),
    ],
)
def test_a_label_is_no_claim(line: str, label: tuple[str, str]) -> None:
    made = parted("CASE DETAILS:", line, FACT)
    assert made.labels[0][0] == label[0]
    assert made.labels[0][1].startswith(label[1])
    assert line not in made.told


@pytest.mark.parametrize("shape", ["{n}. {who}", "{n}) {who}", "({n}) {who}", "{n}# {who}"])
def test_a_list_below_a_label_belongs_to_it(shape: str) -> None:
    names = ["Ms. Litia Tabua", "Mr. Sefa Lund", "Mr. Sefa Lund"]
    listed = [shape.format(n=n, who=who) for n, who in zip((1, 2, 2), names, strict=True)]
    made = parted("CASE DETAILS:", "Victims:", *listed, "", FACT)
    assert made.labels == [("Victims", "; ".join(names))]
    assert made.told == [FACT]


LETTER = ["SUGGESTED ACTION:", "Please write a letter.", "Suggested letter:", "Dear ___________,"]


def test_a_letter_is_neither_text_nor_claim() -> None:
    made = parted(
        "CASE DETAILS:", FACT, *LETTER, "", "Nine are held.", "Yours sincerely,", "-------"
    )
    assert made.letters == [["Dear ___________,", "", "Nine are held.", "Yours sincerely,"]]
    assert made.asks == ["Please write a letter."]
    assert made.told == [FACT]


@pytest.mark.parametrize(
    "dear", ["Dear ___________,", "Dear Minister,", "Your Excellency,", "Dear"]
)
def test_a_letter_begins_with_its_salutation(dear: str) -> None:
    made = parted("SAMPLE LETTER:", dear, "Nine are held.", "Yours faithfully,")
    assert made.letters == [[dear, "Nine are held.", "Yours faithfully,"]]


def test_an_open_letter_inside_a_text_is_no_suggested_letter() -> None:
    assert parted("Dear Minister,", FACT).letters == []


def test_a_second_letter_is_a_letter_of_its_own() -> None:
    made = parted(*LETTER, "One.", "Yours sincerely,", "", "SECOND LETTER:", "Dear ______,", "Two.")
    assert [letter[1] for letter in made.letters] == ["One.", "Two."]


@pytest.mark.parametrize(
    "heading",
    [
        "PLEASE SEND YOUR LETTERS TO:",
        "Please send your letters to:",
        "Please send letters to the following:",
        "SEND LETTERS TO:",
        "SUGGESTED ADDRESSEES:",
        "Please write to:",
    ],
)
def test_addresses_are_neither_text_nor_claim(heading: str) -> None:
    made = parted(
        "CASE DETAILS:", FACT, heading, "1. Minister of Boats", "Fax: 1", "", "Thank you."
    )
    assert made.addresses == ["1. Minister of Boats", "Fax: 1", ""]
    assert made.told == [FACT]


def test_details_below_the_addresses_are_details_again() -> None:
    made = parted("SEND LETTERS TO:", "1. Minister", "BACKGROUND INFORMATION:", FACT)
    assert (made.addresses, made.told) == (["1. Minister"], [FACT])


def test_a_release_of_another_organisation_is_told_by_that_one() -> None:
    inner = "Reef International asks where she is."
    made = split(
        [
            FACT,
            "Reef International",
            "Public Statement",
            "Index: REE 24/001/2004",
            "3 May 2004",
            "FIJI: Authorities must answer",
            inner,
            "--------",
            "She was seen again.",
        ],
        "x",
    )
    assert made.inside == [("Reef International", [inner])]
    assert made.told == [FACT, "She was seen again."]


LINES = st.sampled_from(
    [
        *HEADINGS,
        *LETTER,
        "",
        SUMMARY,
        FACT,
        "Urgent Appeals Desk",
        "-----",
        "Victims:",
        "1. Lund",
        "Yours sincerely,",
        "SEND LETTERS TO:",
        "Fax: 1",
        ": x",
        "Public Statement",
        "Thank you.",
    ]
)


@given(st.lists(LINES, max_size=25))
def test_every_section_is_made_of_lines_that_were_there(lines: list[str]) -> None:
    made = split(lines, "Title")
    there = "\n".join(lines)
    letters = [line for letter in made.letters for line in letter]
    for line in (*made.before, *made.body, *made.told, *made.asks, *made.addresses, *letters):
        assert line in there
    for name, value in made.labels:
        assert name in there
        assert all(part in there for part in value.split("; "))


@given(st.lists(LINES, max_size=25))
def test_no_letter_and_no_address_is_told_as_a_fact(lines: list[str]) -> None:
    made = split([*lines, "SAMPLE LETTER:", "Dear ____,", "Zebras were seen."], "Title")
    assert "Zebras were seen." not in made.told


@pytest.mark.parametrize(
    "opening", ["[RE: UA-101-2011: FIJI: Two held; none charged]", "Re: FA-2-2004"]
)
def test_a_list_of_earlier_appeals_is_no_claim(opening: str) -> None:
    assert parted("ADDITIONAL INFORMATION:", opening, FACT).told == [FACT]


@pytest.mark.parametrize(
    "line",
    [
        "The Reef House Centre (RHC) (desk@reef.example)",
        "The Reef House Centre (RHC) <desk@reef.example>",
    ],
)
def test_a_sign_off_with_an_address_is_no_claim(line: str) -> None:
    assert parted("CASE DETAILS:", FACT, line).told == [FACT]
