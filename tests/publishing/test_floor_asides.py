"""What stands beside the telling: names, asides, background, sources, what is asked or unknown."""

from __future__ import annotations

import pytest

from tocsin.publishing.floor import Cited, Source, judge
from tocsin.vocabulary import wording

PRIESTS = "Two priests were arrested in Lom"
HERDERS = "Soldiers killed four herders"
BEATEN = "Guards beat Omar Saleh in the Vale prison"


def verdict(
    sentence: str, *claims: tuple[str, str], sources: tuple[str, ...] = ("Vale Watch",)
) -> str:
    """The verdict on an English sentence that cites claims (status, text) of these sources."""
    said = tuple(Source(name, "partner") for name in sources)
    cited = [Cited(f"c{n}", text, status, said) for n, (status, text) in enumerate(claims)]
    return judge(sentence, "en", cited).verdict


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Fears grow after the arrest of two priests", "unconfirmed"),
        ("Concern mounts following the arrest of two priests in Lom", "unconfirmed"),
        ("Two priests, who, a nun says, are in poor health, were arrested in Lom.", "reported"),
        ("Two priests, arrested according to a nun, were beaten in Lom.", "confirmed"),
    ],
)
def test_a_hedge_on_something_else_does_not_count(sentence: str, status: str) -> None:
    assert verdict(sentence, (status, PRIESTS)) == "overstated"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The army has not confirmed its part in the killing of four herders.", "overstated"),
        ("The circumstances of the killing of four herders are unclear.", "overstated"),
        ("Nobody has confirmed the killing of four herders.", "pass"),
        ("It is not confirmed that soldiers killed four herders.", "pass"),
    ],
)
def test_to_doubt_a_circumstance_takes_the_event_for_granted(sentence: str, expected: str) -> None:
    assert verdict(sentence, ("unconfirmed", HERDERS)) == expected


def test_a_circumstance_that_the_claim_tells_may_be_doubted() -> None:
    claim = ("unconfirmed", "The army had a part in the killing of four herders")
    sentence = "The army's part in the killing of four herders is unconfirmed."
    assert verdict(sentence, claim) == "pass"


@pytest.mark.parametrize(
    "sentence",
    [
        "According to Vale Watch, guards detained Omar Saleh; they beat him in the yard.",
        "Guards, who beat Omar Saleh, said they were not on duty.",
        "Omar Saleh was beaten, and Vale Watch says it was not the first time.",
        "Omar Saleh was beaten, a deed that Vale Watch calls unjust.",
    ],
)
def test_what_somebody_says_further_on_covers_nothing_before(sentence: str) -> None:
    assert verdict(sentence, ("reported", BEATEN)) == "overstated"


@pytest.mark.parametrize(
    "sentence",
    [
        "A letter carries an unverified story that guards beat Omar Saleh.",
        "Vale Watch is convinced that guards beat Omar Saleh; we cannot say whether it is right.",
        "A guard speaks of Omar Saleh being beaten. His word is all there is, and is untested.",
        "We do not claim that guards beat Omar Saleh.",
    ],
)
def test_a_doubt_is_found_where_people_put_it(sentence: str) -> None:
    assert verdict(sentence, ("unconfirmed", BEATEN)) == "pass"


@pytest.mark.parametrize(
    "sentence",
    [
        "As anyone in town will tell you, guards beat Omar Saleh.",
        "Everyone could see that guards beat Omar Saleh.",
        "The death could have been avoided had guards not beaten Omar Saleh.",
    ],
)
def test_what_everybody_knows_is_no_doubt(sentence: str) -> None:
    assert verdict(sentence, ("unconfirmed", BEATEN)) == "overstated"


def test_a_word_in_a_name_is_no_event_and_no_mark() -> None:
    claim = ("feared", "Ayo Fash could be executed")
    sentence = "Lawyers Against the Gallows say Ayo Fash is going to be executed."
    assert verdict(sentence, claim) == "overstated"
    fed = ("reported", "Inmates of Block C get one meal a day")
    told = "Prisoners in Block C told their families that they are fed only once a day."
    assert verdict(told, fed) == "pass"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It is untrue that the mine was aired: there was a collapse in it.", "overstated"),
        ("Contrary to first reports, nobody says there was a collapse; there was none.", "pass"),
        ("FALSE: the picture said to show a collapse in the mine comes from a film.", "pass"),
        ("The clerk, whose letter was withdrawn, saw a collapse in the mine.", "overstated"),
        ("The town does not believe in the collapse of the mine.", "overstated"),
    ],
)
def test_a_denial_reaches_as_far_as_its_complement(sentence: str, expected: str) -> None:
    assert verdict(sentence, ("refuted", "There was a collapse in the mine")) == expected


