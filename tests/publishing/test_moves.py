"""Proposed by one, approved by another, published: what is frozen is what was approved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import cast
from tocsin.appeals import moves as appeals
from tocsin.appeals.content import content, digest
from tocsin.appeals.models import Appeal, Text
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.models import Staff
from tocsin.publishing import moves, reads
from tocsin.publishing.models import Proposal, Revision

pytestmark = pytest.mark.django_db

Verb = Callable[[Any, Proposal], object]
VERBS: dict[str, tuple[str, Verb]] = {
    "propose": ("officer", lambda who, one: moves.propose(who, one.appeal)),
    "approve": ("approver", moves.approve),
    "hand back": ("approver", lambda who, one: moves.hand_back(who, one, "Too certain.")),
    "publish": ("officer", moves.publish),
}
CAST = [cast.olga, cast.amir, cast.nadia, cast.pavel, cast.stranger]


def proposed(document_id: str = "FA-01-2026") -> Proposal:
    return moves.propose(cast.olga(), cast.draft(document_id))


def approved() -> Proposal:
    proposal = proposed()
    moves.approve(cast.amir(), proposal)
    return proposal


def published() -> Revision:
    return moves.publish(cast.olga(), approved())


def edit(appeal: Appeal, who: Staff | None = None, **words: str) -> None:
    appeal.refresh_from_db()
    texts = cast.MARKED["en"] | (words or {"headline": "BOLIVIA: Help the seven"})
    appeals.save_text(who or cast.olga(), appeal, "en", appeal.version, **texts)


@pytest.mark.parametrize("person", CAST)
@pytest.mark.parametrize("verb", VERBS)
def test_who_lacks_the_role_is_refused(person: Callable[[], Staff], verb: str) -> None:
    role, move = VERBS[verb]
    who = person()
    if getattr(who, f"is_{role}"):
        return
    proposal = proposed()
    entries = audit.Entry.objects.count()
    with pytest.raises(Refusal, match=f"Only a person with the role “{role}” may do this"):
        move(who, proposal)
    assert audit.Entry.objects.count() == entries
    assert Proposal.objects.get().state == "waiting"


def test_an_appeal_goes_from_proposal_to_page_and_the_trail_tells_who() -> None:
    revision = published()
    appeal = Appeal.objects.get()
    assert (appeal.state, revision.number) == ("published", 1)
    assert (revision.published_by, revision.approved_by) == ("olga", "amir")
    assert revision.content == content(appeal)
    assert revision.sha256 == digest(revision.content)
    told = [(entry.actor, entry.verb) for entry in reads.trail(appeal)]
    assert told == [("olga", "publish"), ("amir", "approve"), ("olga", "propose")]


def test_what_is_frozen_does_not_change_with_the_draft() -> None:
    revision = published()
    edit(revision.appeal)
    revision.refresh_from_db()
    assert revision.content["texts"]["en"]["headline"] == cast.MARKED["en"]["headline"]
    assert digest(revision.content) == revision.sha256


def test_nobody_approves_what_they_proposed() -> None:
    proposal = moves.propose(cast.pavel(), cast.draft())
    with pytest.raises(Refusal, match=r"You wrote or proposed this yourself\. Ask another"):
        moves.approve(cast.pavel(), proposal)


def test_nobody_approves_what_they_wrote() -> None:
    appeal = cast.draft()
    edit(appeal, cast.pavel())
    proposal = moves.propose(cast.olga(), appeal)
    with pytest.raises(Refusal, match="You wrote or proposed this yourself"):
        moves.approve(cast.pavel(), proposal)
    moves.approve(cast.amir(), proposal)


def test_nobody_approves_a_language_version_they_wrote() -> None:
    appeal = cast.draft()
    Text.objects.filter(language="fr").update(changed_by="pavel")
    proposal = moves.propose(cast.olga(), appeal)
    with pytest.raises(Refusal, match="You wrote or proposed this yourself"):
        moves.approve(cast.pavel(), proposal)


def test_who_wrote_what_was_published_long_ago_may_approve_a_later_change() -> None:
    appeal = cast.draft()
    edit(appeal, cast.pavel())
    first = moves.propose(cast.olga(), appeal)
    moves.approve(cast.amir(), first)
    moves.publish(cast.olga(), first)
    appeal.refresh_from_db()
    french = cast.MARKED["fr"] | {"summary": "Autre résumé."}
    appeals.save_text(cast.olga(), appeal, "fr", appeal.version, **french)
    second = moves.propose(cast.olga(), appeal, "The French summary is corrected.")
    moves.approve(cast.pavel(), second)
    assert second.state == "approved"


def test_a_second_approval_is_refused_with_the_name_of_the_first() -> None:
    proposal = approved()
    with pytest.raises(Refusal, match="Amir Toledo approved this already"):
        moves.approve(cast.pavel(), proposal)


def test_what_was_handed_back_is_not_approved() -> None:
    proposal = proposed()
    moves.hand_back(cast.amir(), proposal, "The headline is more certain than claim c1.")
    assert (proposal.state, proposal.decided_by) == ("returned", "amir")
    assert reads.returned(proposal.appeal) == proposal
    with pytest.raises(Refusal, match="Amir Toledo handed this back already"):
        moves.approve(cast.pavel(), proposal)
    with pytest.raises(Refusal, match=r"This was handed back\. Change the text and propose"):
        moves.publish(cast.olga(), proposal)


def test_handing_back_needs_a_reason() -> None:
    with pytest.raises(Refusal, match="Write why, so that others can follow") as told:
        moves.hand_back(cast.amir(), proposed(), " ")
    assert told.value.field == "reason"


def test_an_approval_may_be_taken_back_until_it_is_published() -> None:
    proposal = approved()
    moves.hand_back(cast.amir(), proposal, "I read too fast.")
    with pytest.raises(Refusal, match="This was handed back"):
        moves.publish(cast.olga(), proposal)


def test_an_edit_after_proposing_stops_the_approval_and_says_what_was_edited() -> None:
    proposal = proposed()
    edit(proposal.appeal, headline="BOLIVIA: Other", ask="Free them.")
    with pytest.raises(Refusal, match=r"edited after it was proposed \(headline \(English\), ask"):
        moves.approve(cast.amir(), proposal)


def test_an_edit_after_the_approval_makes_it_void() -> None:
    proposal = approved()
    proposal.appeal.claims.filter(number=1).update(status="confirmed")
    with pytest.raises(Refusal, match=r"\(claim c1\).*Propose it anew and have it approved"):
        moves.publish(cast.olga(), proposal)
    assert not Revision.objects.exists()
    assert Appeal.objects.get().state == "draft"


def test_a_new_proposal_takes_the_place_of_an_overtaken_one() -> None:
    first = approved()
    edit(first.appeal)
    second = moves.propose(cast.olga(), first.appeal)
    first.refresh_from_db()
    assert (first.state, first.reason) == ("returned", "Edited and proposed anew.")
    assert reads.open_proposal(first.appeal) == second


def test_the_same_text_is_not_proposed_twice() -> None:
    proposal = proposed()
    with pytest.raises(Refusal, match="proposed already and waits for a second person"):
        moves.propose(cast.pavel(), proposal.appeal)
    moves.approve(cast.amir(), proposal)
    with pytest.raises(Refusal, match="approved already; publish it"):
        moves.propose(cast.olga(), proposal.appeal)


def test_what_nobody_approved_is_not_published() -> None:
    with pytest.raises(Refusal, match="Nobody has approved this yet"):
        moves.publish(cast.olga(), proposed())


def test_publishing_twice_does_nothing_the_second_time() -> None:
    proposal = approved()
    moves.publish(cast.olga(), proposal)
    with pytest.raises(Refusal, match="published already; nothing was done a second time"):
        moves.publish(cast.olga(), proposal)
    assert Revision.objects.count() == 1


def test_a_later_revision_needs_a_note_that_readers_see() -> None:
    appeal = published().appeal
    with pytest.raises(Refusal, match="Nothing was changed since the last revision"):
        moves.propose(cast.olga(), appeal, "Nothing.")
    edit(appeal)
    with pytest.raises(Refusal, match="Write what changed, so that readers can follow") as told:
        moves.propose(cast.olga(), appeal)
    assert told.value.field == "note"
    with pytest.raises(Refusal, match="301 characters long"):
        moves.propose(cast.olga(), appeal, "x" * 301)
    second = moves.propose(cast.olga(), appeal, "The headline names nobody now.")
    assert reads.new_since_last(second) == ["headline (English)"]
    moves.approve(cast.amir(), second)
    moves.publish(cast.olga(), second)
    notes = [(one.number, one.note) for one in reads.history(appeal)]
    assert notes == [(2, "The headline names nobody now."), (1, "")]


def test_a_closed_appeal_is_opened_before_it_is_published_again() -> None:
    appeal = published().appeal
    edit(appeal)
    proposal = moves.propose(cast.olga(), appeal, "Corrected.")
    moves.approve(cast.amir(), proposal)
    appeals.close(cast.olga(), appeal, "Over.")
    with pytest.raises(Refusal, match=r"This appeal is closed\. Open it again"):
        moves.publish(cast.olga(), proposal)


def test_the_newest_revision_is_found_by_its_id_in_any_spelling() -> None:
    revision = published()
    assert reads.by_document_id(" fa-01-2026 ") == revision
    assert reads.by_document_id("FA-02-2026") is None
    assert reads.latest(revision.appeal) == revision
    assert list(reads.newest()) == [revision]
    assert reads.revision("FA-01-2026", 1) == revision
