"""The desk's pages on persons concerned and their consents."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.desk.test_cases import page
from tocsin.authorities.models import Authority
from tocsin.cases import moves
from tocsin.cases.models import Case, Consent, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    return client


@pytest.fixture
def case() -> Case:
    return cast.case()


@pytest.fixture
def rosa(case: Case) -> Person:
    told = moves.Told(names=("Rosa Quispe", "Rosita"), born=date(2015, 1, 1))
    return moves.add_person(cast.olga(), case, told)


def test_a_person_is_added_with_names_and_age(desk: Client, case: Case) -> None:
    sent = {"names": "Juan Mamani\r\nJuancho", "role": "witness", "age": "14", "risk": "Watched."}
    answer = desk.post(f"/desk/cases/{case.pk}/persons/new/", sent)
    made = Person.objects.get()
    assert answer["Location"] == f"/desk/persons/{made.pk}/"
    assert (made.names, made.role, made.age) == (["Juan Mamani", "Juancho"], "witness", 14)
    text = page(desk.get(f"/desk/cases/{case.pk}/"))
    for words in ("Juan Mamani", "also spelled Juancho", "minor", "Watched."):
        assert words in text
    assert "No consent is recorded, so no text may name the person." in text


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"names": ""}, "Names: Fill this in."),
        ({"names": "***"}, "Names: A name needs at least one letter."),
        ({"names": "rosita"}, "“Rosa Quispe” is a person of this case already"),
        ({"age": "old"}, "Or age, in years: Write a whole number, like 12."),
        ({"age": "200"}, "Or age, in years: Write the age in years, from 0 to 130."),
        ({"age": "9" * 5000}, "Or age, in years: "),
        ({"born": "2999-01-01"}, "Born on: The date lies in the future."),
        ({"role": "hero"}, "Part in the case: This is not in the list. Choose again."),
        ({"risk": "x" * 100_000}, "at most 2000 characters"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    facts: dict[str, str], sentence: str, desk: Client, case: Case, rosa: Person
) -> None:
    sent = {"names": "Juan", "role": "witness", "risk": "typed with care"} | facts
    answer = desk.post(f"/desk/cases/{case.pk}/persons/new/", sent)
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert sent["risk"] in page(answer)
    assert Person.objects.count() == 1


def test_the_page_says_what_everybody_else_reads(desk: Client, rosa: Person) -> None:
    text = page(desk.get(f"/desk/persons/{rosa.pk}/"))
    assert "R. Q." in text
    agreed = moves.Agreed("public", "representative", "written", date(2026, 4, 1), None, "Inés")
    moves.give_consent(cast.olga(), rosa, agreed)
    assert "may be named to everybody" in page(desk.get(f"/desk/persons/{rosa.pk}/"))


def test_the_later_of_two_officers_sees_both(desk: Client, rosa: Person) -> None:
    moves.change_person(cast.pavel(), rosa, 1, moves.Told(names=("Rosa",), risk="Pavel’s note."))
    sent = {"names": "Rosa Q.", "role": "affected", "risk": "Olga’s note.", "version": "1"}
    answer = desk.post(f"/desk/persons/{rosa.pk}/", sent)
    text = page(answer)
    assert answer.status_code == 422
    assert "Pavel Imre changed this while you were writing." in text
    for words in ("Pavel’s note.", "Olga’s note.", "Rosa Q."):
        assert words in text
    assert desk.post(f"/desk/persons/{rosa.pk}/", sent | {"version": "2"}).status_code == 302
    rosa.refresh_from_db()
    assert rosa.names == ["Rosa Q."]


def test_a_consent_is_recorded_and_taken_back(desk: Client, rosa: Person) -> None:
    office = cast.authority()
    sent = {
        "scope": "authorities",
        "authorities": [office.pk],
        "giver": "representative",
        "representative": "Inés Mamani",
        "form": "spoken",
        "given_on": "2026-04-01",
        "expires_on": "2999-12-31",
    }
    place = f"/desk/persons/{rosa.pk}/consents/new/"
    assert desk.post(place, sent)["Location"] == f"/desk/persons/{rosa.pk}/"
    text = page(desk.get(f"/desk/persons/{rosa.pk}/"))
    for words in ("named authorities", "Ministry of the Interior", "Inés Mamani", "by word of"):
        assert words in text
    row = Consent.objects.get()
    place = f"/desk/consents/{row.pk}/withdraw/"
    assert desk.post(place, {"on": "2026-04-02", "reason": " "}).status_code == 422
    desk.post(place, {"on": "2026-04-02", "reason": "The family is afraid."})
    text = page(desk.get(f"/desk/persons/{rosa.pk}/"))
    assert "Withdrawn on 2 April 2026:" in text
    assert "The family is afraid." in text
    again = page(desk.post(place, {"on": "2026-04-02", "reason": "Again."}))
    assert "This consent is withdrawn already; nothing was changed." in again


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"scope": ""}, "May be named to: Choose one."),
        ({"scope": "friends"}, "May be named to: This is not in the list. Choose again."),
        ({"given_on": ""}, "When: Write the day like 2026-10-03."),
        ({"expires_on": "2020-01-01"}, "Until: It cannot end before it was given."),
        ({"scope": "authorities"}, "Which offices: Choose the offices to which"),
        ({"giver": "person"}, "Who agreed: A minor cannot agree alone"),
        ({"representative": ""}, "Name of the representative: Write who agreed for the person."),
    ],
)
def test_a_consent_that_cannot_be_is_refused_beside_its_field(
    facts: dict[str, str], sentence: str, desk: Client, rosa: Person
) -> None:
    sent = {
        "scope": "public",
        "giver": "representative",
        "representative": "Inés Mamani",
        "form": "written",
        "given_on": "2026-04-01",
    } | facts
    answer = desk.post(f"/desk/persons/{rosa.pk}/consents/new/", sent)
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert sent["representative"] in page(answer)
    assert not Consent.objects.exists()


def test_a_claim_says_whom_it_concerns(desk: Client, case: Case, rosa: Person) -> None:
    claim = case.claims.get(number=1)
    sent = {"text": "Rosa was held.", "kind": "event", "sensitivity": "public", "version": "1"}
    desk.post(f"/desk/claims/{claim.pk}/", sent | {"persons": [rosa.pk]})
    assert list(claim.persons.all()) == [rosa]
    text = page(desk.get(f"/desk/claims/{claim.pk}/"))
    assert f'value="{rosa.pk}"' in text
    assert "checked" in text


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_who_is_no_officer_reads_why_and_changes_nothing(
    who: Any, desk: Client, rosa: Person
) -> None:
    desk.force_login(who())
    sent = {"names": "Rosa", "role": "affected", "risk": "typed with care", "version": "1"}
    answer = desk.post(f"/desk/persons/{rosa.pk}/", sent)
    assert "Only a person with the role “officer” may do this." in page(answer)
    assert "typed with care" in page(answer)
    rosa.refresh_from_db()
    assert rosa.version == 1


def test_the_next_step_for_a_person_is_a_consent_until_there_is_one(desk: Client) -> None:
    rosa = moves.add_person(cast.olga(), cast.case(), moves.Told(names=("Rosa Quispe",)))
    place = f"/desk/persons/{rosa.pk}/"
    assert f'class="button primary" href="{place}consents/new/"' in page(desk.get(place))
    agreed = moves.Agreed(
        scope="desk", giver="person", form="spoken", given_on=timezone.localdate()
    )
    moves.give_consent(cast.olga(), rosa, agreed)
    assert f'class="button" href="{place}consents/new/"' in page(desk.get(place))


def test_a_consent_says_so_where_no_office_could_be_chosen(desk: Client, rosa: Person) -> None:
    Authority.objects.all().delete()
    place, none = f"/desk/persons/{rosa.pk}/consents/new/", "No office yet."
    assert none in page(desk.get(place))
    cast.authority()
    shown = page(desk.get(place))
    assert none not in shown
    assert "Ministry of the Interior" in shown


def test_what_is_no_age_is_told_and_still_there(desk: Client, case: Case) -> None:
    sent = {"names": "Juan", "role": "witness", "age": "fourteen"}
    shown = page(desk.post(f"/desk/cases/{case.pk}/persons/new/", sent))
    assert "Or age, in years: Write a whole number, like 12." in shown
    assert 'value="fourteen"' in shown
