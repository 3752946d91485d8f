"""A summary keeps the doubt of its claims; a cover note that lost it is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.certainty import KEPT, ask, in_words, overstated
from tocsin.intake.claims import Claim
from tocsin.intake.sources import Source

HELD = "The teachers were held in the harbour."
MOVED = Claim("The teachers will be moved to a camp.", "feared", "plan")
DOUBTED = Claim(HELD, "unconfirmed", "status")
TIDE = Source("Tide", "media")


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("unconfirmed", "It is not confirmed: The teachers were held in the harbour."),
        ("feared", "It is feared: The teachers were held in the harbour."),
        ("reported", "According to Tide: The teachers were held in the harbour."),
        ("confirmed", HELD),
        ("opinion", ""),
        ("refuted", ""),
        ("withdrawn", ""),
    ],
)
def test_each_status_has_its_own_doubt_in_words(status: str, sentence: str) -> None:
    assert in_words([Claim(HELD, status, "event", (TIDE,))]) == sentence


def test_what_follows_from_an_if_is_left_out() -> None:
    assert in_words([Claim("If he is moved, others follow.", "unconfirmed", "plan")]) == ""


def test_a_summary_has_five_sentences_at_most() -> None:
    assert in_words([DOUBTED] * 9).count("It is not confirmed") == 5


@given(st.lists(st.sampled_from([*KEPT, "opinion"]), max_size=8))
def test_no_doubtful_claim_stands_bare(statuses: list[str]) -> None:
    told = [
        Claim(f"Word{chr(97 + at)} was held.", status, "event", (TIDE,))
        for at, status in enumerate(statuses)
    ]
    words = in_words(told)
    for claim in told:
        if claim.text in words and claim.status in {"unconfirmed", "feared", "reported"}:
            assert f": {claim.text}" in words


@pytest.mark.parametrize(
    "cover", ["The teachers were held in the harbour.", "Teachers held there."]
)
def test_a_bare_fact_in_the_cover_note_is_named_with_the_doubt(cover: str) -> None:
    assert overstated([cover], [DOUBTED]) == [(cover, DOUBTED)]


def test_a_plan_told_as_a_fact_is_held_against_the_plan() -> None:
    cover = "The teachers are facing a harbour camp."
    assert overstated([cover], [DOUBTED, MOVED]) == [(cover, MOVED)]


@pytest.mark.parametrize(
    "cover",
    [
        "The teachers were reportedly held in the harbour.",
        "It is not confirmed that the teachers were held.",
        "Please ask where the teachers are held.",
        "Snow fell on Monday.",
        "",
    ],
)
def test_a_cover_note_that_keeps_the_doubt_is_let_pass(cover: str) -> None:
    assert overstated([cover], [DOUBTED]) == []


def test_what_is_reported_may_be_told_in_the_cover_note() -> None:
    assert overstated([HELD], [Claim(HELD, "reported", "event", (TIDE,))]) == []


@pytest.mark.parametrize(
    ("cover", "asked"),
    [
        ("Your action is requested to free  them at once. Thanks.", "Free them at once."),
        ("You are asked to write", "Write."),
        ("Nothing is wanted.", ""),
    ],
)
def test_what_is_asked_is_taken_as_a_sentence(cover: str, asked: str) -> None:
    assert ask(["Dear friends", cover]) == asked
