"""Head, passages and addressees of other networks’ documents, one thing at a time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.intake import abroad, masthead, passages, recipients
from tocsin.intake.reading import Reading, read

AMNESTY = """PUBLIC    AI Index: OCE 18/004/2004
9 June 2004

UA 188/04    Fear of torture

FIJI    Tevita Rokonui (m), aged 32, nurse

He was led out of the hospital by two men.

RECOMMENDED ACTION: Please send appeals:
- asking where he is;

APPEALS TO:
Commissioner of Police
Fax: +679 000
Salutation: Dear Commissioner
"""


def told(text: str) -> Reading:
    return read(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "FIJI: Ten held\n\nDear friends,\n\nAmnesty International writes that ten are held.",
        AMNESTY + "\nDocument Type : Forwarded Urgent Appeal\nDocument ID : FA-09-2004\n",
        "FA-09-2004: FIJI: Ten held\n\n" + AMNESTY,
        "Nothing of this has a form.",
        "",
    ],
)
def test_a_document_of_our_own_form_is_read_by_our_own_rules(text: str) -> None:
    assert abroad.take_apart(text) is None


def test_an_id_of_ours_stays_the_documents_id_above_a_foreign_text() -> None:
    made = told("FA-09-2004: FIJI: Ten nurses held\n\nDear friends,\n\n" + AMNESTY)
    assert (made.document_id, made.foreign_ids) == ("FA-09-2004", [])


@pytest.mark.parametrize(
    "top", ["", "Please see below.\n\n", "Dear Friends,\n\nour member sends you this.\n\nKavi\n\n"]
)
def test_a_note_above_changes_nothing(top: str) -> None:
    made = told(top + AMNESTY)
    assert made.foreign_ids == ["OCE 18/004/2004", "UA 188/04"]
    assert (made.title, made.countries) == ("Fear of torture", ["FJ"])
    assert [one.text for one in made.claims] == ["He was led out of the hospital by two men."]


@pytest.mark.parametrize(
    "line",
    [
        "Reef Rights Network",
        "PUBLIC AI Index: ASA 37/014/2004",
        "Press Release",
        "Hi all,",
        "Dear Anna,",
        "The Observatory for the Protection of Human Rights Defenders",
    ],
)
def test_a_line_that_is_no_headline_is_never_a_title(line: str) -> None:
    made = told(f"{line}\n\nThey were taken at noon and nobody knows where they are.")
    assert made.title == ""
    assert "The title was not found; write one." in made.warnings


def test_a_title_that_only_its_place_speaks_for_is_told() -> None:
    made = told("Nine teachers are held after a march\n\nThey were taken at noon.")
    assert made.title == "Nine teachers are held after a march"
    assert any("first line of the text" in one for one in made.warnings)


@pytest.mark.parametrize("subject", ["urgent", "Fwd: news", "(no subject)", "Re: Fwd: hello"])
def test_a_subject_that_says_nothing_is_no_title(subject: str) -> None:
    made = told(f"From: a@example.org\nSubject: {subject}\n\nHi,\n\nThey were taken at noon.")
    assert made.title == ""


def test_the_subject_of_a_mail_is_a_title_with_a_warning() -> None:
    made = told("From: a@example.org\nSubject: Fwd: Fiji: Nine teachers held\n\nHi,\n\nIt rains.")
    assert (made.title, made.countries) == ("Fiji: Nine teachers held", ["FJ"])
    assert "The title was taken from the subject of the mail; check it." in made.warnings


def test_a_headline_in_capitals_goes_on_in_the_next_line() -> None:
    head, _at = masthead.read(["UNITED NATIONS", "", "EXPERTS CALL FOR AN INQUIRY", "INTO DEATHS"])
    assert head.title == "EXPERTS CALL FOR AN INQUIRY INTO DEATHS"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("RECOMMENDED ACTION: Please send appeals:", "asks"),
        ("Actions requested:", "asks"),
        ("Please write to the authorities in Fiji, urging them to:", "asks"),
        ("Front Line urges the authorities in Fiji to:", "asks"),
        ("La FIDH demande aux autorités de :", "asks"),
        ("APPEALS TO:", "addresses"),
        ("Addresses:", "addresses"),
        ("PLEASE SEND APPEALS BEFORE 28 JUNE 2012 TO:", "addresses"),
        ("Please write to:", "addresses"),
        ("COPIES TO: diplomatic representatives of Fiji", "copies"),
        ("And copies to:", "copies"),
        ("Brief description of the situation:", "told"),
        ("BACKGROUND INFORMATION", "told"),
        ("SAMPLE LETTER", "letter"),
        ("He asked the police to let his brother go.", ""),
        ("The address of the camp is not known.", ""),
    ],
)
def test_headings_turn_the_page(line: str, place: str) -> None:
    assert passages.turn(line) == place


@pytest.mark.parametrize(
    "line",
    [
        "Salutation",
        "Dear Minister,",
        "Asia Desk",
        "9 June 2004",
        "UA 188/04",
        "He said the following:",
    ],
)
def test_a_bare_line_is_no_claim(line: str) -> None:
    assert passages.is_bare(line)


@pytest.mark.parametrize("line", ["He fell.", "“They ran.”", "He ran!", "She is held…"])
def test_a_short_sentence_is_no_bare_line(line: str) -> None:
    assert not passages.is_bare(line)


def test_lists_of_a_network_are_no_claims_and_those_of_a_mail_are() -> None:
    lines = ["It is told:", "- the door is broken", "- he is gone"]
    assert passages.split(lines).told == []
    assert passages.split(lines, is_mail=True).told == ["the door is broken", "he is gone"]


def test_nothing_to_claim_is_said() -> None:
    made = told("Amnesty International\n\nUA 188/04\n\nAPPEALS TO:\nCommissioner\nFax: 12\n")
    assert "No sentence was found that could be a claim; read the text yourself." in made.warnings


def test_a_list_without_an_office_is_said() -> None:
    made = told(AMNESTY.replace("Commissioner of Police", "see the next page").split("Fax")[0])
    assert made.addressees == []
    sentence = "No office was made out below the heading for addressees; read it there."
    assert sentence in made.warnings


BLOCK = ["Minister of Justice", "Mr Semi Rokonui", "Quay Road 4", "Fax: +679 1", "Salutation: Sir"]


def test_blocks_are_parted_by_the_ways_to_reach_them() -> None:
    made = recipients.blocks([*BLOCK, "Commissioner of Police", "Fax: +679 2"])
    assert [one.office for one in made] == ["Minister of Justice", "Commissioner of Police"]
    assert (made[0].holder, made[0].address) == ("Mr Semi Rokonui", ["Quay Road 4"])
    assert (made[0].fax, made[0].salutation) == (["+679 1"], "Sir")


@pytest.mark.parametrize("bullet", ["-", "·", "•", "*", "Ø", "1."])
def test_a_block_stands_in_one_line_behind_a_bullet(bullet: str) -> None:
    lines = [f"{bullet} H.E. Semi Rokonui, Minister of Justice, Quay Road 4, Fiji. Fax: +679 1"] * 2
    made = recipients.blocks(lines)
    assert [(one.office, one.holder) for one in made] == [
        ("Minister of Justice", "H.E. Semi Rokonui")
    ] * 2


def test_of_an_envoy_the_mission_is_the_office() -> None:
    line = "- Ambassador Semi Rokonui, Permanent Mission of Fiji in Geneva, 4 rue Longue. Fax: +41"
    (made,) = recipients.blocks([line])
    assert (made.office, made.holder) == (
        "Permanent Mission of Fiji in Geneva",
        "Ambassador Semi Rokonui",
    )


@pytest.mark.parametrize("line", ["Geneva - Paris", "Please also write to your embassy.", "Thanks"])
def test_what_is_no_address_is_no_addressee(line: str) -> None:
    assert recipients.blocks([line]) == []


@settings(max_examples=60)
@given(st.lists(st.sampled_from(AMNESTY.split("\n")), max_size=25))
def test_lines_in_any_order_are_read_without_an_id(lines: list[str]) -> None:
    made = told("\n".join(["x", *lines]))
    assert made.document_id is None
    assert made.title not in {"PUBLIC    AI Index: OCE 18/004/2004", "APPEALS TO:"}


@pytest.mark.parametrize("piece", ["UA 188/04\n", "APPEALS TO:\n", "FIJI  A (m)\n", "> From: a\n"])
def test_a_long_document_is_read_in_one_go(piece: str) -> None:
    assert told("Amnesty International\n" + piece * 4_000).text
