"""The desk's pages for a case that may be here twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.cases.test_twins import ALERT, WORDS
from tests.desk.test_cases import page
from tocsin.cases import moves
from tocsin.cases.models import Case, Twin
from tocsin.intake import moves as intake
from tocsin.intake.models import Alert

pytestmark = pytest.mark.django_db
NEW = {"title": WORDS, "summary": "Typed at night.", "country": "BO", "language": "en"}


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    return client


@pytest.fixture
def case() -> Case:
    made = cast.case()
    moves.add_person(cast.olga(), made, moves.Told(names=("Rosa Quispe",)))
    return made


@pytest.fixture
def alert() -> Alert:
    made, _new = intake.receive(cast.olga(), ALERT.encode(), "", "paste")
    Alert.objects.filter(pk=made.pk).update(reading=made.reading | {"countries": ["BO"]})
    return made


def test_a_twin_is_shown_before_a_case_is_saved(desk: Client, case: Case, alert: Alert) -> None:
    text = page(desk.post("/desk/cases/new/", NEW))
    assert Case.objects.count() == 1
    assert "Perhaps this case is here already" in text
    assert f'href="/desk/cases/{case.pk}/"' in text
    assert f'href="/desk/alerts/{alert.pk}/"' in text
    assert "Rosa Quispe" in text
    assert "Typed at night." in text
    assert f'name="seen" value="case-{case.pk}"' in text


def test_who_has_seen_them_opens_the_case_all_the_same(
    desk: Client, case: Case, alert: Alert
) -> None:
    half = desk.post("/desk/cases/new/", NEW | {"seen": [f"case-{case.pk}"]})
    assert f'value="alert-{alert.pk}"' in page(half)
    seen = [f"case-{case.pk}", f"alert-{alert.pk}"]
    assert desk.post("/desk/cases/new/", NEW | {"seen": seen}).status_code == 302
    assert Case.objects.count() == 2


def test_a_case_like_no_other_is_saved_at_once(desk: Client, case: Case) -> None:
    told = NEW | {"title": "A teacher is dismissed", "summary": ""}
    assert desk.post("/desk/cases/new/", told).status_code == 302


def test_the_page_of_a_case_offers_another_and_the_other_leads_here(
    desk: Client, case: Case
) -> None:
    twin = moves.open_case(cast.pavel(), WORDS, countries=["BO"])
    place = f"/desk/cases/{case.pk}/same/case/{twin.pk}/"
    assert place in page(desk.get(f"/desk/cases/{case.pk}/"))
    text = page(desk.post(place, {"merge": "1"}, follow=True))
    assert "The other case is closed, and leads here." in text
    assert "Closed, since it is this case:" in text
    assert "This is the case" in page(desk.get(f"/desk/cases/{twin.pk}/"))
    undo = f"/desk/twins/{Twin.objects.get().pk}/undo/"
    assert "They are two cases again." in page(desk.post(undo, follow=True))
    assert "This was undone already" in page(desk.post(undo, follow=True))


def test_two_cases_stay_two(desk: Client, case: Case) -> None:
    twin = moves.open_case(cast.pavel(), WORDS, countries=["BO"])
    place = f"/desk/cases/{case.pk}/same/case/{twin.pk}/"
    text = page(desk.post(place, {"apart": "1"}, follow=True))
    assert "They stay two." in text
    assert "Perhaps the same case" not in text


def test_an_alert_is_offered_with_a_case_that_was_opened_by_hand(
    desk: Client, case: Case, alert: Alert
) -> None:
    place = f"/desk/cases/{case.pk}/same/alert/{alert.pk}/"
    for here in (f"/desk/alerts/{alert.pk}/", f"/desk/cases/{case.pk}/"):
        assert place in page(desk.get(here))
    text = page(desk.post(place, {"merge": "1"}, follow=True))
    assert "The alert belongs to this case now." in text
    assert "Perhaps the same case" not in text
    shown = page(desk.get(f"/desk/alerts/{alert.pk}/"))
    assert f'href="/desk/cases/{case.pk}/">Open the case' in shown


def test_an_alert_of_something_else_is_not_offered_again(
    desk: Client, case: Case, alert: Alert
) -> None:
    place = f"/desk/cases/{case.pk}/same/alert/{alert.pk}/"
    assert "They stay two." in page(desk.post(place, {"apart": "1"}, follow=True))
    assert place not in page(desk.get(f"/desk/alerts/{alert.pk}/"))


@pytest.mark.parametrize("kind", ["case", "alert"])
def test_looking_decides_nothing(desk: Client, case: Case, kind: str) -> None:
    assert desk.get(f"/desk/cases/{case.pk}/same/{kind}/{case.pk}/").status_code == 405
