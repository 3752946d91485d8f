"""A sentence that holds a claim word by word is marked with it; nothing else is by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.paths import DATA
from tocsin.appeals import marking, marks, taking_up
from tocsin.appeals.models import Appeal
from tocsin.cases.models import Claim
from tocsin.intake import moves as intake

HELD = "Seven ferry workers were arrested on 3 March."
CLAIMS = {"c1": HELD, "c2": "They are held without charge.", "c3": "It rained."}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (HELD, "Seven ferry workers were arrested on 3 March [c1]."),
        ("Seven workers, it says", "Seven workers, it says [c1]"),
        ("Who holds them?", "Who holds them? [c1]"),
        ("They said: “They are held.”", "They said: “They are held.” [c1]"),
        ("They are held [c2].", "They are held [c2, c1]."),
        ("“They are held.” [c2]", "“They are held.” [c2, c1]"),
        ("They are held… [c1]", "They are held [c1]…"),
        ("Ils ont dit : « Oui. »", "Ils ont dit : « Oui. » [c1]"),
        ("他们被捕了。", "他们被捕了 [c1]。"),
    ],
)
def test_a_mark_stands_at_the_end_of_its_sentence(sentence: str, expected: str) -> None:
    assert marking.marked(sentence, ["c1"]) == expected


def test_a_sentence_made_of_a_claim_is_marked() -> None:
    text = f"According to El Faro: {HELD} River House asks for help."
    assert marking.of_claims(text, CLAIMS) == (
        "According to El Faro: Seven ferry workers were arrested on 3 March [c1]. "
        "River House asks for help."
    )


def test_case_and_punctuation_make_no_difference_but_words_do() -> None:
    assert "[c2]" in marking.of_claims(
        "Nobody knows whether “they are held” without charge", CLAIMS
    )
    for other in ("They are held without a charge.", "They were held without charge.", "held"):
        assert marking.of_claims(other, CLAIMS) == other


def test_a_claim_of_two_words_is_never_set_by_itself() -> None:
    assert marking.of_claims("It rained.", CLAIMS) == "It rained."


def test_a_sentence_that_holds_two_claims_is_marked_with_both() -> None:
    text = "Seven ferry workers were arrested on 3 March and they are held without charge."
    assert marking.of_claims(text, CLAIMS).endswith("charge [c1, c2].")


def test_what_is_marked_already_stays_as_it_is() -> None:
    text = "Seven ferry workers were arrested on 3 March [c1]."
    assert marking.of_claims(text, CLAIMS) == text


@given(st.text(max_size=300))
def test_marking_never_changes_a_word(text: str) -> None:
    made = marking.of_claims(f"{text}\n{HELD}", CLAIMS)
    assert marks.bare(made).split() == marks.bare(f"{text}\n{HELD}").split()


@pytest.mark.django_db
def test_a_claim_that_is_not_told_in_the_language_marks_nothing() -> None:
    appeal = cast.draft()
    claims = list(appeal.claims.select_related("case"))
    assert set(marking.texts(claims, "en")) == {"c1", "c2", "c3"}
    assert marking.texts(claims, "fr") == {}
    Claim.objects.filter(pk=claims[0].pk).update(translations={"fr": "Sept bateliers arrêtés."})
    again = list(appeal.claims.select_related("case"))
    assert marking.texts(again, "fr") == {"c1": "Sept bateliers arrêtés."}


@pytest.mark.django_db
def test_an_imported_document_has_the_marks_of_which_there_is_no_doubt() -> None:
    cast.document_type()
    place = DATA / "FA-07-2004.txt"
    appeal = taking_up.take_up(
        cast.olga(), intake.receive(cast.olga(), place.read_bytes(), place.name, "file")[0]
    )
    text = Appeal.objects.get(pk=appeal.pk).texts.get()
    assert "stopped by harbour officers on February 2, 2004 [c2]." in text.summary
    assert "send them back to their island [c3, c4]." in text.body
    assert "are facing removal to their island soon. " in text.body  # alike only, so not marked
    assert text.headline == "FIJI: A dispute arises over the return of eleven island teachers"


@pytest.mark.django_db
def test_the_cover_note_stands_above_the_text_that_it_covers() -> None:
    cast.document_type()
    place = DATA / "FA-07-2004.txt"
    alert = intake.receive(cast.olga(), place.read_bytes(), place.name, "file")[0]
    body = taking_up.take_up(cast.olga(), alert).texts.get().body
    assert body.startswith("We are forwarding information from the Reef House")
    assert body.count("We are forwarding") == 1
    assert "not hesitate to contact the Reef House.\n\n“Fiji should not send away" in body
