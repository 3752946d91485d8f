"""The pages of an appeal: text beside claims, facts, preview, proposal."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast
from tocsin.appeals.models import Appeal, Text
from tocsin.people.models import Staff
from tocsin.publishing.models import Proposal

pytestmark = pytest.mark.django_db
PAGE = "/desk/appeals/FA-01-2026/"


@pytest.fixture(autouse=True)
def _no_second_factor(settings: object) -> None:
    settings.TOCSIN_DEMONSTRATION = True  # type: ignore[attr-defined]


def visit(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(**changes: str) -> dict[str, str]:
    return cast.MARKED["en"] | {"version": "1"} | changes


def test_the_text_stands_beside_its_claims_with_their_status() -> None:
    cast.draft()
    page = visit(cast.olga()).get(PAGE).content.decode()
    assert cast.TEXTS["en"]["headline"] in page
    assert "Seven ferry workers were arrested on 3 March." in page
    assert 'data-status="reported"' in page
    assert "Propose for approval" in page


def test_an_edit_is_saved() -> None:
    appeal = cast.draft()
    answer = visit(cast.olga()).post(PAGE, text(headline="BOLIVIA: Other"))
    assert answer.status_code == 302
    assert appeal.texts.get(language="en").headline == "BOLIVIA: Other"


def test_too_long_a_text_is_refused_and_still_there() -> None:
    cast.draft()
    answer = visit(cast.olga()).post(PAGE, text(body="word " * 20_000))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "shorten it to 20000" in page
    assert page.count("word ") >= 19_999
    assert cast.TEXTS["en"]["headline"] in page


def test_the_later_editor_sees_both_texts_and_may_save_again() -> None:
    appeal = cast.draft()
    visit(cast.pavel()).post(PAGE, text(headline="From Pavel"))
    client = visit(cast.olga())
    answer = client.post(PAGE, text(headline="From Olga"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Pavel Imre changed this while you were writing" in page
    assert "From Pavel" in page
    assert "From Olga" in page
    assert 'name="version" value="2"' in page
    client.post(PAGE, text(headline="From both", version="2"))
    assert appeal.texts.get(language="en").headline == "From both"


@pytest.mark.parametrize("version", ["", "x", "99999999999999999999", "-1", "٣"])
def test_a_strange_version_overwrites_nothing(version: str) -> None:
    cast.draft()
    answer = visit(cast.olga()).post(PAGE, text(headline="Mine", version=version))
    assert answer.status_code == 422
    assert Appeal.objects.get().version == 1


def test_a_language_version_is_added_and_opened() -> None:
    cast.draft()
    Text.objects.filter(language="fr").delete()
    client = visit(cast.olga())
    answer = client.post(f"{PAGE}language/", {"language": "fr"})
    assert answer.headers["Location"] == f"{PAGE}?language=fr"
    assert "Français" in client.get(f"{PAGE}?language=fr").content.decode()


def facts(appeal: Appeal, **changes: object) -> dict[str, object]:
    offices = list(appeal.addressees.order_by("addressee__order"))
    chosen = [claim.pk for claim in appeal.claims.all()]
    return {
        "version": "1",
        "claims": chosen,
        "issues": appeal.issues,
        "country_01": "BO",
        "addressee_01": offices[1].pk,
        "addressee_02": offices[0].pk,
        "deadline": "2099-01-31",
    } | changes


def test_facts_are_saved_with_addressees_in_order() -> None:
    appeal = cast.draft()
    answer = visit(cast.olga()).post(f"{PAGE}facts/", facts(appeal))
    assert answer.status_code == 302
    appeal.refresh_from_db()
    names = [one.name for one in appeal.addressees.order_by("addressee__order")]
    assert names == ["Office of the Ombudsman", "Ministry of the Interior"]
    assert str(appeal.deadline) == "2099-01-31"


def test_a_day_that_is_over_is_refused_beside_its_field() -> None:
    appeal = cast.draft()
    answer = visit(cast.olga()).post(f"{PAGE}facts/", facts(appeal, deadline="2001-01-01"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This day is over. Choose a later one" in page
    assert 'value="2001-01-01"' in page


def test_facts_that_came_too_late_show_what_the_other_saved() -> None:
    appeal = cast.draft()
    visit(cast.pavel()).post(f"{PAGE}facts/", facts(appeal, country_02="PE"))
    page = visit(cast.olga()).post(f"{PAGE}facts/", facts(appeal)).content.decode()
    assert "Pavel Imre changed this" in page
    assert "<h3>Another country</h3>" in page
    assert "<b>Peru</b>" in page
    assert "<h3>Sign until</h3>" not in page


@pytest.mark.parametrize("part", ["", "facts/", "preview/", "history/", "?language=fr"])
def test_every_page_opens_and_changes_nothing(part: str) -> None:
    cast.published()
    assert visit(cast.olga()).get(PAGE + part).status_code == 200
    assert Appeal.objects.get().version == 1


def test_the_preview_shows_what_tells_a_claim_otherwise() -> None:
    first, second, *_rest = cast.draft().claims.order_by("number")
    first.rivals.add(second)
    said = visit(cast.olga()).get(f"{PAGE}preview/").content.decode()
    assert f'Told otherwise: <a href="#c2" lang="en">{second.text}</a>' in said
    assert f'Told otherwise: <a href="#c1" lang="en">{first.text}</a>' in said
    assert f"<div><p>{first.text}</p>" in said  # in the language of the text, which is said once


def test_the_preview_shows_what_the_public_will_read() -> None:
    cast.draft()
    page = visit(cast.olga()).get(f"{PAGE}preview/?language=fr").content.decode()
    assert "sept bateliers" in page
    assert "a guard" not in page


def test_an_incomplete_draft_says_what_is_missing() -> None:
    appeal = cast.draft()
    appeal.addressees.clear()
    client = visit(cast.olga())
    assert "Choose at least one addressee." in client.get(PAGE).content.decode()
    answer = client.post(f"{PAGE}propose/", {"note": ""})
    assert answer.status_code == 422
    assert "Choose at least one addressee." in answer.content.decode()


def test_an_officer_proposes_and_nobody_else() -> None:
    cast.draft()
    answer = visit(cast.amir()).post(f"{PAGE}propose/", {})
    assert "Only a person with the role “officer” may do this" in answer.content.decode()
    assert visit(cast.olga()).post(f"{PAGE}propose/", {}).status_code == 302
    assert Proposal.objects.get().proposed_by == "olga"


def test_closing_needs_a_reason() -> None:
    appeal = cast.published().appeal
    client = visit(cast.olga())
    assert client.post(f"{PAGE}turn/", {"reason": ""}).status_code == 422
    assert client.post(f"{PAGE}turn/", {"reason": "They were freed."}).status_code == 302
    appeal.refresh_from_db()
    assert appeal.state == "closed"
    assert "Open it again before you change it" in client.post(PAGE, text()).content.decode()


def test_a_new_appeal_begins_with_a_case() -> None:
    case = cast.case()
    cast.document_type()
    client = visit(cast.olga())
    address = f"/desk/cases/{case.pk}/appeals/new/"
    assert "FA · Forwarded Urgent Appeal" in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 422
    answer = client.post(address, {"code": "FA", "language": "en"})
    assert answer.headers["Location"] == f"/desk/appeals/{Appeal.objects.get().document_id}/"


def test_the_list_names_every_appeal() -> None:
    cast.draft()
    assert "FA-01-2026" in visit(cast.olga()).get("/desk/appeals/").content.decode()


def test_an_unknown_appeal_is_not_found() -> None:
    assert visit(cast.olga()).get("/desk/appeals/XX-01-2026/").status_code == 404


@pytest.mark.parametrize("state", ["closed", "withdrawn"])
def test_a_text_that_cannot_be_changed_offers_no_editing(state: str) -> None:
    cast.published()
    Appeal.objects.update(state=state)
    page = visit(cast.olga()).get(PAGE).content.decode()
    assert "Edit the text" not in page
    assert "Add a language" not in page
    assert " readonly" in page


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("closed", "Open it again before you change it."),
        ("withdrawn", "It is withdrawn for good."),
    ],
)
def test_facts_that_cannot_be_changed_are_shown_and_offer_no_saving(
    state: str, sentence: str
) -> None:
    cast.published()
    Appeal.objects.update(state=state)
    page = visit(cast.olga()).get(f"{PAGE}facts/").content.decode()
    assert sentence in page
    assert ("Open again" in page) is (state == "closed")
    assert "Save the facts" not in page
    assert '<select name="partner" disabled id="id_partner">' in page


def test_facts_that_came_after_the_close_are_refused_and_still_there() -> None:
    appeal = cast.published().appeal
    Appeal.objects.update(state="closed")
    answer = visit(cast.olga()).post(f"{PAGE}facts/", facts(appeal, country_02="PE"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This appeal is closed. Open it again before you change it." in page
    assert '<option value="PE" selected>' in page
