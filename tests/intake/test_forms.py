"""Whole documents in the forms of the field are read exactly, and alike in each of their copies."""

from __future__ import annotations

from typing import Any

import pytest

from tocsin.intake.reading import read

APPEAL = """\
Home / News / Urgent Appeals / FIJI: Nine teachers are held after a march in Lau

May 22, 2008

REEF RIGHTS NETWORK - URGENT APPEALS PROGRAMME

Urgent Appeal Case: AHRC-UAC-152-2008

20 May 2008
---------------------------------------------------------------------
FIJI: Nine teachers are held after a march in Lau

ISSUES: Torture; Refugees, IDPs and asylum seekers; freedom of assembly
---------------------------------------------------------------------

[RE: AHRC-UAC-090-2008: FIJI: A march is forbidden; one dies; UAU-014-2008: FIJI: Two held]

Dear friends,

The Reef Rights Network (RRN) has received information from the Casa Clara, a human rights
organisation in Fiji, that nine teachers were allegedly beaten by officers in Lau.

Urgent Appeals Desk
Reef Rights Network (RRN)
---------------------------------------------------------------------

CASE DETAILS: (Source: Casa Clara)

On 2 May 2008, nine teachers were taken from the school of Lau by men in a grey van.

According to two eyewitnesses, they were beaten in the yard of the station. It is alleged that an
officer broke a hand. The police confirmed that nine persons are held in Lau.

Name of the victim: Ms. Litia Tabua, aged 31
Date of incident: 2 May 2008, 14:30
Victims:
1. Litia Tabua
2. Sefa Lund

BACKGROUND INFORMATION:

Marches are forbidden in Lau since the year before.

SUGGESTED ACTION:

Please send a letter to the authorities listed below, expressing your concern.

Suggested letter:

Dear ___________,

FIJI: Nine teachers are held after a march in Lau

Name of the victim: Ms. Litia Tabua

I was told that nine teachers fly kites.

Yours sincerely,
---------------------
PLEASE SEND YOUR LETTERS TO:

1. Mr. Sefa Lund
Minister of Boats
4 Quay Road
Lau
FIJI
Tel: +679 1 234
Fax: +679 1 235 or 236
E-mail: boats@example.org
Salutation: Dear Minister

2. Chief of Police, 7 Quay Road, Lau, FIJI. Tel: +679 9 999, Fax: +679 9 998

Thank you.

Urgent Appeals Programme
Reef Rights Network (RRN)

Document Type : Urgent Appeal Case
Document ID : AHRC-UAC-152-2008
Countries : Fiji,
Issues : Torture, Refugees, IDPs & Asylum seekers,
"""
HEAD, REST = APPEAL.split("Dear friends,")
MAIN, FOOTER = REST.split("Document Type")


def told(text: str) -> dict[str, Any]:
    return read(text.encode()).to_row()


WHOLE = told(APPEAL)


def test_the_facts_of_an_appeal_are_read() -> None:
    assert WHOLE["document_id"] == "AHRC-UAC-152-2008"
    assert WHOLE["document_type"] == {"code": "UAC", "name": "Urgent Appeal Case"}
    assert WHOLE["title"] == "FIJI: Nine teachers are held after a march in Lau"
    assert (WHOLE["date"], WHOLE["countries"]) == ("2008-05-20", ["FJ"])
    assert WHOLE["issues"] == ["torture", "refugees-idps-asylum-seekers"]
    assert WHOLE["partner"] == "Casa Clara"
    assert WHOLE["related"] == ["AHRC-UAC-090-2008", "UAU-014-2008"]


def test_what_is_odd_in_it_is_said() -> None:
    said = "\n".join(WHOLE["warnings"])
    assert "The page is dated 2008-05-22, the document 2008-05-20; the latter was taken." in said
    assert "The issue “freedom of assembly” is not in the list." in said


def test_claims_come_from_the_details_with_their_doubt_and_their_sources() -> None:
    claims = {one["text"]: one for one in WHOLE["claims"]}
    assert not any("kites" in text or "Name of" in text for text in claims)
    beaten = claims["They were beaten in the yard of the station."]
    assert (beaten["status"], beaten["sources"][0]["kind"]) == ("reported", "witness")
    broke = next(one for text, one in claims.items() if "broke a hand" in text)
    assert broke["status"] == "unconfirmed"
    held = claims["Nine persons are held in Lau."]
    assert (held["status"], held["sources"][0]["kind"]) == ("reported", "official")
    assert claims["Marches are forbidden in Lau since the year before."]["status"] == "reported"


