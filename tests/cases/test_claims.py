"""Claims are added, reworded, assessed and withdrawn; none is ever deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import cast
from tocsin.cases import moves
from tocsin.cases.models import Case, Claim, Source
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db

Verb = Callable[[Any, Claim], object]
VERBS: dict[str, Verb] = {
    "add": lambda who, claim: moves.add_claim(who, claim.case, "A boat was seen."),
    "change": lambda who, claim: moves.change_claim(who, claim, claim.version, "Other words."),
    "assess": lambda who, claim: moves.assess(who, claim, "confirmed", "Seen by two of us."),
    "withdraw": lambda who, claim: moves.withdraw_claim(who, claim, "The paper took it back."),
    "link": lambda who, claim: moves.link_source(who, claim, _other_source(claim)),
}


def _other_source(claim: Claim) -> Source:
    return claim.case.sources.exclude(claims=claim).first() or claim.case.sources.create(
        name="Harbour Radio", kind="media"
    )


@pytest.fixture
def claim() -> Claim:
    return cast.case().claims.get(number=1)


@pytest.mark.parametrize("verb", VERBS)
def test_each_move_leaves_exactly_one_entry_in_the_trail(verb: str, claim: Claim) -> None:
    _other_source(claim)
    VERBS[verb](cast.olga(), claim)
    entry = Entry.objects.get(kind="claim")
    assert entry.actor == "olga"
    assert verb in entry.verb


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
@pytest.mark.parametrize("verb", VERBS)
def test_only_an_officer_may_make_a_move(verb: str, who: Callable[[], Any], claim: Claim) -> None:
    before = list(Claim.objects.values())
    with pytest.raises(Refusal, match=r"Only a person with the role “officer” may do this."):
        VERBS[verb](who(), claim)
    assert list(Claim.objects.values()) == before
    assert not Entry.objects.filter(kind="claim").exists()


@pytest.mark.parametrize("verb", VERBS)
def test_a_closed_case_is_not_changed(verb: str, claim: Claim) -> None:
    _other_source(claim)
    moves.close_case(cast.olga(), claim.case, "They came home.")
    with pytest.raises(Refusal, match=r"This case is closed. Open it again before you change it."):
        VERBS[verb](cast.olga(), claim)


def test_a_claim_gets_the_next_number_even_after_one_was_withdrawn(claim: Claim) -> None:
    last = claim.case.claims.get(number=3)
    moves.withdraw_claim(cast.olga(), last, "It did not happen.")
    new = moves.add_claim(cast.olga(), claim.case, "The strike goes on.", status="reported")
    assert (new.number, new.status) == (4, "reported")


def test_a_new_claim_has_its_sources_in_the_order_they_were_given(claim: Claim) -> None:
    sources = list(reversed(claim.case.sources.all()))
    new = moves.add_claim(cast.olga(), claim.case, "The strike goes on.", sources=sources)
    assert [said.source for said in new.assertions.all()] == sources


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  \r\n ", "Write what is said to be so."),
        ("x" * 100_000, "This is 100000 characters long; shorten it to 2000."),
        ("a\x00b", "This holds a character that is no text; type it again."),
    ],
)
def test_words_that_cannot_be_a_claim_are_refused(text: str, sentence: str, claim: Claim) -> None:
    verbs: list[Callable[[], object]] = [
        lambda: moves.add_claim(cast.olga(), claim.case, text),
        lambda: moves.change_claim(cast.olga(), claim, 1, text),
    ]
    for verb in verbs:
        with pytest.raises(Refusal) as refusal:
            verb()
        assert (refusal.value.sentence, refusal.value.field) == (sentence, "text")
    assert claim.case.claims.count() == 3


def test_a_claim_cannot_begin_withdrawn(claim: Claim) -> None:
    with pytest.raises(Refusal, match=r"A new claim cannot be withdrawn already"):
        moves.add_claim(cast.olga(), claim.case, "Words.", status="withdrawn")


def test_a_status_that_is_none_is_refused(claim: Claim) -> None:
    with pytest.raises(Refusal, match=r"Choose one of the statuses in the list."):
        moves.assess(cast.olga(), claim, "certain", "I feel it.")


def test_new_words_are_kept_with_the_old_ones_in_the_trail(claim: Claim) -> None:
    old = claim.text
    moves.change_claim(
        cast.olga(), claim, 1, "Seven were arrested.", translations={"fr": "Sept.", "es": " "}
    )
    assert (claim.text, claim.translations, claim.version) == (
        "Seven were arrested.",
        {"fr": "Sept."},
        2,
    )
    assert Entry.objects.get(kind="claim").detail == {"before": old, "version": 2}


def test_sources_that_stay_keep_their_place_in_the_chain(claim: Claim) -> None:
    paper, guard = claim.case.sources.all()
    radio = claim.case.sources.create(name="Harbour Radio", kind="media")
    moves.change_claim(cast.olga(), claim, 1, claim.text, sources=[radio, guard])
    assert [said.source for said in claim.assertions.all()] == [guard, radio]
    moves.change_claim(cast.olga(), claim, 2, claim.text, sources=[])
    assert not claim.assertions.exists()
    assert Source.objects.filter(pk=paper.pk).exists()


def test_what_is_not_given_stays_as_it_is(claim: Claim) -> None:
    moves.change_claim(cast.olga(), claim, 1, claim.text, translations={"fr": "Sept."})
    moves.change_claim(cast.olga(), claim, 2, "Other words.")
    assert claim.translations == {"fr": "Sept."}
    assert claim.sources.count() == 2


def test_a_source_of_another_case_is_refused(claim: Claim) -> None:
    foreign = cast.case().sources.first()
    assert foreign
    with pytest.raises(Refusal, match=r"Choose sources of this case.") as refusal:
        moves.change_claim(cast.olga(), claim, 1, "Other words.", sources=[foreign])
    assert refusal.value.field == "sources"
    claim.refresh_from_db()
    assert (claim.version, claim.text) == (1, "Seven ferry workers were arrested on 3 March.")


def test_the_later_of_two_officers_is_told_who_was_faster(claim: Claim) -> None:
    stale = Claim.objects.get(pk=claim.pk)
    moves.change_claim(cast.pavel(), claim, 1, "Pavel’s words.")
    with pytest.raises(Refusal, match=r"Pavel Imre changed this while you were writing") as refusal:
        moves.change_claim(cast.olga(), stale, 1, "Olga’s words.")
    assert refusal.value.field == "version"
    assert (stale.text, stale.version) == ("Pavel’s words.", 2)
    moves.change_claim(cast.olga(), stale, 2, "Olga’s words.")
    assert Claim.objects.get(pk=claim.pk).text == "Olga’s words."


def test_a_judgement_is_kept_with_its_reason(claim: Claim) -> None:
    moves.assess(cast.olga(), claim, "corroborated", " A second paper says so. ")
    kept = claim.assessments.get()
    assert (kept.before, kept.after, kept.reason, kept.by) == (
        "reported",
        "corroborated",
        "A second paper says so.",
        "olga",
    )
    assert claim.status == "corroborated"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 100_000])
def test_a_judgement_needs_a_reason_of_human_length(reason: str, claim: Claim) -> None:
    verbs: list[Callable[[], object]] = [
        lambda: moves.assess(cast.olga(), claim, "confirmed", reason),
        lambda: moves.withdraw_claim(cast.olga(), claim, reason),
    ]
    for verb in verbs:
        with pytest.raises(Refusal, match=r"Write why|shorten it to 1000") as refusal:
            verb()
        assert refusal.value.field == "reason"
    assert not claim.assessments.exists()


def test_the_same_status_again_changes_nothing(claim: Claim) -> None:
    with pytest.raises(Refusal, match=r"The claim has this status already; nothing was changed."):
        moves.assess(cast.olga(), claim, "reported", "To be sure.")


def test_a_withdrawn_claim_stays_and_is_changed_only_when_assessed_anew(claim: Claim) -> None:
    moves.withdraw_claim(cast.olga(), claim, "The paper took it back.")
    assert Claim.objects.get(pk=claim.pk).status == "withdrawn"
    with pytest.raises(Refusal, match=r"This claim is withdrawn. Assess it anew"):
        moves.change_claim(cast.olga(), claim, 1, "Other words.")
    moves.assess(cast.olga(), claim, "unconfirmed", "The paper stands by it after all.")
    moves.change_claim(cast.olga(), claim, 1, "Other words.")
    assert [kept.after for kept in claim.assessments.all()] == ["unconfirmed", "withdrawn"]


def test_withdrawing_goes_by_its_own_verb(claim: Claim) -> None:
    with pytest.raises(Refusal, match=r"Use “withdraw” to withdraw a claim."):
        moves.assess(cast.olga(), claim, "withdrawn", "It is wrong.")


def test_a_source_linked_twice_is_there_once(claim: Claim) -> None:
    radio = claim.case.sources.create(name="Harbour Radio", kind="media")
    moves.link_source(cast.olga(), claim, radio)
    moves.link_source(cast.olga(), claim, radio)
    assert [said.source.name for said in claim.assertions.all()][-1] == "Harbour Radio"
    assert claim.assertions.count() == 3


def test_numbers_are_the_names_of_claims(claim: Claim) -> None:
    assert [str(one) for one in Case.objects.get().claims.all()] == ["c1", "c2", "c3"]
