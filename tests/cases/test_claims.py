"""Claims are added, reworded, assessed and withdrawn; none is ever deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import cast
from tocsin.cases import moves, reads
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
    "assertion": lambda who, claim: moves.add_assertion(
        who, claim, _other_source(claim), moves.Said()
    ),
    "against": lambda who, claim: moves.set_against(who, claim, claim.case.claims.get(number=2)),
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


FACTS = {
    "kind": "status",
    "happened": " 2026-03~ ",
    "place": " Copacabana ",
    "place_kind": "town",
    "sensitivity": "authorities",
}


def test_a_claim_has_kind_day_place_and_readers(claim: Claim) -> None:
    new = moves.add_claim(cast.olga(), claim.case, "They are held.", facts=FACTS)
    moves.change_claim(cast.olga(), claim, 1, claim.text, facts=FACTS)
    for one in (new, claim):
        assert (one.kind, one.happened, one.place, one.place_kind, one.sensitivity) == (
            "status",
            "2026-03~",
            "Copacabana",
            "town",
            "authorities",
        )


@pytest.mark.parametrize(
    ("facts", "sentence", "field"),
    [
        ({"kind": "rumour"}, "Choose one from the list.", "kind"),
        ({"sensitivity": ""}, "Choose one from the list.", "sensitivity"),
        ({"place_kind": "near"}, "Choose one from the list.", "place_kind"),
        ({"happened": "last week"}, "Write a day as 2026-03-31", "happened"),
        ({"place": "x" * 201}, "shorten it to 200", "place"),
    ],
)
def test_facts_that_cannot_be_are_refused(
    facts: dict[str, str], sentence: str, field: str, claim: Claim
) -> None:
    verbs: list[Callable[[], object]] = [
        lambda: moves.add_claim(cast.olga(), claim.case, "Words.", facts=facts),
        lambda: moves.change_claim(cast.olga(), claim, 1, "Words.", facts=facts),
    ]
    for verb in verbs:
        with pytest.raises(Refusal, match=sentence) as refusal:
            verb()
        assert refusal.value.field == field
    assert claim.case.claims.count() == 3


def test_what_is_not_given_stays_as_it_is(claim: Claim) -> None:
    moves.change_claim(
        cast.olga(), claim, 1, claim.text, translations={"fr": "Sept."}, facts={"kind": "status"}
    )
    moves.change_claim(cast.olga(), claim, 2, "Other words.")
    assert (claim.translations, claim.kind) == ({"fr": "Sept."}, "status")
    assert claim.sources.count() == 2


def test_a_source_of_another_case_is_refused(claim: Claim) -> None:
    foreign = cast.case().sources.first()
    assert foreign
    with pytest.raises(Refusal, match=r"Choose sources of this case.") as refusal:
        moves.add_claim(cast.olga(), claim.case, "Other words.", sources=[foreign])
    assert refusal.value.field == "sources"
    assert claim.case.claims.count() == 3


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


def test_a_judgement_keeps_the_proposal_it_was_made_against(claim: Claim) -> None:
    paper = claim.sources.get(kind="media")
    said = moves.Said(says="denies")
    denial = moves.add_assertion(cast.olga(), claim, paper, said)
    moves.assess(cast.olga(), claim, "confirmed", "We have the court’s list.")
    moves.set_aside(cast.olga(), denial, "The paper printed a correction.")
    moves.assess(cast.olga(), claim, "reported", "The list was old.")
    kept = [(one.after, one.proposed, one.proposed_why) for one in claim.assessments.all()]
    assert kept == [
        ("reported", "reported", "One identified source says so, or several of one group."),
        ("confirmed", "contested", "Somebody denies it."),
    ]


def test_a_denial_of_an_office_changes_no_status_by_itself(claim: Claim) -> None:
    office = moves.add_source(cast.olga(), claim.case, "Ministry of the Interior", "official")
    moves.add_assertion(cast.olga(), claim, office, moves.Said(says="denies"))
    claim.refresh_from_db()
    assert claim.status == "reported"


def test_claims_that_contradict_each_other_name_each_other(claim: Claim) -> None:
    other = claim.case.claims.get(number=3)
    moves.set_against(cast.olga(), claim, other)
    assert list(other.rivals.all()) == [claim]
    with pytest.raises(Refusal, match=r"These two stand against each other already."):
        moves.set_against(cast.olga(), other, claim)
    moves.no_longer_against(cast.olga(), other, claim)
    assert not claim.rivals.exists()
    with pytest.raises(Refusal, match=r"These two do not stand against each other."):
        moves.no_longer_against(cast.olga(), other, claim)


def test_a_claim_is_no_rival_of_itself_or_of_another_case(claim: Claim) -> None:
    for other in (claim, cast.case().claims.get(number=1)):
        with pytest.raises(Refusal, match=r"Choose another claim of this case.") as refusal:
            moves.set_against(cast.olga(), claim, other)
        assert refusal.value.field == "rival"


def test_contradicting_claims_are_published_side_by_side(claim: Claim) -> None:
    moves.set_against(cast.olga(), claim, claim.case.claims.get(number=3))
    told = reads.public_claims(reads.claims(claim.case))
    assert [(one["ref"], one.get("rivals")) for one in told] == [
        ("c1", ["c3"]),
        ("c3", ["c1"]),
        ("c2", None),
    ]


def test_a_rival_that_is_not_published_is_not_named(claim: Claim) -> None:
    moves.set_against(cast.olga(), claim, claim.case.claims.get(number=3))
    first = claim.case.claims.filter(number=1).select_related("case")
    assert "rivals" not in reads.public_claims(first)[0]


@pytest.mark.parametrize("readers", ["desk", "authorities", "network"])
def test_what_not_everybody_may_read_is_not_published(readers: str, claim: Claim) -> None:
    facts = {"sensitivity": readers}
    moves.change_claim(cast.olga(), claim, 1, claim.text, facts=facts)
    assert [one["ref"] for one in reads.public_claims(reads.claims(claim.case))] == ["c2", "c3"]


def test_who_denies_a_claim_is_published_but_not_as_its_source(claim: Claim) -> None:
    office = moves.add_source(cast.olga(), claim.case, "Ministry of the Interior", "official")
    moves.add_assertion(cast.olga(), claim, office, moves.Said(says="denies"))
    told = reads.public_claims(reads.claims(claim.case))[0]
    assert [one["name"] for one in told["sources"]] == ["El Faro del Lago", ""]
    assert told["denied_by"] == [
        {"name": "Ministry of the Interior", "kind": "official", "protected": False}
    ]


def test_a_source_that_calls_it_not_confirmed_is_published_as_such(claim: Claim) -> None:
    paper = claim.sources.get(kind="media")
    moves.add_assertion(cast.olga(), claim, paper, moves.Said(says="doubts"))
    told = reads.public_claims(reads.claims(claim.case))[0]
    assert told["sources"][0] == {
        "name": "El Faro del Lago",
        "kind": "media",
        "protected": False,
        "says": "doubts",
    }
    assert len(told["sources"]) == 2


def test_numbers_are_the_names_of_claims(claim: Claim) -> None:
    assert [str(one) for one in Case.objects.get().claims.all()] == ["c1", "c2", "c3"]
