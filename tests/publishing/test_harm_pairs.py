"""A pair is found where its two parts stand close, and nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.publishing.harm.pairs import Pair, single
from tocsin.publishing.harm.rules import compiled
from tocsin.publishing.harm.shapes import SHAPES


def pair(**more: Any) -> Pair:
    """A pass and a number of three digits, with what a test changes."""
    own: dict[str, Any] = {"between": None, "window": 10, "span": "both", "any_order": False}
    return Pair(re.compile("pass"), re.compile(r"\d{3}"), **(own | more))


def cut(one: Pair, text: str) -> list[str]:
    """The words that are the findings."""
    return [text[slice(*spot.span)] for spot in one.spots(text)]


def test_both_and_what_lies_between_are_the_finding() -> None:
    assert cut(pair(), "his pass no 123 was taken") == ["pass no 123"]


def test_too_far_apart_is_no_pair() -> None:
    assert cut(pair(), "his pass was taken from cell 123") == []
    assert cut(pair(window=30), "his pass was taken from cell 123") != []


@pytest.mark.parametrize("mark", [";", "!", "?"])
def test_a_pair_does_not_reach_across_the_end_of_a_clause(mark: str) -> None:
    assert cut(pair(), f"his pass{mark} 123") == []


def test_what_may_not_stand_between_parts_the_two() -> None:
    assert cut(pair(between=re.compile("cell")), "pass, cell 123") == []
    assert cut(pair(between=re.compile("cell")), "pass, no 123") == ["pass, no 123"]


def test_the_second_comes_first_only_where_any_order_is_allowed() -> None:
    assert cut(pair(), "123 is the pass") == []
    assert cut(pair(any_order=True), "123 is the pass") == ["123 is the pass"]


def test_one_of_the_two_may_be_the_finding() -> None:
    assert cut(pair(span="right"), "pass no 123") == ["123"]
    assert cut(pair(span="left"), "pass no 123") == ["pass"]
    assert cut(pair(span="left", any_order=True), "123 is the pass") == ["pass"]


def test_the_nearest_second_is_taken() -> None:
    assert cut(pair(window=40), "pass 123 and 456") == ["pass 123"]


def test_each_first_has_its_own_second() -> None:
    assert cut(pair(), "pass 123 and pass 456") == ["pass 123", "pass 456"]


def test_a_spot_knows_what_both_matched() -> None:
    (spot,) = pair().spots("pass 123")
    assert [found.group() for found in spot.found] == ["pass", "123"]


def test_a_single_pattern_gives_its_named_part() -> None:
    (spot,) = single(re.compile(r"lives in (?P<span>\w+)"), "she lives in Osk now")
    assert (spot.start, spot.end, spot.span) == (4, 16, (13, 16))


def test_a_single_pattern_without_parts_gives_all() -> None:
    (spot,) = single(re.compile("in Osk"), "in Osk")
    assert spot.span == (0, 6)


@given(st.text(alphabet="pas 123;!", max_size=40))
def test_a_finding_always_holds_what_was_looked_for(text: str) -> None:
    for spot in pair(any_order=True).spots(text):
        assert 0 <= spot.start < spot.end <= len(text)
        assert "pass" in text[spot.start : spot.end]
        assert re.search(r"\d{3}", text[spot.start : spot.end])


def small(**more: Any) -> dict[str, Any]:
    """The smallest file with one pair."""
    one = {"kind": "identity-number", "left": "{paper}", "right": r"\d{3}"} | more
    return {"small": [], "words": {"paper": ["pass"]}, "rule": [], "pair": [one]}


def test_a_file_with_a_pair_is_read() -> None:
    (rule,) = compiled(small(span="right", between="cell")).rules
    assert [spot.span for spot in rule.spots("pass no 123")] == [(8, 11)]
    assert list(rule.spots("pass cell 123")) == []


@pytest.mark.parametrize("part", ["left", "right", "between"])
def test_a_pair_that_names_unknown_words_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="There is no group of words “ache”"):
        compiled(small(**{part: "{ache}"}))


def test_a_pair_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no kind “wealth”"):
        compiled(small(kind="wealth"))


CODE = re.compile(SHAPES["code"])


@pytest.mark.parametrize(
    "text",
    ["4401-22-918837", "ab 1234567", "mn-40771", "kht/09/55182", "55-kule-20917", "00-12-09"],
)
def test_numbers_as_documents_have_them_are_codes(text: str) -> None:
    found = CODE.search(f"has {text}, they say")
    assert found is not None
    assert found.group() == text


@pytest.mark.parametrize(
    "text",
    ["in 2019", "at 10.30 on", "on 14 march", "case 114/2023", "10 h 30", "1 200 members", "300"],
)
def test_times_years_and_amounts_are_no_codes(text: str) -> None:
    assert CODE.search(text) is None
