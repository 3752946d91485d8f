"""The desk's buttons for records that look alike."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.desk.test_cases import page
from tocsin.cases import moves
from tocsin.cases.models import Case, Match, Source

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
def twin(case: Case) -> Source:
    return moves.add_source(cast.olga(), case, "El Farol del Lago", "media")


def address(case: Case, twin: Source) -> str:
    """Where the two buttons lead."""
    paper = case.sources.get(name="El Faro del Lago")
    return f"/desk/cases/{case.pk}/matches/source/{paper.pk}/{twin.pk}/"


def test_two_that_look_alike_are_offered_merged_and_taken_apart(
    desk: Client, case: Case, twin: Source
) -> None:
    text = page(desk.get(f"/desk/cases/{case.pk}/"))
    assert "“El Faro del Lago” and “El Farol del Lago”" in text
    assert address(case, twin) in text
    text = page(desk.post(address(case, twin), {"merge": "1"}, follow=True))
    assert "“El Farol del Lago” is “El Faro del Lago” from now on." in text
    assert "Perhaps the same" not in text
    assert "also spelled El Farol del Lago" in text
    row = Match.objects.get()
    text = page(desk.post(f"/desk/matches/{row.pk}/undo/", follow=True))
    assert "They are two again, each with what it had." in text
    assert "also spelled" not in text
    text = page(desk.post(f"/desk/matches/{row.pk}/undo/", follow=True))
    assert "This merge was undone already; nothing was changed." in text


def test_they_stay_two(desk: Client, case: Case, twin: Source) -> None:
    text = page(desk.post(address(case, twin), {"apart": "1"}, follow=True))
    assert "They stay two." in text
    assert "Perhaps the same" not in text


def test_a_merged_record_leads_to_the_one_that_is_kept(
    desk: Client, case: Case, twin: Source
) -> None:
    paper = case.sources.get(name="El Faro del Lago")
    moves.merge(cast.olga(), paper, twin)
    assert desk.get(f"/desk/sources/{twin.pk}/")["Location"] == f"/desk/sources/{paper.pk}/"
    rosa = moves.add_person(cast.olga(), case, moves.Told(names=("Rosa Quispe",)))
    other = moves.add_person(cast.olga(), case, moves.Told(names=("Rosa Quisbe",)))
    moves.merge(cast.olga(), rosa, other)
    assert desk.get(f"/desk/persons/{other.pk}/")["Location"] == f"/desk/persons/{rosa.pk}/"


def test_looking_decides_nothing(desk: Client, case: Case, twin: Source) -> None:
    assert desk.get(address(case, twin)).status_code == 405
    assert not Match.objects.exists()


@pytest.mark.parametrize("place", ["matches/source/1/999/", "matches/person/999/998/"])
def test_who_is_not_there_is_a_404(place: str, desk: Client, case: Case) -> None:
    assert desk.post(f"/desk/cases/{case.pk}/{place}").status_code == 404


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_who_is_no_officer_reads_why(who: Any, desk: Client, case: Case, twin: Source) -> None:
    desk.force_login(who())
    answer = desk.post(address(case, twin), {"merge": "1"}, follow=True)
    assert "Only a person with the role “officer” may do this." in page(answer)
    assert not Match.objects.exists()
