"""Cases are opened, changed, closed and opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import cast
from tocsin.cases import moves, reads
from tocsin.cases.models import Case
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return moves.open_case(cast.olga(), "Seven ferry workers held", countries=["BO"])


def test_a_case_is_opened_with_one_entry_in_the_trail(case: Case) -> None:
    assert (case.title, case.countries, case.state, case.opened_by) == (
        "Seven ferry workers held",
        ["BO"],
        "open",
        "olga",
    )
    assert Entry.objects.get().verb == "open case"


@pytest.mark.parametrize(
    ("title", "summary", "sentence", "field"),
    [
        ("", "", "Give the case a title.", "title"),
        ("x" * 100_000, "", "shorten it to 300", "title"),
        ("Fine", "x" * 100_000, "shorten it to 5000", "summary"),
    ],
)
def test_a_case_needs_a_title_of_human_length(
    title: str, summary: str, sentence: str, field: str
) -> None:
    with pytest.raises(Refusal, match=sentence) as refusal:
        moves.open_case(cast.olga(), title, summary=summary)
    assert refusal.value.field == field
    assert not Case.objects.exists()


def test_a_case_is_changed_and_the_old_words_are_in_the_trail(case: Case) -> None:
    moves.change_case(
        cast.pavel(), case, 1, title="Six held", summary="One is free.", countries=["BO", "PE"]
    )
    assert (case.title, case.version, case.changed_by) == ("Six held", 2, "pavel")
    assert case.countries == ["BO", "PE"]
    entry = Entry.objects.get(verb="change case")
    assert entry.detail == {"title": "Seven ferry workers held", "summary": ""}


def test_the_later_of_two_officers_is_told_who_was_faster(case: Case) -> None:
    moves.change_case(cast.pavel(), case, 1, title="Six held", summary="")
    stale = Case.objects.get(pk=case.pk)
    with pytest.raises(Refusal, match=r"Pavel Imre changed this while you were writing") as refusal:
        moves.change_case(cast.olga(), stale, 1, title="Five held", summary="")
    assert refusal.value.field == "version"
    assert Case.objects.get().title == "Six held"


def test_a_case_is_closed_and_opened_again_with_reasons(case: Case) -> None:
    moves.close_case(cast.olga(), case, "They came home.")
    assert case.state == "closed"
    with pytest.raises(Refusal, match=r"This case is closed already."):
        moves.close_case(cast.olga(), case, "Again.")
    moves.reopen_case(cast.olga(), case, "One was arrested again.")
    assert case.state == "open"
    with pytest.raises(Refusal, match=r"This case is open already."):
        moves.reopen_case(cast.olga(), case, "Again.")
    verbs = [entry.verb for entry in reads.history(case)]
    assert verbs == ["reopen case", "close case", "open case"]


def test_closing_needs_a_reason(case: Case) -> None:
    with pytest.raises(Refusal, match=r"Write why, so that others can follow.") as refusal:
        moves.close_case(cast.olga(), case, " ")
    assert refusal.value.field == "reason"


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_may_touch_cases(who: Callable[[], Any], case: Case) -> None:
    verbs: list[Callable[[Any], object]] = [
        lambda actor: moves.open_case(actor, "Another"),
        lambda actor: moves.change_case(actor, case, 1, title="Other", summary=""),
        lambda actor: moves.close_case(actor, case, "Done."),
        lambda actor: moves.reopen_case(actor, case, "Not done."),
    ]
    for verb in verbs:
        with pytest.raises(Refusal, match=r"Only a person with the role “officer” may do this."):
            verb(who())
    assert Entry.objects.count() == 1


def test_the_list_has_open_cases_first_and_counts_what_is_unsure() -> None:
    done = moves.open_case(cast.olga(), "Done")
    moves.close_case(cast.olga(), done, "Done.")
    held = cast.case()
    moves.withdraw_claim(cast.olga(), held.claims.get(number=1), "Wrong.")
    first, last = reads.cases()
    assert (first, last) == (held, done)
    assert (first.n_claims, first.n_unsure) == (2, 2)  # type: ignore[attr-defined]


def test_withdrawn_claims_do_not_stand() -> None:
    held = cast.case()
    moves.withdraw_claim(cast.olga(), held.claims.get(number=2), "Wrong.")
    assert [claim.number for claim in reads.standing(held)] == [1, 3]
    assert [claim.number for claim in reads.claims(held)] == [1, 2, 3]


def test_the_history_of_a_case_holds_what_was_done_to_its_claims_and_sources() -> None:
    held = cast.case()
    moves.assess(cast.olga(), held.claims.get(number=2), "confirmed", "Seen.")
    moves.add_source(cast.olga(), held, "Harbour Radio", "media")
    moves.assess(cast.olga(), cast.case().claims.get(number=2), "confirmed", "Seen.")
    assert [entry.verb for entry in reads.history(held)] == ["add source", "assess claim"]
