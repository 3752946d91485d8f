"""Marks by likeness are proposed, and set where a person says so; offered wordings take a place."""

from __future__ import annotations

import pytest

from tests import cast
from tests.publishing import corrected
from tocsin.appeals.content import content
from tocsin.appeals.models import Appeal
from tocsin.cases.models import Claim
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.publishing import gate, marking, mending

pytestmark = pytest.mark.django_db
LIKE = "The police detained seven workers of the ferry on 3 March."
NEW = "A lawyer was beaten at the gate."


def draft(**changed: str) -> Appeal:
    appeal = cast.draft()
    corrected.edited(appeal, **changed)
    appeal.refresh_from_db()
    return appeal


def told(appeal: Appeal) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.part, one.text, one.refs) for one in marking.unmarked(appeal, "en")]


def test_a_sentence_that_tells_a_claim_in_other_words_gets_its_mark_proposed() -> None:
    appeal = draft(summary=LIKE)
    assert ("summary", LIKE, ("c1",)) in told(appeal)
    assert "[c1]" not in appeal.texts.get(language="en").summary


def test_a_misspelt_word_is_near_enough() -> None:
    assert ("summary", "Seven fery workers arested on 3 March.", ("c1",)) in told(
        draft(summary="Seven fery workers arested on 3 March.")
    )


def test_a_fact_that_no_claim_says_is_listed_without_a_proposal() -> None:
    (one,) = [one for one in marking.unmarked(draft(summary=NEW), "en") if one.text == NEW]
    assert (one.refs, one.uncited) == ((), True)


def test_what_states_no_fact_and_tells_no_claim_is_not_listed() -> None:
    appeal = draft(summary="Please write to us.", ask="Please write to us.")
    assert [one for one in told(appeal) if one[1].startswith("Please")] == []


def test_a_sentence_that_is_marked_is_left_alone() -> None:
    assert told(draft(summary=f"{LIKE[:-1]} [c2].")) == []


def test_a_claim_that_adds_nothing_to_a_likelier_one_is_not_proposed() -> None:
    appeal = draft()
    Claim.objects.create(
        case=appeal.case, number=4, text="Seven workers were arrested.", changed_by="olga"
    )
    appeal.claims.set(appeal.case.claims.all())
    corrected.edited(appeal, summary="The police detained seven ferry workers on 3 March.")
    (one,) = [one for one in told(appeal) if one[0] == "summary"]
    assert one[2] == ("c1",)


def test_a_withdrawn_claim_and_one_for_the_desk_are_not_proposed() -> None:
    appeal = draft(summary=LIKE)
    appeal.claims.filter(number=1).update(status="withdrawn")
    assert ("summary", LIKE, ()) in told(appeal)
    appeal.claims.filter(number=1).update(status="reported", sensitivity="desk")
    assert ("summary", LIKE, ()) in told(appeal)


def test_a_language_without_rules_is_held_by_its_longer_words() -> None:
    appeal = draft()
    appeal.claims.filter(number=1).update(translations={"es": "Siete barqueros fueron detenidos."})
    appeal.texts.create(
        language="es", headline="x", summary="Siete barqueros detenidos ayer.", changed_by="olga"
    )
    (one,) = [one for one in marking.unmarked(appeal, "es") if one.part == "summary"]
    assert (one.refs, one.uncited) == (("c1",), False)


def test_one_proposal_is_accepted_and_the_others_stay() -> None:
    appeal = draft(summary=LIKE, letter=LIKE)
    first = next(one for one in marking.unmarked(appeal, "en") if one.part == "summary")
    assert marking.accept(cast.olga(), appeal, "en", appeal.version, [first.key]) == 1
    text = appeal.texts.get(language="en")
    assert (text.summary, text.letter) == (f"{LIKE[:-1]} [c1].", LIKE)
    assert audit.Entry.objects.filter(verb="save text", detail__changed=["summary"]).exists()


def test_all_proposals_are_accepted_at_once_and_what_has_none_is_not_touched() -> None:
    appeal = draft(summary=f"{LIKE} {NEW} {LIKE}", body=f"* {LIKE}\n* {NEW}")
    assert marking.accept(cast.olga(), appeal, "en", appeal.version) == 3
    text = appeal.texts.get(language="en")
    assert text.summary == f"{LIKE[:-1]} [c1]. {NEW} {LIKE[:-1]} [c1]."
    assert text.body == f"* {LIKE[:-1]} [c1].\n* {NEW}"


