"""Appeals are drafted, written, addressed, closed and opened again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import cast
from tocsin.appeals import moves, reads
from tocsin.appeals.models import Appeal, Series, Text
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.models import Staff

pytestmark = pytest.mark.django_db

Verb = Callable[[Any, Appeal], object]
WORDS = {"headline": "New headline", "summary": "S", "ask": "A"}
VERBS: dict[str, Verb] = {
    "draft": lambda who, appeal: moves.draft(who, appeal.case, "FA", "en"),
    "save text": lambda who, appeal: moves.save_text(who, appeal, "en", 1, **WORDS),
    "add language": lambda who, appeal: moves.add_language(who, appeal, "fr"),
    "set facts": lambda who, appeal: facts(who, appeal, version=1),
    "close": lambda who, appeal: moves.close(who, opened(appeal), "It is over."),
    "reopen": lambda who, appeal: moves.reopen(who, closed(appeal), "It began again."),
}


def facts(who: Any, appeal: Appeal, version: int = 1, **changes: Any) -> None:
    values: dict[str, Any] = {
        "countries": ["BO"],
        "issues": appeal.issues,
        "addressees": list(appeal.addressees.all()),
        "claims": appeal.claims.all(),
    }
    moves.set_facts(who, appeal, version, **(values | changes))


def opened(appeal: Appeal) -> Appeal:
    Appeal.objects.filter(pk=appeal.pk).update(state="published")
    return appeal


def closed(appeal: Appeal) -> Appeal:
    Appeal.objects.filter(pk=appeal.pk).update(state="closed")
    appeal.refresh_from_db()
    return appeal


@pytest.mark.parametrize("person", [cast.amir, cast.nadia, cast.stranger])
@pytest.mark.parametrize("verb", VERBS)
def test_who_is_no_officer_is_refused(person: Callable[[], Staff], verb: str) -> None:
    appeal = cast.draft()
    entries = audit.Entry.objects.count()
    with pytest.raises(Refusal, match="Only a person with the role “officer” may do this"):
        VERBS[verb](person(), appeal)
    assert audit.Entry.objects.count() == entries


@pytest.mark.parametrize("person", [cast.olga, cast.pavel])
@pytest.mark.parametrize("verb", VERBS)
def test_an_officer_may_and_the_trail_tells_it(person: Callable[[], Staff], verb: str) -> None:
    appeal = cast.draft()
    appeal.texts.filter(language="fr").delete()
    VERBS[verb](person(), appeal)
    entry = audit.Entry.objects.filter(kind="appeal").latest("id")
    assert entry.actor == person().username


def test_a_draft_gets_the_next_number_and_the_claims_that_stand() -> None:
    case = cast.case()
    cast.document_type()
    case.claims.filter(number=2).update(status="withdrawn")
    appeal = moves.draft(cast.olga(), case, "FA", "fr")
    assert appeal.document_id == f"FA-01-{timezone.localdate().year}"
    assert [claim.number for claim in appeal.claims.order_by("number")] == [1, 3]
    assert (appeal.countries, appeal.partner) == (["BO"], case.partner)
    assert [text.language for text in appeal.texts.all()] == ["fr"]


def test_a_type_that_is_not_offered_is_refused_and_uses_up_no_number() -> None:
    with pytest.raises(Refusal, match="Choose one of the document types in the list"):
        moves.draft(cast.olga(), cast.case(), "XX", "en")
    assert not Series.objects.exists()


def test_an_id_that_is_taken_is_refused_in_any_spelling() -> None:
    appeal = cast.draft("FA-34-2003")
    with pytest.raises(Refusal, match="The ID fa-34-2003 is taken by another appeal"):
        moves.make(cast.olga(), appeal.case, appeal.document_type, "fa-34-2003", "en")


def test_a_text_is_trimmed_and_a_headline_is_one_line() -> None:
    appeal = cast.draft()
    text = moves.save_text(
        cast.olga(), appeal, "en", 1, headline=" Two \r\n lines ", body="a\r\nb\n\n"
    )
    text.refresh_from_db()
    assert (text.headline, text.body, text.summary) == ("Two lines", "a\nb", "")
    assert appeal.version == 2


@pytest.mark.parametrize("field", ["headline", "summary", "body", "ask", "letter"])
def test_a_hundred_thousand_characters_are_refused_beside_their_field(field: str) -> None:
    appeal = cast.draft()
    with pytest.raises(Refusal, match="This is 100000 characters long; shorten it to") as told:
        moves.save_text(cast.olga(), appeal, "en", 1, **{field: "x" * 100_000})
    assert told.value.field == field
    assert reads.text(appeal, "en").headline == cast.MARKED["en"]["headline"]


def test_a_headline_of_two_hundred_characters_is_not_too_long() -> None:
    appeal = cast.draft()
    assert len(moves.save_text(cast.olga(), appeal, "en", 1, headline="é" * 200).headline) == 200
    with pytest.raises(Refusal, match="201 characters long; shorten it to 200"):
        moves.save_text(cast.olga(), appeal, "en", 2, headline="é" * 201)


def test_a_character_that_is_no_text_is_refused() -> None:
    with pytest.raises(Refusal, match="holds a character that is no text"):
        moves.save_text(cast.olga(), cast.draft(), "en", 1, summary="a\x00b")


def test_the_later_of_two_editors_is_told_who_was_faster() -> None:
    appeal = cast.draft()
    moves.save_text(cast.pavel(), Appeal.objects.get(), "en", 1, headline="Pavel’s")
    with pytest.raises(Refusal, match="Pavel Imre changed this while you were") as told:
        moves.save_text(cast.olga(), appeal, "en", 1, headline="Olga’s")
    assert told.value.field == "version"
    assert reads.text(appeal, "en").headline == "Pavel’s"
    assert appeal.version == 2


def test_facts_are_guarded_against_overwriting_too() -> None:
    appeal = cast.draft()
    facts(cast.pavel(), Appeal.objects.get())
    with pytest.raises(Refusal, match="Pavel Imre changed this"):
        facts(cast.olga(), appeal, countries=[])
    assert Appeal.objects.get().countries == ["BO"]


def test_who_saves_without_a_change_did_not_write_the_text() -> None:
    appeal = cast.draft()
    moves.save_text(cast.pavel(), appeal, "en", 1, **cast.MARKED["en"])
    assert reads.text(appeal, "en").changed_by == "olga"


def test_a_language_version_is_added_once() -> None:
    appeal = cast.draft()
    Text.objects.filter(language="fr").delete()
    moves.add_language(cast.olga(), appeal, "fr")
    moves.add_language(cast.olga(), appeal, "fr")
    assert appeal.texts.filter(language="fr").count() == 1


@pytest.mark.parametrize("language", ["xx", "", "../en"])
def test_a_language_without_pages_is_refused(language: str) -> None:
    with pytest.raises(Refusal, match="Choose one of the languages in the list"):
        moves.add_language(cast.olga(), cast.draft(), language)


def test_addressees_keep_the_order_given_and_none_comes_twice() -> None:
    appeal = cast.draft()
    ombudsman, ministry = cast.authority("Office of the Ombudsman"), cast.authority()
    facts(cast.olga(), appeal, addressees=[ombudsman, ministry, ombudsman])
    assert [one.authority for one in reads.addressees(appeal)] == [ombudsman, ministry]


@pytest.mark.parametrize(
    ("changes", "sentence", "field"),
    [
        ({"countries": ["XX"]}, "Choose countries from the list", "countries"),
        ({"issues": ["weather"]}, "Choose issues from the list", "issues"),
        (
            {"deadline": timezone.localdate() - timedelta(days=1)},
            "This day is over. Choose a later one",
            "deadline",
        ),
        (
            {"document_date": timezone.localdate() + timedelta(days=2)},
            "cannot be dated in the future",
            "document_date",
        ),
    ],
)
def test_a_wrong_fact_is_refused(changes: dict[str, Any], sentence: str, field: str) -> None:
    appeal = cast.draft()
    with pytest.raises(Refusal, match=sentence) as told:
        facts(cast.olga(), appeal, **changes)
    assert told.value.field == field
    appeal.refresh_from_db()
    assert appeal.version == 1


def test_claims_of_another_case_are_refused() -> None:
    other = cast.case()
    with pytest.raises(Refusal, match="Choose claims of this appeal’s case"):
        facts(cast.olga(), cast.draft(), claims=other.claims.all())


def test_a_deadline_that_passed_meanwhile_does_not_block_other_facts() -> None:
    appeal, past = cast.draft(), timezone.localdate() - timedelta(days=3)
    Appeal.objects.update(deadline=past)
    facts(cast.olga(), appeal, deadline=past)
    assert appeal.version == 2


def test_a_closed_appeal_is_not_changed() -> None:
    appeal = closed(cast.draft())
    for verb in ("save text", "add language", "set facts"):
        with pytest.raises(Refusal, match=r"This appeal is closed\. Open it again before"):
            VERBS[verb](cast.olga(), appeal)


def test_closing_and_opening_again_need_a_reason_and_keep_it() -> None:
    appeal = opened(cast.draft())
    with pytest.raises(Refusal, match="Write why, so that others can follow"):
        moves.close(cast.olga(), appeal, "  ")
    moves.close(cast.olga(), appeal, "They were freed.")
    assert appeal.state == "closed"
    assert reads.history(appeal)[0].detail == {"reason": "They were freed."}
    moves.reopen(cast.olga(), appeal, "They were held again.")
    assert appeal.state == "published"


def test_a_draft_is_neither_closed_nor_opened_again() -> None:
    appeal = cast.draft()
    with pytest.raises(Refusal, match="Only an appeal that is open for signing can be closed"):
        moves.close(cast.olga(), appeal, "Over.")
    with pytest.raises(Refusal, match="Only a closed appeal can be opened again"):
        moves.reopen(cast.olga(), appeal, "Again.")


def test_lists_show_drafts_first_with_their_headline() -> None:
    opened(cast.draft("FA-01-2026"))
    cast.draft("FA-02-2026")
    listed = [(appeal.document_id, reads.headline(appeal)) for appeal in reads.appeals()]
    assert [one[0] for one in listed] == ["FA-02-2026", "FA-01-2026"]
    assert listed[0][1] == cast.TEXTS["en"]["headline"]
    assert [appeal.document_id for appeal in reads.drafts()] == ["FA-02-2026"]
