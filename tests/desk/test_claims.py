"""The desk's claim and source pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.desk.test_cases import page
from tocsin.cases import claims, moves
from tocsin.cases.models import Claim, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    return client


@pytest.fixture
def claim() -> Claim:
    return cast.case().claims.get(number=1)


@pytest.fixture
def paper(claim: Claim) -> Source:
    return claim.case.sources.get(kind="media")


FACTS = {"kind": "event", "sensitivity": "public"}


def test_a_claim_is_reworded_translated_and_given_facts(desk: Client, claim: Claim) -> None:
    sent = {"text": "Seven arrested.", "text_fr": "Sept.", "version": "1"} | FACTS
    sent |= {"happened": "2026-03-03", "place": "Copacabana", "place_kind": "town"}
    assert desk.post(f"/desk/claims/{claim.pk}/", sent).status_code == 302
    claim.refresh_from_db()
    assert (claim.text, claim.translations, claim.version) == (
        "Seven arrested.",
        {"fr": "Sept."},
        2,
    )
    assert (claim.happened, claim.place, claim.place_kind) == ("2026-03-03", "Copacabana", "town")


def test_a_day_that_is_none_is_refused_beside_its_field(desk: Client, claim: Claim) -> None:
    sent = {"text": "Seven arrested.", "happened": "30 February", "version": "1"} | FACTS
    text = page(desk.post(f"/desk/claims/{claim.pk}/", sent))
    assert "When: Write a day as 2026-03-31, a month as 2026-03 or a year as 2026" in text
    assert 'value="30 February"' in text


def test_a_translation_that_the_form_does_not_show_stays(desk: Client, claim: Claim) -> None:
    moves.change_claim(cast.olga(), claim, 1, claim.text, translations={"mn": "Долоо."})
    sent = {"text": "Seven.", "text_fr": "Sept.", "version": "2"} | FACTS
    desk.post(f"/desk/claims/{claim.pk}/", sent)
    claim.refresh_from_db()
    assert claim.translations == {"mn": "Долоо.", "fr": "Sept."}


def test_the_later_of_two_officers_sees_both_texts(desk: Client, claim: Claim) -> None:
    moves.change_claim(cast.pavel(), claim, 1, "Pavel’s words.", translations={"fr": "Les siens."})
    sent = {"text": "Olga’s words.", "text_fr": "Les miens.", "version": "1"} | FACTS
    answer = desk.post(f"/desk/claims/{claim.pk}/", sent)
    text = page(answer)
    assert answer.status_code == 422
    assert "Pavel Imre changed this while you were writing." in text
    saved = ("<b>Pavel’s words.</b>", "<b>Les siens.</b>")
    for words in (*saved, "Olga’s words.", "Les miens."):
        assert words in text
    assert desk.post(f"/desk/claims/{claim.pk}/", sent | {"version": "2"}).status_code == 302
    claim.refresh_from_db()
    assert claim.text == "Olga’s words."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Fill this in."), ("x" * 100_000, "at most 2000 characters")],
)
def test_words_that_cannot_be_a_claim_come_back(
    text: str, sentence: str, desk: Client, claim: Claim
) -> None:
    for place in (f"/desk/claims/{claim.pk}/", f"/desk/cases/{claim.case_id}/claims/new/"):
        answer = desk.post(place, {"text": text, "text_fr": "Sept.", "version": "1"})
        assert answer.status_code == 422
        assert sentence in page(answer)
        assert text in page(answer)
        assert "Sept." in page(answer)


def test_a_claim_is_added_with_status_and_sources(
    desk: Client, claim: Claim, paper: Source
) -> None:
    sent = {"text": "The strike goes on.", "status": "reported", "sources": [paper.pk]} | FACTS
    answer = desk.post(f"/desk/cases/{claim.case_id}/claims/new/", sent)
    assert answer["Location"] == f"/desk/cases/{claim.case_id}/"
    added = Claim.objects.get(number=4)
    assert (added.status, list(added.sources.all())) == ("reported", [paper])


def test_a_judgement_needs_a_reason(desk: Client, claim: Claim) -> None:
    place = f"/desk/claims/{claim.pk}/assess/"
    answer = desk.post(place, {"assess-status": "confirmed", "assess-reason": " "})
    assert answer.status_code == 422
    assert "Fill this in." in page(answer)
    desk.post(place, {"assess-status": "confirmed", "assess-reason": "Two of us saw it."})
    claim.refresh_from_db()
    assert claim.status == "confirmed"
    assert "Two of us saw it." in page(desk.get(f"/desk/claims/{claim.pk}/"))


def test_the_same_status_again_is_refused_beside_its_field(desk: Client, claim: Claim) -> None:
    sent = {"assess-status": "reported", "assess-reason": "To be sure."}
    answer = desk.post(f"/desk/claims/{claim.pk}/assess/", sent)
    assert "The claim has this status already; nothing was changed." in page(answer)
    assert "To be sure." in page(answer)


def test_a_withdrawn_claim_stays_with_its_reason(desk: Client, claim: Claim) -> None:
    place = f"/desk/claims/{claim.pk}/withdraw/"
    assert desk.post(place, {"withdraw-reason": ""}).status_code == 422
    desk.post(place, {"withdraw-reason": "The paper took it back."})
    claim.refresh_from_db()
    assert claim.status == "withdrawn"
    text = page(desk.get(f"/desk/claims/{claim.pk}/"))
    assert "The paper took it back." in text
    assert "Withdraw the claim" not in text


@pytest.mark.parametrize("verb", ["assess", "withdraw"])
def test_opening_a_form_address_changes_nothing(verb: str, desk: Client, claim: Claim) -> None:
    answer = desk.get(f"/desk/claims/{claim.pk}/{verb}/")
    assert answer["Location"] == f"/desk/claims/{claim.pk}/"
    claim.refresh_from_db()
    assert claim.status == "reported"


def test_a_source_is_added_with_spellings_and_protection(desk: Client, claim: Claim) -> None:
    sent = {
        "name": "Harbour Radio",
        "kind": "media",
        "variants": "Habour Radio\r\nRadio Harbour",
        "protected": "on",
        "reliability": "B",
        "group": "Lake agency",
    }
    desk.post(f"/desk/cases/{claim.case_id}/sources/new/", sent)
    made = Source.objects.get(name="Harbour Radio")
    assert (made.variants, made.protected) == (["Habour Radio", "Radio Harbour"], True)
    assert (made.reliability, made.group) == ("B", "Lake agency")
    text = page(desk.get(f"/desk/cases/{claim.case_id}/"))
    assert "also spelled Habour Radio, Radio Harbour" in text


def test_a_source_that_is_here_already_is_refused(desk: Client, claim: Claim) -> None:
    sent = {"name": "el faro del lago", "kind": "media", "note": "heard twice", "reliability": "F"}
    answer = desk.post(f"/desk/cases/{claim.case_id}/sources/new/", sent)
    assert "“El Faro del Lago” is a source of this case already; use that one." in page(answer)
    assert "heard twice" in page(answer)


def test_the_later_of_two_officers_sees_both_sources(desk: Client, paper: Source) -> None:
    moves.change_source(cast.pavel(), paper, 1, "El Faro", "media", note="Pavel’s note.")
    sent = {"name": "The Beacon", "kind": "media", "note": "Olga’s note."}
    sent |= {"version": "1", "reliability": "F"}
    text = page(desk.post(f"/desk/sources/{paper.pk}/", sent))
    assert "Pavel Imre changed this while you were writing." in text
    for words in ("El Faro", "Pavel’s note.", "The Beacon", "Olga’s note."):
        assert words in text
    desk.post(f"/desk/sources/{paper.pk}/", sent | {"version": "2"})
    paper.refresh_from_db()
    assert paper.name == "The Beacon"


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_who_is_no_officer_reads_why_and_changes_nothing(
    who: Any, desk: Client, claim: Claim
) -> None:
    desk.force_login(who())
    sent = {"text": "typed with care", "version": "1"} | FACTS
    answer = desk.post(f"/desk/claims/{claim.pk}/", sent)
    assert "Only a person with the role “officer” may do this." in page(answer)
    assert "typed with care" in page(answer)
    claim.refresh_from_db()
    assert claim.version == 1


def test_the_page_shows_what_is_proposed_beside_what_was_assessed(
    desk: Client, claim: Claim
) -> None:
    moves.assess(cast.olga(), claim, "confirmed", "We have the list.")
    text = page(desk.get(f"/desk/claims/{claim.pk}/"))
    assert "One identified source says so, or several of one group." in text
    assert 'data-status="confirmed"' in text
    assert 'data-status="reported"' in text
    assert "Proposed then: reported." in text
    assert "Proposed:" in page(desk.get(f"/desk/cases/{claim.case_id}/"))


def test_two_claims_are_set_against_each_other_and_stand_side_by_side(
    desk: Client, claim: Claim
) -> None:
    other = claim.case.claims.get(number=2)
    place = f"/desk/claims/{claim.pk}/against/"
    assert desk.post(place, {"rival": ""}).status_code == 422
    desk.post(place, {"rival": other.pk})
    text = page(desk.get(f"/desk/claims/{claim.pk}/"))
    assert "Told in different ways" in text
    assert text.count("They are held without charge.") == 1
    assert "It is told otherwise in c2." in text
    assert "Told otherwise in" in page(desk.get(f"/desk/cases/{claim.case_id}/"))
    desk.post(f"/desk/claims/{claim.pk}/against/{other.pk}/end/")
    assert "Told in different ways" not in page(desk.get(f"/desk/claims/{claim.pk}/"))
    again = desk.post(f"/desk/claims/{claim.pk}/against/{other.pk}/end/", follow=True)
    assert "These two do not stand against each other." in page(again)


def test_a_claim_that_was_withdrawn_is_not_shown_as_if_it_were_confirmed(
    desk: Client, claim: Claim
) -> None:
    claims.withdraw_claim(cast.olga(), claim, "The paper took it back.")
    shown = page(desk.get(f"/desk/claims/{claim.pk}/"))
    head = shown.partition('name="assess-status"')[2]
    assert head.partition("<option")[2].startswith(' value="">—</option>')


@pytest.mark.parametrize("status", ["", "certain"])
def test_a_judgement_that_is_none_shows_none_instead_of_the_most_certain(
    status: str, desk: Client, claim: Claim
) -> None:
    sent = {"assess-status": status, "assess-reason": "Two of us saw it."}
    shown = page(desk.post(f"/desk/claims/{claim.pk}/assess/", sent))
    head = shown.partition('name="assess-status"')[2]
    assert head.partition("<option")[2].startswith(' value=""')
    assert "Two of us saw it." in shown


def test_a_case_without_persons_and_sources_says_so_where_one_would_choose(desk: Client) -> None:
    bare = moves.open_case(cast.olga(), "A case of which nothing is known")
    shown = page(desk.get(f"/desk/cases/{bare.pk}/claims/new/"))
    assert "No person is recorded yet." in shown
    assert "No source yet." in shown


def test_a_source_that_says_it_twice_is_named_once_with_its_last_word(
    desk: Client, claim: Claim, paper: Source
) -> None:
    for says in ("asserts", "denies"):
        moves.add_assertion(cast.olga(), claim, paper, moves.Said(says=says))
    shown = page(desk.get(f"/desk/cases/{claim.case_id}/"))
    line = next(one for one in shown.split('<p class="sources">')[1:] if paper.name in one)
    assert line.split("</p>")[0].count(paper.name) == 1
    assert f"{paper.name} (media) says that it is not so" in line
