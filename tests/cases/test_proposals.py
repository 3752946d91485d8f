"""What is proposed follows the rules; more doubt never makes a claim more certain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.cases import moves
from tocsin.cases.models import Case, Claim
from tocsin.cases.proposals import Proposal, Voice, proposal, propose
from tocsin.cases.words import CLAIM_KINDS, CREDIBILITY, RELIABILITY, SAYS, SOURCE_KINDS

# How much a reader may rely on it; the side states stand below the scale.
RANK = {
    "confirmed": 4,
    "corroborated": 3,
    "reported": 2,
    "unconfirmed": 1,
    "contested": 0,
    "feared": 0,
    "opinion": 0,
}
KINDS = [kind for kind, _word in CLAIM_KINDS]
words = st.sampled_from


def told(kind: str = "media", says: str = "asserts", **facts: Any) -> Voice:
    """A voice whose key is its source."""
    key = facts.pop("key", 1)
    return Voice(key=key, source=key, kind=kind, says=says, **facts)


@st.composite
def voices(draw: st.DrawFn) -> list[Voice]:
    """Some sources; each may have it from any that were told of before."""
    made: list[Voice] = []
    for key in range(draw(st.integers(0, 6))):
        before = [one.key for one in made]
        heard = draw(st.sets(words(before), max_size=2)) if before else set()
        made.append(
            Voice(
                key=key,
                source=draw(st.integers(0, 4)),
                kind=draw(words([kind for kind, _word in SOURCE_KINDS])),
                says=draw(words([says for says, _word in SAYS])),
                reliability=draw(words([mark for mark, _word in RELIABILITY])),
                credibility=draw(words([mark for mark, _word in CREDIBILITY])),
                group=draw(words(["", "", "north", "south"])),
                hearsay=draw(st.booleans()),
                documented=draw(st.booleans()),
                heard_from=frozenset(heard),
            )
        )
    return made


def rank(kind: str, heard: list[Voice], **facts: Any) -> int:
    """How certain the proposal is."""
    return RANK[propose(kind, heard, **facts).status]


@pytest.mark.parametrize(
    ("heard", "status", "why"),
    [
        ([], "unconfirmed", "Nobody is recorded as saying so."),
        ([told()], "reported", "One identified source says so, or several of one group."),
        ([told("family")], "reported", "One identified source says so, or several of one group."),
        ([told("official")], "confirmed", "An office acknowledges it."),
        (
            [told("anonymous official")],
            "unconfirmed",
            "Only an anonymous, indirect or doubtful source says so.",
        ),
        (
            [told("open source")],
            "unconfirmed",
            "Only an anonymous, indirect or doubtful source says so.",
        ),
        (
            [told(hearsay=True)],
            "unconfirmed",
            "Only an anonymous, indirect or doubtful source says so.",
        ),
        (
            [told(), told(key=2)],
            "corroborated",
            "Two sources say so; whether they are independent is not known.",
        ),
        (
            [told(group="north"), told(key=2)],
            "corroborated",
            "Two sources say so; whether they are independent is not known.",
        ),
        (
            [told(group="north"), told(key=2, group="north")],
            "reported",
            "One identified source says so, or several of one group.",
        ),
        (
            [told(group="north"), told(key=2, group="south")],
            "confirmed",
            "Sources of two independent groups say so.",
        ),
        (
            [told("anonymous official", group="north"), told(key=2, group="south")],
            "reported",
            "One identified source says so, or several of one group.",
        ),
        ([told("partner", "doubts")], "unconfirmed", "A source says itself that it is not"),
        ([told(), told("partner", "doubts", key=2)], "unconfirmed", "A source says itself that"),
        ([told(), told("family", "denies", key=2)], "contested", "Somebody denies it."),
        (
            [told("official", "denies")],
            "contested",
            "An office denies it. That contests the claim; it does not refute it.",
        ),
    ],
)
def test_each_rule_has_its_status_and_says_why(heard: list[Voice], status: str, why: str) -> None:
    found = propose("event", heard)
    assert found.status == status
    assert found.why.startswith(why)


@pytest.mark.parametrize("mark", ["D", "E"])
def test_a_source_that_is_not_reliable_confirms_nothing(mark: str) -> None:
    heard = [told(reliability=mark, group="north"), told("official", key=2, reliability=mark)]
    assert propose("event", heard).status == "unconfirmed"


@pytest.mark.parametrize("mark", ["4", "5"])
def test_what_is_doubtful_this_time_confirms_nothing(mark: str) -> None:
    assert propose("event", [told("official", credibility=mark)]).status == "unconfirmed"


def test_who_passes_it_on_is_no_second_source() -> None:
    family = told("family", key=1)
    paper = told("media", key=2, heard_from=frozenset({1}))
    partner = told("partner", key=3, heard_from=frozenset({2}))
    assert propose("event", [family, paper, partner]).status == "reported"


def test_papers_that_have_it_from_an_anonymous_official_confirm_nothing() -> None:
    guard = told("anonymous official", key=1)
    papers = [told(key=key, group=f"g{key}", heard_from=frozenset({1})) for key in (2, 3, 4)]
    assert propose("event", [guard, *papers]).status == "unconfirmed"


def test_an_offices_words_in_a_paper_acknowledge_only_when_they_are_quoted() -> None:
    paper = told("media", key=2, heard_from=frozenset({1}))
    assert propose("event", [told("official"), paper]).status == "reported"
    assert propose("event", [told("official", documented=True), paper]).status == "confirmed"


def test_what_comes_only_through_hands_that_doubt_it_does_not_arrive() -> None:
    witness = told("witness", key=1)
    partner = told("partner", "doubts", key=2, heard_from=frozenset({1}))
    assert propose("event", [witness, partner]).status == "unconfirmed"


def test_what_comes_only_through_an_unreliable_hand_is_unconfirmed() -> None:
    witness = told("witness", key=1)
    blog = told("media", key=2, reliability="E", heard_from=frozenset({1}))
    paper = told("media", key=3, heard_from=frozenset({1}))
    assert propose("event", [witness, blog]).status == "unconfirmed"
    assert propose("event", [witness, blog, paper]).status == "reported"


def test_two_independent_groups_outweigh_that_somebody_calls_it_not_confirmed() -> None:
    heard = [told(group="north"), told(key=2, group="south"), told("partner", "doubts", key=3)]
    assert propose("event", heard).status == "confirmed"


def test_a_plan_is_feared_until_its_day_has_passed() -> None:
    assert propose("plan", [told("official")]).status == "feared"
    denied = propose("plan", [told(), told("official", "denies", key=2)])
    assert denied == Proposal(
        "feared", "It is a plan and its day has not come. It is denied that it will happen."
    )
    assert propose("plan", [told()], is_over=True).status == "reported"
    assert propose("plan", [], is_over=True) == Proposal(
        "unconfirmed", "Its day is over, and nobody has said since whether it happened."
    )


def test_a_rival_claim_contests() -> None:
    found = propose("event", [told("official")], rivals=["c4", "c7"])
    assert found == Proposal("contested", "It is told otherwise in c4, c7.")


@given(voices())
def test_a_view_is_an_opinion_whoever_holds_it(heard: list[Voice]) -> None:
    assert propose("opinion", heard, rivals=["c2"]).status == "opinion"


@given(words(KINDS), voices(), st.booleans(), st.lists(st.just("c9"), max_size=1))
def test_what_only_a_person_may_say_is_never_proposed(
    kind: str, heard: list[Voice], is_over: bool, rivals: list[str]
) -> None:
    found = propose(kind, heard, is_over=is_over, rivals=rivals)
    assert found.status in RANK
    assert found.why


@given(words(KINDS), voices(), st.booleans(), words([kind for kind, _word in SOURCE_KINDS]))
def test_one_more_denial_never_raises(
    kind: str, heard: list[Voice], is_over: bool, who: str
) -> None:
    more = [*heard, told(who, "denies", key=99)]
    assert rank(kind, more, is_over=is_over) <= rank(kind, heard, is_over=is_over)
    assert propose(kind, more, is_over=is_over).status != "refuted"


@given(words(KINDS), voices(), st.booleans(), st.data())
def test_one_more_doubt_never_raises(
    kind: str, heard: list[Voice], is_over: bool, data: st.DataObject
) -> None:
    before = data.draw(st.sets(words([one.key for one in heard]))) if heard else set()
    more = [*heard, told("partner", "doubts", key=99, heard_from=frozenset(before))]
    assert rank(kind, more, is_over=is_over) <= rank(kind, heard, is_over=is_over)


@given(words(KINDS), voices(), st.data())
def test_who_turns_to_doubt_or_denial_never_raises(
    kind: str, heard: list[Voice], data: st.DataObject
) -> None:
    if heard:
        at = data.draw(st.integers(0, len(heard) - 1))
        for says in ("doubts", "denies"):
            if heard[at].says == "asserts":
                changed = [*heard[:at], replace(heard[at], says=says), *heard[at + 1 :]]
                assert rank(kind, changed) <= rank(kind, heard)


@given(words(KINDS), voices(), st.data())
def test_a_worse_grade_never_raises(kind: str, heard: list[Voice], data: st.DataObject) -> None:
    if heard:
        at = data.draw(st.integers(0, len(heard) - 1))
        worse: list[dict[str, Any]] = [
            {"reliability": "E"},
            {"credibility": "5"},
            {"hearsay": True},
            {"documented": False},
            {"kind": "anonymous official"} if heard[at].says == "asserts" else {},
        ]
        for change in worse:
            changed = [*heard[:at], replace(heard[at], **change), *heard[at + 1 :]]
            assert rank(kind, changed) <= rank(kind, heard)


@given(words(KINDS), voices())
def test_a_rival_never_raises(kind: str, heard: list[Voice]) -> None:
    assert rank(kind, heard, rivals=["c2"]) <= rank(kind, heard)


@given(words(KINDS), voices(), st.data())
def test_passing_on_what_is_told_already_never_raises(
    kind: str, heard: list[Voice], data: st.DataObject
) -> None:
    # Through a weak or doubting hand it may not have arrived; a good hand may bring it.
    first = [one for one in heard if one.says == "asserts" and not one.heard_from]
    direct = [one for one in first if not any(one.key in other.heard_from for other in heard)]
    if direct:
        one = data.draw(words(direct))
        more = [*heard, told("media", key=99, heard_from=frozenset({one.key}))]
        assert rank(kind, more) <= rank(kind, heard)


@given(words(KINDS), voices(), st.randoms())
def test_the_order_does_not_matter(kind: str, heard: list[Voice], random: Any) -> None:
    mixed = list(heard)
    random.shuffle(mixed)
    assert propose(kind, mixed) == propose(kind, heard)


@given(voices())
def test_who_stands_alone_and_says_so_never_lowers(heard: list[Voice]) -> None:
    assert rank("event", [*heard, told("witness", key=99)]) >= rank("event", heard)


@pytest.fixture
def case() -> Case:
    return cast.case()


TODAY = date(2026, 5, 1)


@pytest.mark.django_db
def test_a_claim_is_weighed_as_it_is_recorded(case: Case) -> None:
    claim = case.claims.get(number=1)
    assert proposal(claim, TODAY).status == "reported"
    radio = moves.add_source(cast.olga(), case, "Harbour Radio", "media", group="Radio")
    paper = case.sources.get(kind="media", name="El Faro del Lago")
    moves.add_assertion(cast.olga(), claim, radio, moves.Said())
    assert proposal(claim, TODAY).status == "corroborated"
    moves.change_source(cast.olga(), paper, 1, paper.name, "media", group="Press")
    assert proposal(_again(claim), TODAY).status == "confirmed"
    moves.change_source(cast.olga(), paper, 2, paper.name, "media", group="radio")
    assert proposal(_again(claim), TODAY).status == "reported"


def _again(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


@pytest.mark.django_db
def test_what_is_set_aside_counts_no_more_and_leaves_hearsay_behind(case: Case) -> None:
    claim = case.claims.get(number=1)
    paper, guard = claim.assertions.all()
    witness = moves.add_source(cast.olga(), case, "a ferryman", "witness")
    first = moves.add_assertion(cast.olga(), claim, witness, moves.Said())
    moves.set_aside(cast.olga(), guard, "It was the same guard twice.")
    said = moves.Said(heard_from=(first,))
    moves.change_assertion(cast.olga(), paper, 1, said)
    assert proposal(_again(claim), TODAY).status == "reported"
    moves.set_aside(cast.olga(), first, "He took it back.")
    assert proposal(_again(claim), TODAY) == Proposal(
        "unconfirmed", "Only an anonymous, indirect or doubtful source says so."
    )


@pytest.mark.django_db
def test_of_a_plan_whose_day_has_passed_only_what_came_afterwards_counts(case: Case) -> None:
    claim = case.claims.get(number=3)
    facts = {"kind": "plan", "happened": "2026-04"}
    moves.change_claim(cast.olga(), claim, 1, claim.text, facts=facts)
    assert proposal(claim, date(2026, 4, 30)).status == "feared"
    assert proposal(claim, TODAY).why.startswith("Its day is over")
    paper = claim.sources.get()
    for day in (date(2026, 4, 30), date(2026, 5, 1)):
        moves.add_assertion(cast.olga(), claim, paper, moves.Said(received_on=day))
        status = "unconfirmed" if day.month == 4 else "reported"
        assert proposal(_again(claim), TODAY).status == status


@pytest.mark.django_db
def test_a_rival_that_was_withdrawn_contests_no_more(case: Case) -> None:
    one, other = case.claims.get(number=1), case.claims.get(number=2)
    moves.set_against(cast.olga(), one, other)
    assert proposal(one, TODAY) == Proposal("contested", "It is told otherwise in c2.")
    moves.withdraw_claim(cast.olga(), other, "It did not happen.")
    assert proposal(_again(one), TODAY).status == "reported"