def test_a_sentence_that_fills_two_lines_of_the_text_is_one() -> None:
    appeal = draft(body="The police detained seven workers\nof the ferry on 3 March. Then night.")
    marking.accept(cast.olga(), appeal, "en", appeal.version)
    assert appeal.texts.get(language="en").body == (
        "The police detained seven workers\nof the ferry on 3 March [c1]. Then night."
    )


def test_a_sentence_that_was_changed_is_not_marked() -> None:
    appeal = draft(summary=LIKE)
    (one,) = [one for one in marking.unmarked(appeal, "en") if one.part == "summary"]
    corrected.edited(appeal, summary=f"Perhaps {LIKE}")
    for keys in ([one.key], [], ["nonsense"]):
        with pytest.raises(Refusal, match="This sentence was changed meanwhile; look at the"):
            marking.accept(cast.olga(), appeal, "en", appeal.version, keys)
    assert appeal.texts.get(language="en").summary == f"Perhaps {LIKE}"


def test_who_saw_an_older_text_sets_no_marks() -> None:
    appeal = draft(summary=LIKE)
    with pytest.raises(Refusal, match="changed this while you were writing"):
        marking.accept(cast.olga(), appeal, "en", appeal.version - 1)


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_sets_marks(who: object) -> None:
    appeal = draft(summary=LIKE)
    with pytest.raises(Refusal):
        marking.accept(who(), appeal, "en", appeal.version)  # type: ignore[operator]


def test_a_claim_made_of_a_sentence_marks_it_and_the_appeal_rests_on_it() -> None:
    appeal = draft(summary=NEW)
    (one,) = [one for one in marking.unmarked(appeal, "en") if one.text == NEW]
    claim = Claim.objects.create(case=appeal.case, number=4, text=NEW, changed_by="olga")
    marking.rest_on(cast.olga(), appeal, "en", one.key, claim)
    assert appeal.texts.get(language="en").summary == f"{NEW[:-1]} [c4]."
    assert claim in appeal.claims.all()


def test_a_claim_of_another_case_is_refused() -> None:
    appeal = draft(summary=NEW)
    (one,) = [one for one in marking.unmarked(appeal, "en") if one.text == NEW]
    other = Claim.objects.create(case=cast.case(), number=4, text=NEW, changed_by="olga")
    with pytest.raises(Refusal, match="Choose claims of this appeal’s case"):
        marking.rest_on(cast.olga(), appeal, "en", one.key, other)


def test_the_offered_wording_takes_the_place_of_the_sentence_with_its_mark() -> None:
    appeal = draft(summary=f"Before. {LIKE[:-1]} [c1]. Please write.")
    (one,) = [one for one in gate.objections(appeal, content(appeal)) if one.claims]
    mending.mend(cast.olga(), appeal, one.key, appeal.version)
    assert appeal.texts.get(language="en").summary == (
        "Before. According to El Faro del Lago, seven ferry workers were arrested on 3 March [c1]. "
        "Please write."
    )
    appeal.refresh_from_db()
    assert gate.objections(appeal, content(appeal)) == []


def test_a_wording_for_two_claims_is_two_sentences_with_a_mark_each() -> None:
    appeal = draft(summary="They are held and will be moved to a military court [c2, c3].")
    (one,) = [one for one in gate.objections(appeal, content(appeal)) if one.claims]
    mending.mend(cast.olga(), appeal, one.key, appeal.version)
    summary = appeal.texts.get(language="en").summary
    assert "held without charge [c2]." in summary
    assert "a military court [c3]." in summary
    appeal.refresh_from_db()
    assert gate.objections(appeal, content(appeal)) == []


def test_a_sentence_in_formatting_of_its_own_is_mended_by_hand() -> None:
    appeal = draft(body="[The police detained seven workers on 3 March](https://example.org) [c1].")
    found = [one for one in gate.objections(appeal, content(appeal)) if one.part == "body"]
    with pytest.raises(Refusal, match="is not written plainly"):
        mending.mend(cast.olga(), appeal, found[0].key, appeal.version)


def test_what_stands_no_more_is_not_mended() -> None:
    appeal = draft()
    with pytest.raises(Refusal, match="nothing stands against it any more"):
        mending.mend(cast.olga(), appeal, "x", appeal.version)
