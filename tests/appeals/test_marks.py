"""Marks cite claims: found, taken out without a trace, refused where they name none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.appeals import marks, moves
from tocsin.appeals.models import Appeal
from tocsin.kernel.refusal import Refusal

WORDS = st.lists(
    st.sampled_from(
        ["Seven", "men", "[c1]", "[c2, c3]", " ", "\n", "\n\n", ".", ",", "[", "]", "c4"]
    )
).map("".join)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Seven were arrested [c1].", "Seven were arrested."),
        (
            "Seven were arrested. [c1] Nobody knows where.",
            "Seven were arrested. Nobody knows where.",
        ),
        ("Seven were arrested [c1], it is said [c2, c3].", "Seven were arrested, it is said."),
        ("[c1] Seven were arrested.", "Seven were arrested."),
        (
            "Seven were arrested.\n[c1]\nNobody knows where.",
            "Seven were arrested.\nNobody knows where.",
        ),
        ("Seven were arrested. [C1] [c2]", "Seven were arrested."),
        ("Sept ont été arrêtés [c1] ; nul ne sait où.", "Sept ont été arrêtés ; nul ne sait où."),
        ("Sept ont été arrêtés\u00a0[ c1 , c2 ].", "Sept ont été arrêtés."),
        ("- arrested [c1]\n- [c2] beaten", "- arrested\n- beaten"),
        ("七人被捕。[c1]下落不明。", "七人被捕。下落不明。"),
        ("arrested[c1]and beaten", "arrestedand beaten"),
        ("arrested [c1]and beaten", "arrested and beaten"),
        ("a [c1](https://example.org) link", "a [c1](https://example.org) link"),
        ("an array [c], [1] and [c1x]", "an array [c], [1] and [c1x]"),
        ("[c[c1]2]", ""),
    ],
)
def test_a_mark_leaves_no_trace(written: str, read: str) -> None:
    assert marks.bare(written).strip() == read.strip()


def test_claims_are_told_once_in_their_order() -> None:
    assert marks.refs("Held [c3]. Beaten [c1, C3] [c2].") == ["c3", "c1", "c2"]
    assert marks.refs("Held, [c3](https://example.org) says.") == []


@given(WORDS)
def test_no_mark_is_left_and_nothing_else_is_lost(text: str) -> None:
    read = marks.bare(text)
    assert marks.refs(read) == []
    assert marks.bare(read) == read
    if not marks.refs(text):
        assert read == text


@given(st.text())
def test_a_text_without_marks_stays_as_it_is(text: str) -> None:
    assert marks.bare(text) == text or marks.refs(text)


@given(WORDS)
def test_a_text_from_elsewhere_holds_no_mark_of_ours(text: str) -> None:
    assert marks.refs(marks.disarmed(text)) == []


def _save(appeal: Appeal, **changed: str) -> None:
    appeal.refresh_from_db()
    moves.save_text(cast.olga(), appeal, "en", appeal.version, **(cast.TEXTS["en"] | changed))


@pytest.mark.django_db
def test_a_mark_of_a_claim_that_is_not_cited_is_refused_beside_its_field() -> None:
    appeal = cast.draft()
    with pytest.raises(Refusal) as told:
        _save(appeal, summary="Seven were arrested [c1]. They were beaten [c9].")
    assert told.value.field == "summary"
    assert told.value.sentence == (
        "[c9] names a claim that this appeal does not rest on. "
        "Choose the claim under “Facts”, or take the mark out."
    )
    _save(appeal, summary="Seven were arrested [c1].")
    assert appeal.texts.get(language="en").summary == "Seven were arrested [c1]."


@pytest.mark.django_db
def test_a_claim_that_a_sentence_rests_on_is_not_taken_away_beneath_it() -> None:
    appeal = cast.draft()
    _save(appeal, ask="Tell where the seven are [c3].")
    facts: dict[str, Any] = {
        "countries": ["BO"],
        "issues": [],
        "addressees": list(appeal.addressees.all()),
    }
    with pytest.raises(Refusal) as told:
        moves.set_facts(
            cast.olga(),
            appeal,
            appeal.version,
            claims=appeal.claims.exclude(number=3),
            document_date=date(2026, 3, 4),
            **facts,
        )
    assert told.value.field == "claims"
    assert told.value.sentence == (
        "[c3] stands under “what is asked” (English). "
        "Take the mark out there first, or keep the claim."
    )
