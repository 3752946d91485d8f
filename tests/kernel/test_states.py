"""States and moves are declared once, and a wrong declaration does not start."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.refusal import Refusal
from tocsin.kernel.states import States

LAMP = States("lamp", {"off": ("on",), "on": ("off", "broken"), "broken": ()})


def test_a_row_begins_in_the_first_state() -> None:
    assert LAMP.first == "off"


def test_a_declared_move_gives_back_the_new_state() -> None:
    assert LAMP.check("off", "on", "No.") == "on"


def test_an_undeclared_move_is_refused_with_the_sentence_given() -> None:
    with pytest.raises(Refusal) as refused:
        LAMP.check("broken", "on", "The lamp is broken; take another.")
    assert refused.value.sentence == "The lamp is broken; take another."


def test_a_move_to_an_undeclared_state_does_not_start() -> None:
    with pytest.raises(ValueError, match="undeclared"):
        States("lamp", {"off": ("on",)})


def test_a_state_that_nothing_leads_to_does_not_start() -> None:
    with pytest.raises(ValueError, match="nothing leads to"):
        States("lamp", {"off": ("on",), "on": (), "lost": ()})


def test_words_for_some_states_only_do_not_start() -> None:
    with pytest.raises(ValueError, match="words and states differ"):
        States("lamp", {"off": ("on",), "on": ()}, {"off": "off"})


def test_a_state_without_words_is_read_as_it_is_written() -> None:
    assert LAMP.word("on") == "on"


@given(st.lists(st.sampled_from(["off", "on", "broken"]), min_size=2, max_size=6))
def test_a_walk_is_allowed_exactly_when_each_step_is_declared(walk: list[str]) -> None:
    steps = list(itertools.pairwise(walk))
    allowed = all(LAMP.may(before, after) for before, after in steps)
    refused = False
    for before, after in steps:
        try:
            LAMP.check(before, after, "No.")
        except Refusal:
            refused = True
    assert allowed is not refused
