"""The desk's pages for offices that may be one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.desk.test_cases import page
from tocsin.authorities.models import Authority, OfficeMatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    return client


@pytest.fixture
def pair() -> tuple[Authority, Authority]:
    return cast.authority(), Authority.objects.create(name="Ministère de l’Intérieur", country="BO")


def address(pair: tuple[Authority, Authority]) -> str:
    return f"/desk/authorities/{pair[0].pk}/same/{pair[1].pk}/"


def test_offices_that_look_alike_are_offered_merged_and_taken_apart(
    desk: Client, pair: tuple[Authority, Authority]
) -> None:
    kept, gone = pair
    for place in ("/desk/authorities/", f"/desk/authorities/{gone.pk}/"):
        text = page(desk.get(place))
        assert "“Ministry of the Interior” and “Ministère de l’Intérieur”" in text
        assert address(pair) in text
    text = page(desk.post(address(pair), {"merge": "1"}, follow=True))
    assert "“Ministère de l’Intérieur” is “Ministry of the Interior” from now on." in text
    assert "also spelled Ministère de l’Intérieur" in text
    place = desk.get(f"/desk/authorities/{gone.pk}/")["Location"]
    assert place == f"/desk/authorities/{kept.pk}/"
    undo = f"/desk/authorities/matches/{OfficeMatch.objects.get().pk}/undo/"
    assert undo in text
    assert "They are two again, each with what it had." in page(desk.post(undo, follow=True))
    assert "This merge was undone already" in page(desk.post(undo, follow=True))


def test_they_stay_two(desk: Client, pair: tuple[Authority, Authority]) -> None:
    text = page(desk.post(address(pair), {"apart": "1"}, follow=True))
    assert "They stay two." in text
    assert "Perhaps the same" not in text


def test_two_held_by_one_person_are_offered_with_the_reason(
    desk: Client, pair: tuple[Authority, Authority]
) -> None:
    for one in pair:
        told = {"which": "holder", "holder": "Ramón Vidal"}
        desk.post(f"/desk/authorities/{one.pk}/", told)
    assert "both held by Ramón Vidal" in page(desk.get("/desk/authorities/"))


def test_a_merged_office_is_no_longer_to_choose(
    desk: Client, pair: tuple[Authority, Authority]
) -> None:
    appeal = cast.draft()
    facts = f"/desk/appeals/{appeal.document_id}/facts/"
    option = f'<option value="{pair[1].pk}"'
    assert option in page(desk.get(facts))
    desk.post(address(pair), {"merge": "1"})
    assert option not in page(desk.get(facts))


def test_the_page_of_an_office_shows_what_was_done(
    desk: Client, pair: tuple[Authority, Authority]
) -> None:
    desk.post(address(pair), {"merge": "1"})
    text = page(desk.get(f"/desk/authorities/{pair[0].pk}/"))
    assert "What was done" in text
    assert "olga: " in text


def test_looking_decides_nothing(desk: Client, pair: tuple[Authority, Authority]) -> None:
    assert desk.get(address(pair)).status_code == 405
    assert not OfficeMatch.objects.exists()


def test_other_spellings_are_kept_one_in_each_line(desk: Client) -> None:
    told = {"name": "Harbour Board", "language": "en", "variants": "Port Board\n\nHafnarstjórn"}
    desk.post("/desk/authorities/", told)
    assert Authority.objects.get().variants == ["Port Board", "Hafnarstjórn"]
