"""A case that may be another one, or that an alert tells of, is offered; a person decides."""

from __future__ import annotations

from typing import Any

import pytest

from tests import cast
from tocsin.appeals.reads import drafts
from tocsin.cases import joining, moves, twins
from tocsin.cases.models import Case, Twin
from tocsin.cases.twins import Likely
from tocsin.intake import moves as intake
from tocsin.intake.models import Alert
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.publishing import moves as publishing

pytestmark = pytest.mark.django_db
WORDS = "Ferry workers held at Copacabana: Rosa Quispe was arrested on 3 March."
ALERT = (
    "ALERT\n\nCountry: Bolivia\n\nRosa Quispe, a ferry worker, was arrested on 3 March at "
    "Copacabana. The Lake Network asks for help.\n"
)


@pytest.fixture
def case() -> Case:
    """The seven ferry workers, opened by hand; one of them has a name."""
    made = cast.case()
    moves.add_person(cast.olga(), made, moves.Told(names=("Rosa Quispe",)))
    return made


@pytest.fixture
def twin(case: Case) -> Case:
    return moves.open_case(cast.pavel(), WORDS, countries=["BO"])


@pytest.fixture
def alert() -> Alert:
    made, _new = intake.receive(cast.olga(), ALERT.encode(), "", "paste")
    Alert.objects.filter(pk=made.pk).update(reading=made.reading | {"countries": ["BO"]})
    made.refresh_from_db()
    return made


def things(likely: list[Likely]) -> list[Any]:
    return [one.thing for one in likely]


# — what is offered


def test_words_that_name_the_same_person_in_the_same_country_are_like(case: Case) -> None:
    (one,) = twins.of_words(WORDS, "", ["BO"])
    assert (one.thing, one.kind, one.key) == (case, "case", f"case-{case.pk}")
    assert one.names == ("Rosa Quispe",)
    assert one.days == ("3 March",)
    assert one.score >= 50


def test_a_spelling_with_other_accents_is_the_same_name(case: Case) -> None:
    assert things(twins.of_words("rosa quispé, ferry worker, held 3 March", "", ["BO"])) == [case]


def test_a_place_that_a_claim_names_counts_as_well(case: Case) -> None:
    case.persons.all().delete()
    case.claims.filter(number=1).update(place="Copacabana")
    (one,) = twins.of_words("Seven ferry workers were arrested at Copacabana", "3 March", ["BO"])
    assert one.names == ("Copacabana",)


@pytest.mark.parametrize(
    ("words", "lands"),
    [
        (WORDS, ["PE"]),
        ("A teacher was dismissed on 9 June", ["BO"]),
        ("Seven ferry workers", ["BO"]),
        ("", []),
    ],
)
def test_what_shares_too_little_is_not(case: Case, words: str, lands: list[str]) -> None:
    assert twins.of_words(words, "", lands) == []


def test_a_fresh_alert_is_like_and_one_that_was_decided_is_not(alert: Alert) -> None:
    assert things(twins.of_words(WORDS, "", ["BO"])) == [alert]
    intake.set_aside(cast.olga(), alert, "Nothing new.")
    assert twins.of_words(WORDS, "", ["BO"]) == []


def test_a_case_is_offered_both_on_its_page_and_not_itself(
    case: Case, twin: Case, alert: Alert
) -> None:
    assert set(things(twins.of_case(twin))) == {case, alert}
    assert set(things(twins.of_case(case))) == {twin, alert}
    assert set(things(twins.of_alert(alert))) == {case, twin}


def test_a_case_that_an_alert_began_is_left_to_the_pairs_of_alerts(alert: Alert) -> None:
    moves.open_from_alert(cast.olga(), alert)
    other, _new = intake.receive(cast.olga(), ALERT.encode() + b"More.\n", "", "paste")
    assert twins.of_alert(other) == []
    assert twins.of_alert(alert) == []


def test_looking_writes_nothing(case: Case, twin: Case) -> None:
    twins.of_case(case)
    twins.of_words(WORDS, "", ["BO"])
    assert not Twin.objects.exists()


# — two cases


def test_the_other_case_closes_and_both_lead_to_each_other(case: Case, twin: Case) -> None:
    row = joining.one_case(cast.olga(), case, twin)
    assert twin.state == "closed"
    assert twins.merged(case) == [(row, twin)]
    assert twins.merged(twin) == [(row, case)]
    assert twins.of_case(case) == []
    closed = audit.trail("case", twin.pk)[0]
    assert (closed.verb, closed.detail["kept"]) == ("close case", str(case))


