"""Offices are written to; holders come and go, channels break."""

from __future__ import annotations

from datetime import date

import pytest

from tests import cast
from tocsin.authorities import moves, reads
from tocsin.authorities.models import Authority
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db


def test_an_office_is_entered_once_in_whatever_case() -> None:
    first = moves.find_or_add(cast.olga(), "Ministry  of Boats", "BO")
    assert moves.find_or_add(cast.olga(), "ministry of boats") == first
    assert first.name == "Ministry of Boats"


def test_an_office_without_a_name_is_refused() -> None:
    with pytest.raises(Refusal, match="Write the name of the office") as refused:
        moves.save_authority(cast.olga(), None, name=" ")
    assert refused.value.field == "name"


def test_a_second_office_of_the_name_is_refused() -> None:
    cast.authority()
    with pytest.raises(Refusal, match="here already"):
        moves.save_authority(cast.olga(), None, name="MINISTRY OF THE INTERIOR")


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_enters_offices(who: object) -> None:
    with pytest.raises(Refusal, match="officer"):
        moves.save_authority(who(), None, name="Office")  # type: ignore[operator]
    assert not Authority.objects.exists()


def test_a_new_holder_ends_the_time_of_the_one_before() -> None:
    office = cast.authority()
    moves.set_holder(cast.olga(), office, "M. First", date(2024, 1, 1))
    moves.set_holder(cast.olga(), office, "N. Second", date(2026, 5, 1))
    assert office.holders.get(until=None).name == "N. Second"
    assert office.holders.get(name="M. First").until == date(2026, 5, 1)


def test_a_holder_without_a_name_is_refused() -> None:
    with pytest.raises(Refusal, match="holder’s name"):
        moves.set_holder(cast.olga(), cast.authority(), "  ")


def test_a_channel_that_no_longer_works_stays_and_says_so() -> None:
    office = cast.authority()
    channel = moves.add_channel(cast.olga(), office, "post", "1 Quay, Copacabana")
    moves.set_channel_works(cast.olga(), channel, works=False)
    assert [one.works for one in office.channels.all()] == [False]


@pytest.mark.parametrize(
    ("kind", "address", "sentence", "field"),
    [
        ("pigeon", "roof", "Choose a way", "kind"),
        ("post", "  ", "Write the address", "address"),
        ("email", "not an address", "name@example.org", "address"),
    ],
)
def test_a_channel_that_cannot_be_used_is_refused_beside_its_field(
    kind: str, address: str, sentence: str, field: str
) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        moves.add_channel(cast.olga(), cast.authority(), kind, address)
    assert refused.value.field == field


def test_a_name_and_a_salutation_are_given_in_the_language_asked() -> None:
    office = moves.save_authority(
        cast.olga(),
        None,
        name="Ministry of Boats",
        names={"fr": "Ministère des bateaux"},
        salutations={"fr": "Monsieur le Ministre,"},
    )
    assert office.name_in("fr") == "Ministère des bateaux"
    assert office.name_in("de") == "Ministry of Boats"
    assert reads.salutation(office, "fr") == "Monsieur le Ministre,"
    assert reads.salutation(office, "en") == ""


def test_each_move_is_in_the_trail() -> None:
    office = moves.save_authority(cast.olga(), None, name="Office")
    moves.set_holder(cast.olga(), office, "A. Holder")
    channel = moves.add_channel(cast.olga(), office, "post", "1 Quay")
    moves.set_channel_works(cast.olga(), channel, works=False)
    verbs = [entry.verb for entry in audit.trail("authority", office.pk)]
    assert verbs == ["mark channel", "add channel", "set holder", "save authority"]