def test_the_letter_goes_into_the_draft_and_the_labels_beside_it() -> None:
    assert WHOLE["letter"].startswith("Dear ___________,")
    assert WHOLE["letter"].endswith("Yours sincerely,")
    assert "kites" not in WHOLE["body"]
    assert ["Name of the victim", "Ms. Litia Tabua, aged 31"] in WHOLE["labels"]
    assert ["Victims", "Litia Tabua; Sefa Lund"] in WHOLE["labels"]


def test_addressees_come_with_how_to_reach_them() -> None:
    assert WHOLE["addressees"] == ["Minister of Boats", "Chief of Police"]
    minister, chief = WHOLE["blocks"]
    assert minister == {
        "office": "Minister of Boats",
        "holder": "Mr. Sefa Lund",
        "address": ["4 Quay Road", "Lau", "FIJI"],
        "phone": ["+679 1 234"],
        "fax": ["+679 1 235", "236"],
        "email": ["boats@example.org"],
        "salutation": "Dear Minister",
    }
    assert (chief["address"], chief["fax"]) == (["7 Quay Road", "Lau", "FIJI"], ["+679 9 998"])


COPIES = {
    "without empty lines": "\n".join(line for line in APPEAL.split("\n") if line),
    "with many empty lines": APPEAL.replace("\n\n", "\n\n\n"),
    "ends of Windows": APPEAL.replace("\n", "\r\n"),
    "a quoted mail": "\n".join(f"> {line}" for line in APPEAL.split("\n")),
    "colons below": APPEAL.replace(" : ", "\n: "),
    "footer in one line": f"{HEAD}Dear friends,{MAIN}Document Type{' '.join(FOOTER.split())}",
    "footer on top": f"Document Type{FOOTER}\n{HEAD}Dear friends,{MAIN}",
    "double lines": APPEAL.replace("-" * 69, "=" * 69),
    "no greeting": APPEAL.replace("Dear friends,\n\n", ""),
    "no desk below": APPEAL.replace("Urgent Appeals Programme\nReef Rights Network (RRN)\n", ""),
}
KEYS = (
    "document_id",
    "document_type",
    "title",
    "date",
    "countries",
    "issues",
    "claims",
    "addressees",
    "related",
    "blocks",
    "labels",
)


@pytest.mark.parametrize("copy", COPIES)
def test_every_copy_of_an_appeal_reads_the_same(copy: str) -> None:
    made = told(COPIES[copy])
    assert {key: made[key] for key in KEYS} == {key: WHOLE[key] for key in KEYS}


def test_a_copy_that_lost_its_head_reads_the_same_but_for_the_date() -> None:
    made = told(f"Dear friends,{REST}")
    same = set(KEYS) - {"date", "related"}
    assert {key: made[key] for key in same} == {key: WHOLE[key] for key in same}
    assert (made["date"], made["related"]) == (None, [])
    assert "The title was taken from the suggested letter; check it." in made["warnings"]
    assert "No date was found." in made["warnings"]


def test_a_copy_that_lost_its_footer_has_all_from_its_head() -> None:
    made = told(f"{HEAD}Dear friends,{MAIN}")
    assert {key: made[key] for key in KEYS} == {key: WHOLE[key] for key in KEYS}


