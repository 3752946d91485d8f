"""Other appeals are known in every spelling; a typing error is asked about, never guessed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cast
from tocsin.appeals import related
from tocsin.appeals.models import Appeal
from tocsin.appeals.references import Index, Reference, former, is_update, resolve

pytestmark = pytest.mark.django_db


def appeal(document_id: str) -> Appeal:
    """A draft of that ID on a case of its own."""
    cast.document_type("UA")
    return Appeal.objects.create(
        document_id=document_id,
        document_type_id="UA",
        case=cast.case(),
        written_by="olga",
        changed_by="olga",
    )


def known(text: str, own: str = "") -> list[str]:
    """The IDs that were resolved."""
    return [one.appeal.document_id for one in resolve(text, own=own) if one.appeal]


def questions(text: str) -> list[str]:
    return [one.question for one in resolve(text) if one.appeal is None]


SPELLINGS = [
    "UA-35-2010",
    "ua-35-2010",
    "UA-035-2010",
    "AHRC-UA-035-2010",
    "UA 35-2010",
    "UA 35/2010",
    "UA35-2010",
    "UA_35_2010",
    "UA-35-10",
    "UA/035/2010",
    "UA–35–2010",
    "https://old.example/news/urgent-appeals/UA-35-2010/",
    "(see UA-035-2010)",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_appeal_is_known_in_each_spelling(spelling: str) -> None:
    appeal("UA-35-2010")
    assert known(f"We told of this in {spelling} last year.") == ["UA-35-2010"]


def test_a_letter_in_the_number_is_another_appeal() -> None:
    appeal("FA-36-2005")
    appeal("FA-36A-2005")
    assert known("See FA-36A-2005.") == ["FA-36A-2005"]
    assert known("See FA-36-2005.") == ["FA-36-2005"]


def test_the_organisation_decides_between_two_and_never_by_chance() -> None:
    appeal("AHRC-UA-03-2010")
    appeal("ALRC-UA-03-2010")
    assert known("See ALRC-UA-003-2010.") == ["ALRC-UA-03-2010"]
    assert known("See UA-003-2010.") == []
    assert "Did you mean" in questions("See UA-003-2010.")[0]


def test_an_old_century_is_not_taken_for_a_new_one() -> None:
    appeal("UA-08-1998")
    assert known("See UA-08-98.") == ["UA-08-1998"]
    assert known("See UA-08-08.") == []


MISTYPED = {
    "UA-53-2010": "exchanged digits",
    "UA-35-2011": "another year",
    "UA-35-2O10": "a letter for a digit",
    "UA-3l-2010": "a letter for a digit",
    "UAC-35-2010": "another type",
}


@pytest.mark.parametrize("typed", MISTYPED)
def test_what_is_mistyped_is_asked_about_and_not_guessed(typed: str) -> None:
    appeal("UA-35-2010")
    text = f"We told of this in {typed}."
    assert known(text) == []
    sentence = f"“{typed}” is not known here. Did you mean UA-35-2010?"
    assert questions(text) == [sentence]


def test_what_is_like_nothing_is_said_to_be_unknown() -> None:
    assert questions("See HA-99-1999.") == ["“HA-99-1999” is not known here."]


def test_a_document_does_not_name_itself() -> None:
    appeal("UA-35-2010")
    assert known("Document ID : UA-035-2010", own="UA-35-2010") == []
    assert resolve("Document ID : UA-77-2010", own="UA-077-2010") == []


def test_each_is_named_once_in_the_order_of_the_text() -> None:
    for number in (1, 2, 3):
        appeal(f"UA-0{number}-2010")
    text = "See UA-03-2010 and UA-1-2010, again UA-003-2010, and UA-02-2010UA-01-2010."
    assert known(text) == ["UA-03-2010", "UA-01-2010", "UA-02-2010"]


@pytest.mark.parametrize("text", ["up 12-05 to 13-05", "as 10-05 was.", "14-19 of OL", ""])
def test_words_that_only_look_so_are_left_alone(text: str) -> None:
    appeal("UA-35-2010")
    assert resolve(text) == []


def test_an_old_address_is_known_where_it_was_entered() -> None:
    one = appeal("UA-09-2003")
    related.add_former(cast.olga(), one, "http://www.old.example/ua/mainfile.php/2003/408/")
    text = "See https://old.example/ua/mainfile.php/2003/408. The other is not known."
    assert known(text) == ["UA-09-2003"]
    assert known("See http://old.example/ua/mainfile.php/2003/409/") == []


def test_old_names_are_compared_without_what_changes() -> None:
    assert former(" HTTPS://www.Old.example/a/ ") == former("http://old.example/a")
    assert Index().former == {}


def test_updates_are_told_by_their_type() -> None:
    assert [code for code in ("UP", "UAU", "HU", "HAU") if is_update(code)] == [
        "UP",
        "UAU",
        "HU",
        "HAU",
    ]
    assert not any(is_update(code) for code in ("UA", "FA", "HA", "XY"))


def test_a_question_names_what_is_near() -> None:
    assert Reference("UA-1-2010").question == "“UA-1-2010” is not known here."


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(alphabet="UAPF-0123456789 Ol/\n", max_size=200))
def test_any_text_is_searched_without_an_error(text: str) -> None:
    assert all(one.appeal is None for one in resolve(text))
