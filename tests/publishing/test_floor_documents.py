"""A cover note that is more certain than the text it covers is found."""

from __future__ import annotations

from tests.paths import DATA, seed
from tocsin.intake.reading import read
from tocsin.publishing.floor.documents import Overstatement, overstatements

DOCUMENT = """PERU: {title}

Dear Friends

{cover}

Thank you.

Urgent Appeals Desk


Casa Clara
Date: March 3, 2026
Puno, Peru

It is not officially confirmed whether the army is going to close the radio station of Puno.

The radio station of Puno broadcasts in two languages.
"""


def found(cover: str, title: str = "A radio station in Puno") -> list[Overstatement]:
    """What is more certain in a document than its claims."""
    text = DOCUMENT.format(cover=cover, title=title)
    return overstatements(read(text.encode(), "alert.txt"))


def test_the_cover_note_of_the_founding_document_is_more_certain_than_its_partner() -> None:
    told = overstatements(read(seed().read_bytes(), seed().name))
    [cover] = [one for one in told if one.part == "cover"]
    assert "facing" in cover.sentence
    assert "is going to send" in cover.claims[-1].text
    assert {claim.status for claim in cover.claims} == {"unconfirmed"}
    assert cover.verdict.reason.endswith("say openly that it is in doubt.")


def test_a_document_of_the_same_form_is_found_too() -> None:
    place = DATA / "FA-07-2004.txt"
    told = overstatements(read(place.read_bytes(), place.name))
    assert [(one.part, one.number) for one in told] == [("cover", 1)]
    assert told[0].claims[0].text == "The eleven were teachers."


def test_a_request_that_presupposes_nothing_is_none() -> None:
    assert found("Please ask the army not to close the radio station of Puno.") == []


def test_a_cover_note_that_keeps_the_doubt_is_none() -> None:
    assert found("It is feared that the army may close the radio station of Puno.") == []


def test_a_sentence_of_the_cover_note_is_held_against_the_claim_it_speaks_of() -> None:
    [one] = found("We write to you today. The army is going to close the radio station of Puno.")
    assert (one.part, one.number) == ("cover", 2)
    assert one.claims[0].text == "The army is going to close the radio station of Puno."


def test_a_title_is_looked_at_too() -> None:
    [one] = found("Please write to us.", "Army closes the radio station of Puno")
    assert one.part == "title"


def test_a_language_without_rules_is_not_judged() -> None:
    text = "KOLMA\n\nVale House\nDate: March 3, 2026\n\n" + "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ ᠪᠣᠯ ᠶᠡᠬᠡ " * 9
    assert overstatements(read(text.encode(), "alert.txt")) == []


def test_json_has_the_place_the_claims_and_the_verdict() -> None:
    [one] = found("The army is going to close the radio station of Puno.")
    told = one.to_json()
    assert list(told) == [
        "part",
        "number",
        "sentence",
        "claims",
        "verdict",
        "reason",
        "suggestion",
    ]
    assert set(told["claims"][0]) == {"id", "text", "status"}