def test_undone_they_are_two_open_cases_and_not_offered_again(case: Case, twin: Case) -> None:
    row = joining.one_case(cast.olga(), case, twin)
    joining.two_cases(cast.olga(), row)
    twin.refresh_from_db()
    assert twin.state == "open"
    assert twins.merged(case) == []
    assert twins.of_case(case) == []
    with pytest.raises(Refusal, match="This was undone already; nothing was changed"):
        joining.two_cases(cast.olga(), row)


def test_it_can_be_decided_the_other_way_round_later(case: Case, twin: Case) -> None:
    joining.two_cases(cast.olga(), joining.one_case(cast.olga(), case, twin))
    row = joining.one_case(cast.olga(), twin, case)
    assert (row.kept, row.gone) == (twin.pk, case.pk)
    assert Twin.objects.count() == 1


def test_two_that_stay_two_are_not_offered_again_from_either_side(case: Case, twin: Case) -> None:
    joining.not_the_same(cast.olga(), case, twin)
    assert twins.of_case(case) == []
    assert twins.of_case(twin) == []


def test_a_case_on_which_a_published_appeal_rests_is_kept(twin: Case) -> None:
    appeal = cast.published().appeal
    with pytest.raises(Refusal, match="A published appeal rests on “Seven ferry workers held”"):
        joining.one_case(cast.olga(), twin, appeal.case)
    joining.one_case(cast.olga(), appeal.case, twin)


def test_two_cases_with_published_appeals_both_stay() -> None:
    first, other = cast.published().appeal.case, cast.published("FA-02-2026").appeal.case
    for one, two in ((first, other), (other, first)):
        with pytest.raises(Refusal, match="so both stay"):
            joining.one_case(cast.olga(), one, two)


def test_the_draft_of_a_case_that_was_another_cannot_go_out(twin: Case) -> None:
    appeal = cast.draft()
    joining.one_case(cast.olga(), twin, appeal.case)
    assert appeal not in drafts()
    with pytest.raises(Refusal, match="The case “Seven ferry workers held” is closed"):
        publishing.propose(cast.olga(), appeal)
    joining.two_cases(cast.olga(), Twin.objects.get())
    assert appeal in drafts()
    assert publishing.propose(cast.olga(), appeal)


def test_what_cannot_be_one_is_refused(case: Case, twin: Case) -> None:
    with pytest.raises(Refusal, match="Choose two cases"):
        joining.one_case(cast.olga(), case, case)
    joining.one_case(cast.olga(), case, twin)
    with pytest.raises(Refusal, match="This case is closed"):
        joining.one_case(cast.olga(), case, twin)
    with pytest.raises(Refusal, match="Undo that first"):
        joining.not_the_same(cast.olga(), case, twin)


# — an alert


def test_an_alert_joins_a_case_that_was_opened_by_hand(case: Case, alert: Alert) -> None:
    claims = case.claims.count()
    joining.take_in(cast.olga(), case, alert)
    alert.refresh_from_db()
    assert (case.alert, alert.state) == (alert, "taken up")
    assert case.claims.count() == claims
    assert twins.of_case(case) == []


def test_a_second_alert_joins_behind_the_first(case: Case, alert: Alert) -> None:
    other, _new = intake.receive(cast.olga(), ALERT.encode() + b"More.\n", "", "paste")
    joining.take_in(cast.olga(), case, alert)
    joining.take_in(cast.olga(), case, other)
    other.refresh_from_db()
    assert (other.state, other.joined_to) == ("joined", alert)
    assert joining.joined(case) == [other]


def test_an_alert_that_tells_of_something_else_is_not_offered_again(
    case: Case, alert: Alert
) -> None:
    joining.not_the_same(cast.olga(), case, alert)
    assert twins.of_case(case) == []
    assert twins.of_alert(alert) == []


def test_an_alert_is_taken_in_once(case: Case, twin: Case, alert: Alert) -> None:
    joining.take_in(cast.olga(), case, alert)
    with pytest.raises(Refusal, match="taken up already; its case is there"):
        joining.take_in(cast.olga(), twin, alert)


def test_a_closed_case_takes_nothing_in(case: Case, alert: Alert) -> None:
    moves.close_case(cast.olga(), case, "Over.")
    with pytest.raises(Refusal, match="This case is closed"):
        joining.take_in(cast.olga(), case, alert)
    alert.refresh_from_db()
    assert alert.state == "new"


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_decides(who: Any, case: Case, twin: Case, alert: Alert) -> None:
    for move, words in (
        (joining.one_case, (case, twin)),
        (joining.not_the_same, (case, twin)),
        (joining.take_in, (case, alert)),
        (joining.two_cases, (joining.one_case(cast.olga(), case, twin),)),
    ):
        with pytest.raises(Refusal, match="officer"):
            move(who(), *words)
