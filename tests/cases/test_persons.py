"""Persons concerned and what they agreed to: recorded, changed, withdrawn, and what is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.cases import moves, reads
from tocsin.cases.consent import consent_gaps, may_be_named, may_be_read
from tocsin.cases.models import Case, Claim, Consent, Person
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal

TODAY = date(2026, 5, 1)
NAMES = ("Rosa Quispe", "Rosita")


@pytest.fixture
def case(db: None) -> Case:
    return cast.case()


@pytest.fixture
def rosa(case: Case) -> Person:
    return moves.add_person(cast.olga(), case, moves.Told(names=NAMES))


def agree(person: Person, scope: str = "public", **facts: Any) -> Consent:
    """A consent in writing by the person, given on 1 April."""
    usual: dict[str, Any] = {"giver": "person", "form": "written", "given_on": date(2026, 4, 1)}
    return moves.give_consent(cast.olga(), person, moves.Agreed(scope, **(usual | facts)))


def test_a_person_is_one_record_with_many_names(case: Case) -> None:
    told = moves.Told(
        names=(" Rosa  Quispe ", "Rosita", "", "Rosita"), role="witness", risk="Followed home."
    )
    person = moves.add_person(cast.olga(), case, told)
    assert (person.names, str(person)) == (["Rosa Quispe", "Rosita"], "Rosa Quispe")
    assert (person.role, person.risk, person.changed_by) == ("witness", "Followed home.", "olga")
    assert list(reads.persons(case)) == [person]


@pytest.mark.parametrize("name", ["Rosita", "rosa QUISPÉ", "Rosa-Quispe"])
def test_a_name_that_is_here_already_is_refused(name: str, case: Case, rosa: Person) -> None:
    with pytest.raises(Refusal, match=r"“Rosa Quispe” is a person of this case already") as no:
        moves.add_person(cast.olga(), case, moves.Told(names=(name,)))
    assert no.value.field == "names"


@pytest.mark.parametrize(
    ("facts", "sentence", "field"),
    [
        ({"names": ()}, "Write at least one name", "names"),
        ({"names": (" ", "")}, "Write at least one name", "names"),
        ({"names": ("***",)}, "A name needs at least one letter.", "names"),
        ({"names": ("x" * 201,)}, "shorten it to 200", "names"),
        ({"role": "hero"}, "Choose one from the list.", "role"),
        ({"shown_as": "face"}, "Choose one from the list.", "shown_as"),
        ({"age": -1}, "Write the age in years, from 0 to 130.", "age"),
        ({"age": 131}, "Write the age in years, from 0 to 130.", "age"),
        ({"born": date(2999, 1, 1)}, "The date lies in the future.", "born"),
        ({"age": 3, "age_on": date(2999, 1, 1)}, "The date lies in the future.", "age_on"),
        ({"risk": "x" * 2001}, "shorten it to 2000", "risk"),
    ],
)
def test_what_cannot_be_a_person_is_refused(
    facts: dict[str, Any], sentence: str, field: str, case: Case, rosa: Person
) -> None:
    told = moves.Told(**({"names": ("Juan Mamani",)} | facts))
    verbs: list[Callable[[], object]] = [
        lambda: moves.add_person(cast.olga(), case, told),
        lambda: moves.change_person(cast.olga(), rosa, 1, told),
    ]
    for verb in verbs:
        with pytest.raises(Refusal, match=sentence) as refusal:
            verb()
        assert refusal.value.field == field
    assert case.persons.count() == 1


def test_the_later_of_two_officers_is_told_who_was_faster(rosa: Person) -> None:
    stale = Person.objects.get(pk=rosa.pk)
    moves.change_person(cast.pavel(), rosa, 1, moves.Told(names=NAMES, risk="High."))
    with pytest.raises(Refusal, match=r"Pavel Imre changed this while you were writing") as refusal:
        moves.change_person(cast.olga(), stale, 1, moves.Told(names=NAMES))
    assert refusal.value.field == "version"
    assert Person.objects.get().risk == "High."


@pytest.mark.parametrize(
    ("facts", "day", "minor"),
    [
        ({}, TODAY, False),
        ({"born": date(2008, 5, 2)}, TODAY, True),
        ({"born": date(2008, 5, 1)}, TODAY, False),
        ({"born": date(2008, 2, 29)}, date(2026, 2, 28), True),
        ({"born": date(2008, 2, 29)}, date(2026, 3, 1), False),
        ({"age": 17, "age_on": date(2025, 5, 2)}, TODAY, True),
        ({"age": 17, "age_on": date(2025, 5, 1)}, TODAY, False),
        ({"age": 18, "age_on": TODAY}, TODAY, False),
        ({"age": 0, "age_on": TODAY}, date(2044, 4, 30), True),
    ],
)
def test_who_may_still_be_under_18_is_a_minor(
    facts: dict[str, Any], day: date, minor: bool
) -> None:
    assert Person(names=["Rosa"], **facts).is_minor(day) is minor


def test_an_age_without_a_day_was_true_when_it_was_written(case: Case) -> None:
    person = moves.add_person(cast.olga(), case, moves.Told(names=("Juan",), age=12))
    assert person.age_on == timezone.localdate()
    assert person.is_minor(timezone.localdate())


def test_nobody_is_named_without_a_consent(case: Case, rosa: Person) -> None:
    assert not may_be_named(rosa, "public", TODAY)
    assert consent_gaps(case, "public", TODAY) == [
        "“Rosa Quispe” has not agreed to be named to the public. "
        "Ask and record the consent, or take the name out."
    ]


@pytest.mark.parametrize(
    ("scope", "reached"),
    [
        ("public", {"desk", "network", "public"}),
        ("network", {"desk", "network"}),
        ("desk", {"desk"}),
    ],
)
def test_a_consent_reaches_its_audience_and_no_other(
    scope: str, reached: set[str], case: Case, rosa: Person
) -> None:
    agree(rosa, scope)
    office = [cast.authority()]
    audiences = ("desk", "authorities", "network", "public")
    found = {one for one in audiences if may_be_named(rosa, one, TODAY, office)}
    assert found == reached
    without = {one for one in audiences if consent_gaps(case, one, TODAY, office)}
    assert found | without == set(audiences)
    assert not found & without


def test_a_consent_for_offices_names_them(case: Case, rosa: Person) -> None:
    office, other = cast.authority(), cast.authority("Office of the Ombudsman")
    agree(rosa, "authorities", authorities=(office,))
    assert may_be_named(rosa, "authorities", TODAY, [office])
    assert not may_be_named(rosa, "authorities", TODAY, [office, other])
    assert not may_be_named(rosa, "authorities", TODAY)
    assert consent_gaps(case, "authorities", TODAY, [office]) == []
    assert consent_gaps(case, "authorities", TODAY, [office, other]) == [
        "“Rosa Quispe” has not agreed to be named to Office of the Ombudsman. "
        "Ask and record the consent, or take the name out."
    ]
    assert consent_gaps(case, "authorities", TODAY)[0].startswith(
        "It is not said to which offices “Rosa Quispe” would be named."
    )


def test_two_consents_reach_two_offices(rosa: Person) -> None:
    offices = (cast.authority(), cast.authority("Office of the Ombudsman"))
    for office in offices:
        agree(rosa, "authorities", authorities=(office,))
    assert may_be_named(rosa, "authorities", TODAY, offices)


def test_a_consent_ends_on_its_last_day(case: Case, rosa: Person) -> None:
    agree(rosa, expires_on=TODAY)
    assert may_be_named(rosa, "public", TODAY)
    assert not may_be_named(rosa, "public", date(2026, 3, 31))
    assert consent_gaps(case, "public", TODAY + timedelta(days=1)) == [
        "The consent of “Rosa Quispe” to be named to the public ended on 1 May 2026. "
        "Ask and record the consent, or take the name out."
    ]


def test_a_consent_that_was_withdrawn_is_gone_and_stays_on_record(case: Case, rosa: Person) -> None:
    given_ = agree(rosa)
    moves.withdraw_consent(cast.olga(), given_, date(2026, 4, 20), "The family is afraid.")
    kept = Consent.objects.get()
    assert (kept.withdrawn_on, kept.withdrawn_why) == (date(2026, 4, 20), "The family is afraid.")
    assert consent_gaps(case, "public", TODAY) == [
        "“Rosa Quispe” took back on 20 April 2026 the consent to be named to the public. "
        "Ask and record the consent, or take the name out."
    ]
    agree(rosa)
    assert consent_gaps(case, "public", TODAY) == []


@pytest.mark.parametrize(
    ("on", "reason", "sentence", "field"),
    [
        (date(2026, 3, 31), "Fear.", "It cannot be withdrawn before it was given.", "on"),
        (date(2999, 1, 1), "Fear.", "The date lies in the future.", "on"),
        (date(2026, 4, 2), " ", "Write why, so that others can follow.", "reason"),
    ],
)
def test_withdrawing_needs_a_day_that_can_be_and_a_reason(
    on: date, reason: str, sentence: str, field: str, rosa: Person
) -> None:
    given_ = agree(rosa)
    with pytest.raises(Refusal, match=sentence) as refusal:
        moves.withdraw_consent(cast.olga(), given_, on, reason)
    assert refusal.value.field == field
    assert Consent.objects.get().withdrawn_on is None


def test_a_consent_is_withdrawn_once(rosa: Person) -> None:
    given_ = agree(rosa)
    moves.withdraw_consent(cast.olga(), given_, TODAY, "Fear.")
    with pytest.raises(Refusal, match=r"This consent is withdrawn already"):
        moves.withdraw_consent(cast.pavel(), given_, TODAY, "Fear.")


def test_a_minor_needs_a_representative(case: Case) -> None:
    told = moves.Told(names=("Juan Mamani",), born=date(2012, 1, 1))
    juan = moves.add_person(cast.olga(), case, told)
    assert consent_gaps(case, "public", TODAY) == [
        "“Juan Mamani” has not agreed to be named to the public. "
        "Record the consent of a representative, or write initials."
    ]
    with pytest.raises(Refusal, match=r"A minor cannot agree alone") as refusal:
        agree(juan)
    assert refusal.value.field == "giver"
    with pytest.raises(Refusal, match=r"Write who agreed for the person.") as refusal:
        agree(juan, giver="representative")
    assert refusal.value.field == "representative"
    agree(juan, giver="representative", representative="Inés Mamani")
    assert consent_gaps(case, "public", TODAY) == []


def test_a_consent_of_ones_own_is_not_enough_once_the_desk_learns_the_age(
    case: Case, rosa: Person
) -> None:
    agree(rosa)
    told = moves.Told(names=NAMES, born=date(2012, 1, 1))
    moves.change_person(cast.olga(), rosa, 1, told)
    assert consent_gaps(case, "public", TODAY) == [
        "“Rosa Quispe” is a minor and cannot agree alone to be named to the public. "
        "Record the consent of a representative, or write initials."
    ]


@pytest.mark.parametrize(
    ("facts", "sentence", "field"),
    [
        ({"scope": "friends"}, "Choose one from the list.", "scope"),
        ({"giver": "neighbour"}, "Choose one from the list.", "giver"),
        ({"form": "dance"}, "Choose one from the list.", "form"),
        ({"given_on": date(2999, 1, 1)}, "The date lies in the future.", "given_on"),
        ({"expires_on": date(2026, 3, 1)}, "It cannot end before it was given.", "expires_on"),
        ({"scope": "authorities"}, "Choose the offices to which", "authorities"),
        ({"giver": "representative"}, "Write who agreed for the person.", "representative"),
    ],
)
def test_what_cannot_be_a_consent_is_refused(
    facts: dict[str, Any], sentence: str, field: str, rosa: Person
) -> None:
    with pytest.raises(Refusal, match=sentence) as refusal:
        agree(rosa, **({"scope": "public"} | facts))
    assert refusal.value.field == field
    assert not Consent.objects.exists()


def test_who_acts_in_office_is_named_without_a_consent(case: Case) -> None:
    moves.add_person(cast.olga(), case, moves.Told(names=("Captain Ruiz",), role="official"))
    assert consent_gaps(case, "public", TODAY) == []


def test_claims_ask_about_the_persons_they_concern_alone(case: Case, rosa: Person) -> None:
    one, other = case.claims.get(number=1), case.claims.get(number=2)
    moves.change_claim(cast.olga(), one, 1, one.text, persons=[rosa])
    moves.change_claim(cast.olga(), other, 1, other.text, persons=[rosa])
    assert len(consent_gaps([one, other], "public", TODAY)) == 1
    assert consent_gaps(case.claims.filter(number=3), "public", TODAY) == []


def test_a_claim_that_is_not_for_everybody_is_a_gap(case: Case) -> None:
    one = case.claims.get(number=1)
    moves.change_claim(cast.olga(), one, 1, one.text, facts={"sensitivity": "authorities"})
    assert consent_gaps([one], "authorities", TODAY) == []
    assert consent_gaps([one], "public", TODAY) == [
        "c1 is not for everybody: its readers are named authorities. "
        "Leave the claim out, or change who may read it."
    ]


def test_a_person_of_another_case_concerns_no_claim_here(case: Case) -> None:
    foreign = moves.add_person(cast.olga(), cast.case(), moves.Told(names=("Juan",)))
    one = case.claims.get(number=1)
    with pytest.raises(Refusal, match=r"Choose persons of this case.") as refusal:
        moves.change_claim(cast.olga(), one, 1, one.text, persons=[foreign])
    assert refusal.value.field == "persons"


AUDIENCES = st.sampled_from(["desk", "authorities", "network", "public"])


@given(AUDIENCES, AUDIENCES)
def test_who_is_fewer_reads_what_more_may_read(one: str, other: str) -> None:
    order = ["desk", "authorities", "network", "public"]
    claim = Claim(sensitivity=one)
    assert may_be_read(claim, other) == (order.index(other) <= order.index(one))


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_may_touch_persons_and_consents(
    who: Callable[[], Any], case: Case, rosa: Person
) -> None:
    given_ = agree(rosa)
    told = moves.Told(names=("Juan",))
    agreed = moves.Agreed("public", "person", "written", TODAY)
    verbs: list[Callable[[Any], object]] = [
        lambda actor: moves.add_person(actor, case, told),
        lambda actor: moves.change_person(actor, rosa, 1, told),
        lambda actor: moves.give_consent(actor, rosa, agreed),
        lambda actor: moves.withdraw_consent(actor, given_, TODAY, "Fear."),
    ]
    entries = Entry.objects.count()
    for verb in verbs:
        with pytest.raises(Refusal, match=r"Only a person with the role “officer” may do this."):
            verb(who())
    assert Entry.objects.count() == entries


def test_a_closed_case_is_not_changed(case: Case, rosa: Person) -> None:
    given_ = agree(rosa)
    moves.close_case(cast.olga(), case, "They came home.")
    verbs: list[Callable[[], object]] = [
        lambda: moves.add_person(cast.olga(), case, moves.Told(names=("Juan",))),
        lambda: moves.change_person(cast.olga(), rosa, 1, moves.Told(names=("Juan",))),
        lambda: agree(rosa),
    ]
    for verb in verbs:
        with pytest.raises(Refusal, match=r"This case is closed."):
            verb()
    # Whoever takes a consent back is heard at any time.
    moves.withdraw_consent(cast.olga(), given_, TODAY, "Fear.")
    assert Consent.objects.get().withdrawn_on == TODAY


def test_each_move_leaves_one_entry_and_the_trail_names_nobody(case: Case, rosa: Person) -> None:
    moves.change_person(cast.olga(), rosa, 1, moves.Told(names=NAMES, risk="Rosa Quispe hides."))
    given_ = agree(rosa, giver="representative", representative="Rosa Quispe’s mother")
    moves.withdraw_consent(cast.olga(), given_, TODAY, "Rosa Quispe is afraid.")
    entries = Entry.objects.filter(kind="person")
    assert [entry.verb for entry in entries] == [
        "withdraw consent",
        "give consent",
        "change person",
        "add person",
    ]
    assert "Quispe" not in json.dumps(list(entries.values("subject", "detail")))
    assert reads.history(case)[0].verb == "withdraw consent"
