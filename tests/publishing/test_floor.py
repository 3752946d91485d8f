"""A sentence is never more certain than its claims."""

from __future__ import annotations

import json

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.paths import ROOT
from tocsin.kernel.refusal import Refusal
from tocsin.publishing.floor import STATUSES, Cited, Source, judge
from tocsin.publishing.floor.measuring import measure

SETS = ROOT / "tests" / "publishing" / "sets"
# What was reached on the sets that the rules were written with: recall of overstated sentences at
# least so much, false alarms at most. docs/how-it-works/wording.md shows the figures.
REACHED = {"en": (0.96, 0.02), "fr": (0.94, 0.03), "ru": (0.94, 0.03)}
BEATEN = "Guards beat Omar Saleh in the Vale prison"


def verdict(sentence: str, *claims: tuple[str, str], language: str = "en") -> str:
    """The verdict on a sentence that cites claims (status, text)."""
    return judge(sentence, language, cited(*claims)).verdict


def cited(*claims: tuple[str, str]) -> list[Cited]:
    """Claims c1, c2 … by status and text, each said by Vale Watch."""
    said = (Source("Vale Watch", "partner"),)
    return [Cited(f"c{n}", text, status, said) for n, (status, text) in enumerate(claims, start=1)]


@pytest.mark.parametrize("status", ["confirmed", "corroborated"])
def test_what_is_confirmed_may_be_told_plainly(status: str) -> None:
    assert verdict("Guards beat Omar Saleh.", (status, BEATEN)) == "pass"


@pytest.mark.parametrize("status", [s for s in STATUSES if s not in {"confirmed", "corroborated"}])
def test_what_is_not_confirmed_may_not(status: str) -> None:
    assert verdict("Guards beat Omar Saleh.", (status, BEATEN)) == "overstated"


def test_an_attribution_is_enough_for_what_is_reported_and_not_for_what_is_unconfirmed() -> None:
    sentence = "According to Vale Watch, guards beat Omar Saleh."
    assert verdict(sentence, ("reported", BEATEN)) == "pass"
    assert verdict(sentence, ("unconfirmed", BEATEN)) == "overstated"


@pytest.mark.parametrize(
    "sentence",
    [
        "Omar Saleh, who is reportedly 34, was beaten by guards.",
        "Omar Saleh, allegedly a courier, was beaten by guards.",
        "Guards beat Omar Saleh, but it is not confirmed where he is now.",
        "Though the prison has yet to comment, guards beat Omar Saleh.",
        "Guards beat Omar Saleh; whether he has a lawyer is unclear.",
    ],
)
def test_a_doubt_on_another_clause_does_not_count(sentence: str) -> None:
    claims = ("unconfirmed", BEATEN), ("confirmed", "Omar Saleh, 34, is a courier with a lawyer")
    assert verdict(sentence, *claims[:1]) == "overstated"


@pytest.mark.parametrize(
    "sentence",
    [
        "Guards beat Omar Saleh, but this could not be verified.",
        "Guards beat Omar Saleh; none of this has been confirmed.",
        "Guards beat Omar Saleh – a claim that nobody could check.",
        "Omar Saleh was beaten by guards, which could not be confirmed.",
    ],
)
def test_a_doubt_behind_the_fact_counts_where_it_hangs_on_it(sentence: str) -> None:
    assert verdict(sentence, ("unconfirmed", BEATEN)) == "pass"


def test_a_strong_claim_beside_a_weak_one_stays_plain() -> None:
    arrest = ("confirmed", "Police arrested Omar Saleh")
    sentence = "Police arrested Omar Saleh, and guards allegedly beat him."
    assert verdict(sentence, arrest, ("unconfirmed", BEATEN)) == "pass"
    turned = "Police allegedly arrested Omar Saleh; guards beat him."
    assert verdict(turned, arrest, ("unconfirmed", BEATEN)) == "overstated"


