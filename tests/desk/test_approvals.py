"""The pages of approval: read, approve, hand back, publish."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast
from tocsin.people.models import Staff
from tocsin.publishing import moves
from tocsin.publishing.models import Proposal, Revision

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings: object) -> None:
    settings.TOCSIN_DEMONSTRATION = True  # type: ignore[attr-defined]


def visit(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def proposed() -> tuple[Proposal, str]:
    proposal = moves.propose(cast.olga(), cast.draft())
    return proposal, f"/desk/approvals/{proposal.pk}/"


def test_from_the_list_to_the_public_page() -> None:
    proposal, page = proposed()
    approver, officer = visit(cast.amir()), visit(cast.olga())
    assert page in approver.get("/desk/approvals/").content.decode()
    assert "Approve exactly this" in approver.get(page).content.decode()
    approver.post(f"{page}approve/")
    assert "Publish" in officer.get(page).content.decode()
    answer = officer.post(f"{page}publish/", follow=True)
    assert "Published. The next step is the mail-out." in answer.content.decode()
    assert Revision.objects.get().approved_by == "amir"
    proposal.refresh_from_db()
    assert proposal.state == "published"


def test_the_proposer_reads_that_somebody_else_has_to_approve() -> None:
    _proposal, page = proposed()
    shown = visit(cast.olga()).get(page).content.decode()
    assert "Another person has to approve it" in shown
    assert "Approve exactly this" not in shown


def test_the_second_of_two_approvers_reads_who_was_first() -> None:
    _proposal, page = proposed()
    visit(cast.amir()).post(f"{page}approve/")
    answer = visit(cast.pavel()).post(f"{page}approve/", follow=True)
    assert "Amir Toledo approved this already" in answer.content.decode()


def test_what_was_edited_meanwhile_is_shown_and_not_approved() -> None:
    proposal, page = proposed()
    proposal.appeal.texts.filter(language="fr").update(ask="Libérez-les.")
    client = visit(cast.amir())
    assert "Edited after it was proposed: ask (French)" in client.get(page).content.decode()
    answer = client.post(f"{page}approve/", follow=True)
    assert "Propose it anew and have it approved again" in answer.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == "waiting"


def test_handing_back_needs_a_reason_and_tells_it_to_the_officer() -> None:
    proposal, page = proposed()
    client = visit(cast.amir())
    assert client.post(f"{page}hand-back/", {"reason": ""}).status_code == 422
    client.post(f"{page}hand-back/", {"reason": "Too certain for claim c2."})
    shown = visit(cast.olga()).get("/desk/appeals/FA-01-2026/").content.decode()
    assert "Too certain for claim c2." in shown
    proposal.refresh_from_db()
    assert proposal.state == "returned"


@pytest.mark.parametrize("verb", ["approve", "publish", "hand-back"])
def test_following_a_link_decides_nothing(verb: str) -> None:
    _proposal, page = proposed()
    assert visit(cast.amir()).get(f"{page}{verb}/").status_code == 405


def test_a_stranger_may_not_publish() -> None:
    proposal, page = proposed()
    moves.approve(cast.amir(), proposal)
    answer = visit(cast.stranger()).post(f"{page}publish/", follow=True)
    assert "Only a person with the role “officer” may do this" in answer.content.decode()
    assert not Revision.objects.exists()


def test_what_was_approved_is_published_next_and_the_appeal_says_so() -> None:
    proposal, _page = proposed()
    officer, appeal = visit(cast.olga()), f"desk/appeals/{proposal.appeal.document_id}/"
    assert "Publish what was approved" not in officer.get(f"/{appeal}").content.decode()
    moves.approve(cast.amir(), proposal)
    shown = officer.get(f"/{appeal}").content.decode()
    there = f'href="/desk/approvals/{proposal.pk}/"'
    assert f'<a class="button primary" {there}>Publish what was approved</a>' in shown
    assert shown.count("primary") == 1
    assert "Publier ce qui a été approuvé" in officer.get(f"/fr/{appeal}").content.decode()
    assert "Publish what" not in visit(cast.amir()).get(f"/{appeal}").content.decode()