@pytest.mark.parametrize(
    ("written", "code", "name"),
    [
        ("FA-34-2003", "FA", "Forwarded Urgent Appeal"),
        ("FA-36A-2005", "FA", "Forwarded Urgent Appeal"),
        ("UA0817", "UA", "Urgent Appeal"),
        ("UA-001-2006", "UA", "Urgent Appeal"),
        ("UP-227-2006", "UP", "Urgent Appeal Update"),
        ("AHRC-UAC-152-2008", "UAC", "Urgent Appeal Case"),
        ("AHRC-UAU-070-2008", "UAU", "Urgent Appeal Update"),
        ("HA-01-2004", "HA", "Hunger Alert"),
        ("HU-01-2004", "HU", "Hunger Alert Update"),
        ("AHRC-HAC-004-2010", "HAC", "Hunger Alert Case"),
        ("AHRC-HAU-003-2011", "HAU", "Hunger Alert Update"),
        ("AHRC-FP-011-2007", "FP", "Forwarded Press Release"),
        ("AHRC-FPR-006-2015", "FPR", "Forwarded Press Release"),
        ("AHRC-PL-009-2007", "PL", "Press Release"),
        ("AHRC-PRL-017-2008", "PRL", "Press Release"),
        ("AS-04-2003", "AS", "Statement"),
        ("AHRC-STM-296-2008", "STM", "Statement"),
        ("AHRC-OL-001-2008", "OL", "Open Letter"),
        ("ALRC-CWS-10-05-2009", "CWS", "Written Statement"),
        ("ALRC-COS-37-005-2018", "COS", "Oral Statement"),
    ],
)
def test_every_id_gives_its_type_where_no_footer_does(written: str, code: str, name: str) -> None:
    for text in (f"Urgent Appeal Case: {written}\n\nFIJI: Ten held", f"{written}: FIJI: Ten held"):
        made = told(f"{text}\n\nDear friends,\n\nTen were held.")
        assert (made["document_id"], made["raw_id"]) == (written, written)
        assert made["document_type"] == {"code": code, "name": name}
        assert (made["title"], made["countries"]) == ("FIJI: Ten held", ["FJ"])


def test_small_letters_are_kept_as_they_came_beside_the_id() -> None:
    made = told("FIJI: Ten held\n\nText.\n\nDocument ID : alrc-cos-37-005-2018")
    assert (made["document_id"], made["raw_id"]) == ("ALRC-COS-37-005-2018", "alrc-cos-37-005-2018")


def test_two_own_ids_are_said_and_the_footers_wins() -> None:
    made = told(
        "Urgent Appeal Case: UP-23-2006\nFIJI: Ten held\n\nDear friends,\n\nTen.\n\n"
        "Document Type : Urgent Appeal Update\nDocument ID : UP-22-2006"
    )
    assert (made["document_id"], made["related"]) == ("UP-22-2006", [])
    sentence = "The document also calls itself “UP-23-2006”; “UP-22-2006” was taken."
    assert sentence in made["warnings"]


def test_a_footer_that_contradicts_the_id_is_said() -> None:
    made = told("FIJI: x\n\nTen.\n\nDocument Type : Press Release\nDocument ID : UP-22-2006")
    assert made["document_type"]["name"] == "Press Release"
    sentence = "The ID is one of a “Urgent Appeal Update”, but the footer says “Press Release”."
    assert sentence in made["warnings"]


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("UPDATE (Fiji): Ten held", ["FJ"]),
        ("INDONESIA/ACEH: Ten held", ["ID"]),
        ("BURMA/MYANMAR: Ten held", ["MM"]),
        ("Hong Kong SAR: Ten held", ["HK"]),
        ("Sri Lanka: Ten held", ["LK"]),
        ("THE PHILIPPINES: Ten held", ["PH"]),
        ("FIJI & PERU: Ten held", ["FJ", "PE"]),
        ("FIJI/PERU: Ten held", ["FJ", "PE"]),
        ("ASIA: Ten held", []),
        ("Ten held in Lau", []),
    ],
)
def test_the_country_of_a_title_is_read_however_it_stands(title: str, codes: list[str]) -> None:
    made = told(f"{title}\n\nDear friends,\n\nTen were held.")
    assert made["countries"] == codes
    assert ("No country was found; choose one." in made["warnings"]) == (not codes)


def test_numbers_that_could_be_two_days_are_no_date() -> None:
    made = told("UA-46-2008\n03/04/2008\nFIJI: Ten held\n\nDear friends,\n\nTen were held.")
    assert made["date"] is None
    assert "Several dates could be meant by “03/04/2008”; none was taken." in made["warnings"]
    assert told("UA-46-2008\n23/04/2008\nFIJI: Ten held\n\nTen.")["date"] == "2008-04-23"


def test_two_months_for_one_day_are_said() -> None:
    made = told(
        "FIJI: Ten held\n\nThey were taken on 15 January 2005. On 15 February 2005 he left."
    )
    sentence = (
        "“15 January 2005” and “15 February 2005” differ only in the month; one may be a slip."
    )
    assert sentence in made["warnings"]


@pytest.mark.parametrize(
    "words", ["Fijis government did it", "They dont know it", "Perus army came"]
)
def test_lost_apostrophes_are_said_and_left(words: str) -> None:
    made = read(f"FIJI: Ten held\n\n{words} and nobody else.".encode())
    assert any("Apostrophes seem to be lost" in one for one in made.warnings)
    assert words in made.text
    assert made.repairs == []