@pytest.mark.parametrize(
    "sentence",
    [
        "There is no doubt that guards beat Omar Saleh.",
        "It is now certain that guards beat Omar Saleh.",
        "We condemn the beating of Omar Saleh by guards.",
        "Omar Saleh's beating by guards must be investigated.",
        "After the beating of Omar Saleh, Vale Watch says, the prison was closed to visitors.",
    ],
)
def test_what_takes_doubt_away_or_presupposes_is_overstated(sentence: str) -> None:
    assert verdict(sentence, ("unconfirmed", BEATEN)) == "overstated"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Nine men were arrested in Tarvo.", "pass"),
        ("9 men were arrested.", "pass"),
        ("Ten men were arrested in Tarvo.", "overstated"),
        ("Nine men were arrested in Tarvo on Monday.", "overstated"),
        ("Nine men were arrested in Tarvo in March.", "overstated"),
        ("Nine fishermen were arrested in Tarvo.", "overstated"),
        ("Nine men were arrested in Tarvo by soldiers.", "overstated"),
        ("Nine men were arrested in Tarvo because they had protested.", "overstated"),
        ("Nine men were deliberately arrested in Tarvo.", "overstated"),
        ("Nine men were arrested and tortured in Tarvo.", "overstated"),
        ("Nine men were arrested at the harbour office of Kestrel.", "overstated"),
    ],
)
def test_a_sentence_is_not_more_precise_than_its_claim(sentence: str, expected: str) -> None:
    assert verdict(sentence, ("confirmed", "Nine men were arrested in Tarvo")) == expected


def test_numbers_of_claims_may_be_added_up() -> None:
    claims = ("confirmed", "Three men were arrested"), ("confirmed", "Two women were arrested")
    assert verdict("Five people were arrested.", *claims) == "pass"
    assert verdict("Six people were arrested.", *claims) == "overstated"


def test_an_end_of_a_range_is_no_number() -> None:
    claim = ("confirmed", "Between 250 and 300 people were arrested")
    assert verdict("Nearly 300 people were arrested.", claim) == "pass"
    assert verdict("300 people were arrested.", claim) == "overstated"


def test_hundreds_are_more_than_dozens() -> None:
    claim = ("confirmed", "Dozens of people were arrested")
    assert verdict("Dozens were arrested.", claim) == "pass"
    assert verdict("Hundreds were arrested.", claim) == "overstated"


def test_police_are_security_forces_and_not_the_other_way_round() -> None:
    assert verdict("Security forces beat a man.", ("confirmed", "Police beat a man")) == "pass"
    assert (
        verdict("Police beat a man.", ("confirmed", "Security forces beat a man")) == "overstated"
    )


def test_who_died_was_not_for_that_killed() -> None:
    assert verdict("A man was killed.", ("confirmed", "A man died")) == "overstated"
    assert verdict("A man died.", ("confirmed", "A man was killed")) == "pass"


def test_a_fact_without_a_claim_is_uncited() -> None:
    found = judge("Guards beat Omar Saleh on 3 May.", "en", [])
    assert found.verdict == "uncited"
    assert found.reason == (
        "This states a fact of the case and cites no claim; cite the claim it rests on."
    )


def test_the_reason_names_the_claim_and_what_it_asks_for() -> None:
    found = judge("Guards beat Omar Saleh.", "en", cited(("unconfirmed", BEATEN)))
    assert found.reason == "Claim c1 is not confirmed: say openly that it is in doubt."
    assert found.claims == ("c1",)


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("reported", "According to Vale Watch, the men were beaten."),
        ("unconfirmed", "It is not confirmed that the men were beaten."),
        ("contested", "It is disputed whether the men were beaten."),
        ("feared", "There are fears that the men were beaten."),
        ("opinion", "In the view of Vale Watch, the men were beaten."),
        ("refuted", "Reports that the men were beaten have proved false."),
        ("withdrawn", "We have withdrawn the statement that the men were beaten."),
    ],
)
def test_a_wording_is_offered_that_keeps_what_the_status_asks_for(
    status: str, offered: str
) -> None:
    found = judge("The men were beaten.", "en", cited((status, "The men were beaten.")))
    assert found.suggestion == offered


@pytest.mark.parametrize("status", STATUSES)
def test_what_is_offered_passes(status: str) -> None:
    claims = cited((status, "The men were beaten"))
    offered = judge("The men were tortured and killed on Monday.", "en", claims).suggestion
    assert judge(offered, "en", claims).verdict == "pass"


def test_a_protected_source_is_offered_without_a_name() -> None:
    claim = Cited("c1", "The men were beaten", "reported", (Source("", "anonymous official"),))
    found = judge("The men were beaten.", "en", [claim])
    assert found.suggestion == "According to a source, the men were beaten."


def test_a_language_without_rules_is_left_to_a_second_person() -> None:
    with translation.override("en"):
        found = judge("Nuqneh.", "tlh", cited(("unconfirmed", BEATEN)))
    assert (found.verdict, found.unchecked) == ("pass", True)
    assert found.reason == "There are no wording rules for tlh; a second person must read it."
    assert found.to_json()["unchecked"] is True