def test_a_thing_reported_before_and_denied_now_is_taken_back() -> None:
    claim = ("refuted", "Ulis Carm is in solitary")
    sentence = "Ulis Carm, whom we had reported to be in solitary, was never in solitary."
    assert verdict(sentence, claim) == "pass"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("They assured us that he would be retried in September.", "overstated"),
        ("Please make sure that he is not retried.", "pass"),
        ("He would be in danger if he were retried.", "pass"),
    ],
)
def test_a_future_that_somebody_promises_is_no_fear(sentence: str, expected: str) -> None:
    assert verdict(sentence, ("feared", "He may be retried")) == expected


FINE = ("confirmed", "On 2 June the court fined the Lantern 40,000 crowns")


@pytest.mark.parametrize(
    "sentence",
    [
        "As winter sets in, the Lantern owes forty thousand crowns.",
        "We learnt this week that the Lantern has been fined.",
        "On the second of June the court fined the Lantern, which used to appear weekly.",
        "The Lantern must pay its fine of 40,000 crowns.",
    ],
)
def test_background_says_no_more_than_the_claims(sentence: str) -> None:
    assert verdict(sentence, FINE) == "pass"


@pytest.mark.parametrize(
    "sentence",
    [
        "The Lantern was shut down and fined.",
        "The Lantern was fined on the third of June.",
        "The court fined the Lantern to silence it.",
        "The Lantern was fined a hundred and twenty crowns.",
    ],
)
def test_a_deed_a_date_a_purpose_and_a_number_do(sentence: str) -> None:
    assert verdict(sentence, FINE) == "overstated"


def test_a_number_of_sources_excuses_sources_only() -> None:
    claim = ("corroborated", "The wing has had no power since early June")
    three = ("Three prisoners",)
    assert verdict("Three prisoners say the wing has no power.", claim, sources=three) == "pass"
    dated = "The wing has had no power since 3 June."
    assert verdict(dated, claim, sources=three) == "overstated"


def test_a_cause_that_only_joins_two_facts_is_more_than_they_say() -> None:
    claim = ("confirmed", "Piet Lom was struck off; he was defending 32 people")
    assert verdict("Piet Lom was struck off for defending 32 people.", claim) == "overstated"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("We do not know where she is held.", "pass"),
        ("We do not know how many people are refusing food.", "pass"),
        ("Why were the miners not told that the shaft had collapsed?", "uncited"),
        ("When will you let her see a doctor?", "pass"),
        ("We write to you about the arrest of Mariam Dia, a seamstress.", "uncited"),
        ("Please call for the reopening of the shelter that the city shut in March.", "uncited"),
        ("Please ensure that Ana Pilar is released.", "pass"),
    ],
)
def test_what_is_asked_or_unknown_needs_no_claim(sentence: str, expected: str) -> None:
    assert verdict(sentence) == expected


def test_an_opinion_is_given_to_its_holder_in_front() -> None:
    claim = ("opinion", "This is the worst repression in decades")
    sentence = "For her lawyer Ana Luz, this is the worst repression in decades."
    assert verdict(sentence, claim, sources=("Ana Luz",)) == "pass"


@pytest.mark.parametrize("language", wording.languages())
def test_a_language_may_name_no_circumstances(language: str) -> None:
    rules = wording.rules(language)
    assert rules is not None
    assert isinstance(rules.lists["circumstances"], frozenset)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Two priests arrested in Lom?", "pass"),
        ("Minister, have two priests been arrested in Lom?", "pass"),
        ("Arrested? Abducted? Of the two priests nobody can say.", "pass"),
        ("Why were two priests arrested in Lom?", "overstated"),
    ],
)
def test_a_question_that_yes_or_no_would_answer_leaves_open(sentence: str, expected: str) -> None:
    assert verdict(sentence, ("unconfirmed", PRIESTS)) == expected


def test_who_says_it_behind_a_time_says_all_of_it() -> None:
    claim = ("reported", "The prisoner has eaten nothing since 1 May")
    sentence = "The prisoner has eaten nothing since 1 May, his brother says."
    assert verdict(sentence, claim) == "pass"
