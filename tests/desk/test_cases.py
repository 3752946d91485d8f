"""The desk's case pages: claims on one side, text on the other, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import cast
from tocsin.cases import moves
from tocsin.cases.models import Case, Claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    """Olga, signed in; the second factor is the gate's own matter."""
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    return client


@pytest.fixture
def case() -> Case:
    return cast.case()


def page(answer: Any) -> str:
    """What is read."""
    return str(answer.content.decode())


def test_the_list_shows_each_case_with_how_much_is_unsure(desk: Client, case: Case) -> None:
    text = page(desk.get("/desk/cases/"))
    assert "Seven ferry workers held" in text
    assert f"/desk/cases/{case.pk}/" in text


def test_an_empty_list_says_what_to_do(desk: Client) -> None:
    assert "There is no case yet. Read an alert, or open one by hand." in page(
        desk.get("/desk/cases/")
    )


def test_a_case_shows_claims_with_status_and_sources(desk: Client, case: Case) -> None:
    text = page(desk.get(f"/desk/cases/{case.pk}/"))
    for words in ("They are held without charge.", "unconfirmed", "El Faro del Lago", "protected"):
        assert words in text


def test_a_case_that_is_not_there_is_a_404(desk: Client) -> None:
    assert desk.get("/desk/cases/999/").status_code == 404


def test_a_case_is_opened_by_hand(desk: Client) -> None:
    sent = {"title": "Nine held", "country": "BO", "language": "en", "summary": "Tell nobody."}
    answer = desk.post("/desk/cases/new/", sent)
    made = Case.objects.get()
    assert answer["Location"] == f"/desk/cases/{made.pk}/"
    assert (made.title, made.countries, made.opened_by) == ("Nine held", ["BO"], "olga")


def test_an_empty_form_is_refused_beside_each_field(desk: Client) -> None:
    answer = desk.post("/desk/cases/new/", {})
    assert answer.status_code == 422
    assert "Fill this in." in page(answer)
    assert not Case.objects.exists()


def test_a_form_of_100_kilobytes_is_refused_and_comes_back_as_typed(desk: Client) -> None:
    answer = desk.post("/desk/cases/new/", {"title": "x" * 100_000, "language": "en"})
    assert answer.status_code == 422
    assert "Write at most 300 characters; these are 100000." in page(answer)
    assert "x" * 100_000 in page(answer)


def test_the_later_of_two_officers_sees_both_texts(desk: Client, case: Case) -> None:
    moves.change_case(cast.pavel(), case, 1, title="Pavel’s title", summary="Pavel’s notes")
    sent = {"title": "Olga’s title", "summary": "Olga’s notes", "version": "1"}
    answer = desk.post(f"/desk/cases/{case.pk}/change/", sent)
    text = page(answer)
    assert answer.status_code == 422
    assert "Pavel Imre changed this while you were writing." in text
    assert "What Pavel Imre saved meanwhile" in text
    for words in ("Pavel’s title", "Pavel’s notes", "Olga’s title", "Olga’s notes"):
        assert words in text
    assert 'name="version" value="2"' in text
    assert desk.post(f"/desk/cases/{case.pk}/change/", sent | {"version": "2"}).status_code == 302
    case.refresh_from_db()
    assert case.title == "Olga’s title"


@pytest.mark.parametrize("version", ["", "one", "-1", "9" * 40, "²"])
def test_an_altered_version_is_treated_as_an_old_one(
    version: str, desk: Client, case: Case
) -> None:
    sent = {"title": "Olga’s title", "summary": "", "version": version}
    answer = desk.post(f"/desk/cases/{case.pk}/change/", sent)
    assert answer.status_code == 422
    assert "changed this while you were writing" in page(answer)


def test_a_case_is_closed_and_opened_again_with_a_reason(desk: Client, case: Case) -> None:
    place = f"/desk/cases/{case.pk}/turn/"
    assert "Close the case" in page(desk.get(place))
    assert desk.post(place, {"reason": ""}).status_code == 422
    desk.post(place, {"reason": "They came home."})
    case.refresh_from_db()
    assert case.state == "closed"
    assert 'value="reopen"' in page(desk.get(place))
    desk.post(place, {"reason": "One was arrested again.", "verb": "reopen"})
    case.refresh_from_db()
    assert case.state == "open"
    assert "They came home." in page(desk.get(f"/desk/cases/{case.pk}/"))


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_who_is_no_officer_reads_why_and_changes_nothing(
    who: Any, desk: Client, case: Case
) -> None:
    desk.force_login(who())
    sent = {"title": "Other", "summary": "typed with care", "version": "1"}
    answer = desk.post(f"/desk/cases/{case.pk}/change/", sent)
    assert "Only a person with the role “officer” may do this." in page(answer)
    assert "typed with care" in page(answer)
    case.refresh_from_db()
    assert case.version == 1


def test_the_next_step_of_a_case_is_a_claim_then_an_appeal(desk: Client) -> None:
    """One step is the next at a time, and none where an appeal is there."""
    desk.post("/desk/cases/new/", {"title": "Boats", "language": "en"})
    case = Case.objects.get()
    place = f"/desk/cases/{case.pk}/"
    first = page(desk.get(place))
    assert f'class="button primary" href="{place}claims/new/"' in first
    assert first.count("primary") == 1
    Claim.objects.create(case=case, number=1, text="A boat is held.", changed_by="olga")
    assert f'class="button primary" href="{place}appeals/new/"' in page(desk.get(place))
    appeal = cast.draft()
    assert "primary" not in page(desk.get(f"/desk/cases/{appeal.case_id}/"))