def test_a_sentence_of_many_pages_is_left_to_a_person() -> None:
    found = judge("and " * 2_000, "en", cited(("unconfirmed", BEATEN)))
    assert found.unchecked
    assert found.reason == "This is too long for one sentence; split it."


@pytest.mark.parametrize(
    ("given_claim", "sentence"),
    [
        ({}, "A claim needs a “text”."),
        ([], "A claim needs a “text”."),
        ({"text": "x", "status": "sure"}, "The status of a claim is one of: confirmed"),
        ({"text": "x", "status": "reported", "sources": "y"}, "“sources” is a list of objects"),
        ({"text": "x", "status": "reported", "sources": ["y"]}, "“sources” is a list of objects"),
    ],
)
def test_a_claim_that_is_none_is_refused(given_claim: object, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        Cited.read(given_claim)  # type: ignore[arg-type]


@given(st.text(max_size=300), st.text(max_size=100), st.sampled_from(STATUSES))
def test_any_text_is_judged(sentence: str, claim: str, status: str) -> None:
    for claims in ([], cited((status, claim))):
        found = judge(sentence, "en", claims)
        assert found.verdict in {"pass", "overstated", "uncited"}
        assert bool(found.reason) == (found.verdict != "pass" or found.unchecked)


WORDS = (
    "he was not allegedly beaten , and who which says – ( ) that according to ; : ? police 12 May"
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=40), st.sampled_from(STATUSES))
def test_any_order_of_words_is_judged(words: list[str], status: str) -> None:
    found = judge(" ".join(words), "en", cited((status, "Police beat 12 men")))
    assert found.verdict in {"pass", "overstated"}


def test_a_weak_claim_is_told_by_what_no_sure_claim_tells() -> None:
    cleared = ("confirmed", "The camp was cleared on 9 March")
    died = ("unconfirmed", "Two children died when the camp was cleared")
    hedged = "The camp was cleared on 9 March, and two children may have died."
    assert verdict(hedged, cleared, died) == "pass"
    assert verdict(hedged.replace("may have died", "died"), cleared, died) == "overstated"


def test_a_number_may_be_written_in_several_words_or_with_spaces() -> None:
    claim = ("confirmed", "97 maisons et 12 300 arbres ont brûlé")
    told = "Quatre-vingt-dix-sept maisons ont brûlé, et 12300 arbres."
    assert verdict(told, claim, language="fr") == "pass"
    other = told.replace("dix-sept", "dix-huit")
    assert verdict(other, claim, language="fr") == "overstated"


def test_a_night_from_one_day_to_the_next_is_the_same_night() -> None:
    claim = ("corroborated", "Deux religieuses ont été enlevées dans la nuit du 11 avril")
    told = "Deux religieuses ont été enlevées dans la nuit du 11 au 12 avril."
    assert verdict(told, claim, language="fr") == "pass"
    other = told.replace("12", "15")
    assert verdict(other, claim, language="fr") == "overstated"


@pytest.mark.parametrize("language", sorted(REACHED))
def test_the_set_is_judged_as_well_as_was_reached(language: str) -> None:
    files = [SETS / f"wording-{language}.jsonl", *SETS.glob(f"wording-{language}.more.jsonl")]
    rows = [row for file in files for row in file.read_text("utf-8").splitlines()]
    given_rows = [json.loads(row) for row in rows if row.strip()]
    pairs = [
        (
            row["verdict"],
            judge(row["sentence"], language, [Cited.read(c) for c in row["claims"]]).verdict,
        )
        for row in given_rows
    ]
    reached = measure(pairs)
    recall, false_alarms = REACHED[language]
    assert reached.recall is not None
    assert reached.recall >= recall
    assert reached.false_alarms is not None
    assert reached.false_alarms <= false_alarms


def test_a_measure_of_nothing_divides_by_nothing() -> None:
    measured = measure([])
    assert (measured.lines, measured.recall, measured.precision) == (0, None, None)
    assert (measured.false_alarms, measured.uncited_recall) == (None, None)


def test_a_measure_counts_what_people_and_checker_say() -> None:
    pairs = [("overstated", "overstated"), ("overstated", "pass"), ("pass", "overstated")]
    measured = measure([*pairs, ("pass", "pass"), ("uncited", "uncited")])
    assert (measured.recall, measured.precision, measured.false_alarms) == (0.5, 0.5, 0.5)
    assert measured.uncited_recall == 1