def test_lost_characters_are_counted() -> None:
    made = told("FIJI: Ten held\n\nA caf\ufffd and a na\ufffdve man.")
    assert "2 characters were lost before the text came here." in made["warnings"]


def test_facts_that_stand_in_the_letter_alone_are_said_to_stand_there() -> None:
    letter = "Dear ___________,\n\n" + "Ten teachers were held in Lau on Monday. " * 9
    made = told(f"FIJI: Ten held\n\nDear friends,\n\nTen held.\n\nSAMPLE LETTER:\n\n{letter}")
    sentence = "Most facts stand in the suggested letter; no claims were taken from it."
    assert sentence in made["warnings"]


def test_two_letters_are_said_and_both_are_kept() -> None:
    text = "SAMPLE LETTER:\n\nDear ______,\n\nOne.\n\nYours sincerely,\n\nDear ______,\n\nTwo."
    made = told(f"FIJI: Ten held\n\nDear friends,\n\nTen were held.\n\n{text}")
    assert "There are 2 suggested letters; the draft has the first." in made["warnings"]
    assert [letter.split("\n")[2] for letter in made["letters"]] == ["One.", "Two."]


def test_a_text_inside_gives_its_partner_and_never_the_id_or_the_title() -> None:
    text = (
        "FA-12-2004: FIJI: Ten held\nDate: 5 May 2004\n\nDear friends,\n\nPlease find it below.\n\n"
        "Urgent Appeals Desk\nReef Rights Network (RRN)\n\nHarbour International\nPress Release\n"
        "AI Index: FIJ 24/01/2004\nDate: 3 May 2004\n\nFIJI: Authorities must answer\n\n"
        "Ten teachers were held in Lau.\n"
    )
    made = told(text)
    assert (made["document_id"], made["title"]) == ("FA-12-2004", "FIJI: Ten held")
    assert (made["date"], made["partner"]) == ("2004-05-05", "Harbour International")
    assert any("FIJ 24/01/2004" in one for one in made["warnings"])


def test_a_cover_note_whose_text_inside_cannot_be_told_apart_names_no_partner() -> None:
    made = told(
        "FIJI: Ten held\n\nDear friends,\n\nWe forward information from the Reef House, an "
        "organisation in Fiji.\n\nUrgent Appeals Desk\n\nFIJI: Ten held\n\nTen were held."
    )
    assert made["partner"] is None
    sentence = "The cover note names “Reef House”, but where its text begins is not clear."
    assert sentence in made["warnings"]


@pytest.mark.parametrize(
    ("byline", "code"),
    [
        ("A Statement by the Reef Rights Network (RRN)", "STM"),
        ("A Press Release by the Reef Rights Network (RRN)", "PRL"),
        ("A Press Release from the Reef House forwarded by the Reef Rights Network (RRN)", "FPR"),
        ("An Open Letter from the Reef Rights Network (RRN) to the Mayor of Lau", "OL"),
        ("An oral statement submitted by the Reef Rights Network (RRN)", "COS"),
        ("A written statement submitted by the Reef Rights Network (RRN)", "CWS"),
    ],
)
def test_a_byline_gives_the_type_where_nothing_else_does(byline: str, code: str) -> None:
    made = told(f"FOR IMMEDIATE RELEASE\n\n{byline}\n\nFIJI: Ten held\n\nTen were held in Lau.")
    assert made["document_type"]["code"] == code
    assert made["title"] == "FIJI: Ten held"
    assert made["partner"] == ("Reef House" if code == "FPR" else None)
    assert made["addressees"] == (["Mayor of Lau"] if code == "OL" else [])


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("FORWARDED APPEAL (Fiji): x", "FA"),
        ("UPDATE (Fiji): x", "UP"),
        ("HUNGER ALERT (Fiji): x", "HA"),
    ],
)
def test_the_words_of_a_series_give_the_type_where_nothing_else_does(title: str, code: str) -> None:
    assert told(f"{title}\n\nDear friends,\n\nTen were held.")["document_type"]["code"] == code


def test_a_sentence_stands_in_for_a_headline_in_the_draft_alone() -> None:
    made = told("Dear friends,\n\nTen teachers were held in Lau on Monday. Nobody is charged.")
    assert (made["title"], made["headline"]) == ("", "Ten teachers were held in Lau on Monday.")
