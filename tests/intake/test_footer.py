"""The footer in every variant in which archives and copies have it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.footer import LABELS, split_off

FIELDS = {
    "document type": "Urgent Appeal Update",
    "document id": "UP-12-2004",
    "countries": "Burma (Myanmar),",
    "campaigns": "Boats for Lau",
    "issues": "Refugees, IDPs & Asylum seekers, Torture,",
}
SHAPES = ["{}: {}", "{} : {}", "{}  :  {}", "{} :{}"]


def fields(*lines: str) -> dict[str, str]:
    return split_off(["Title", "", "He left.", "", *lines])[1]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
def test_labels_are_read_in_any_case_and_with_any_blanks(shape: str, case: object) -> None:
    assert callable(case)
    assert fields(*(shape.format(case(one), value) for one, value in FIELDS.items())) == FIELDS


def test_the_colon_may_stand_in_the_line_below() -> None:
    lines = [line for one, value in FIELDS.items() for line in (one.title(), f": {value}")]
    assert fields(*lines) == FIELDS


def test_the_value_may_stand_in_the_line_below() -> None:
    lines = ["Document Type :", "Urgent Appeal Update", "Document ID :", "UP-12-2004"]
    assert fields(*lines) == {key: FIELDS[key] for key in ("document type", "document id")}


def test_labels_that_run_together_in_one_line_are_told_apart() -> None:
    assert fields(" ".join(f"{one.title()} : {value}" for one, value in FIELDS.items())) == FIELDS


def test_a_list_goes_on_in_the_line_below() -> None:
    told = fields("Issues : Torture,", "Rule of law, Impunity,")
    assert told == {"issues": "Torture, Rule of law, Impunity,"}


def test_words_of_the_text_are_no_value() -> None:
    left, told, _others = split_off(["Issues :", "They were taken at noon."])
    assert (left, told) == (["", "They were taken at noon."], {"issues": ""})


@pytest.mark.parametrize("written", ["Country", "Issue", "Campaign", "Document No"])
def test_other_words_for_a_label_mean_the_same(written: str) -> None:
    (label,) = fields(f"{written} : x")
    assert label in LABELS


def test_of_two_footers_the_last_is_the_documents_own() -> None:
    lines = ["Title", "", "Document ID: ASA 24/01/2004", "Countries: Peru", "", *["He left."] * 20]
    _left, told, others = split_off([*lines, "Document ID : UP-12-2004", "Countries : Fiji,"])
    assert told == {"document id": "UP-12-2004", "countries": "Fiji,"}
    assert others.get("document id") in {None, "ASA 24/01/2004"}


def test_a_line_of_the_head_is_kept_beside_the_footer() -> None:
    lines = ["Title", "ISSUES: Torture,", "", "Dear friends,", "", *["He left."] * 20]
    left, told, others = split_off([*lines, "Document ID : UP-12-2004", "Countries : Fiji,"])
    assert (told["document id"], others) == ("UP-12-2004", {"issues": "Torture,"})
    assert "ISSUES: Torture," not in left


def test_a_label_in_the_middle_of_a_long_text_is_text() -> None:
    lines = ["Title", *["He left."] * 30, "Country: Peru", *["He came."] * 30]
    assert split_off(lines) == (lines, {}, {})


LINES = st.sampled_from(
    [
        "",
        "Title",
        "He left.",
        "Issues",
        ": x",
        "Document ID :",
        "UP-12-2004",
        "Countries : Peru,",
        "Document Type : x Document ID : y",
    ]
)


@given(st.lists(LINES, max_size=20))
def test_every_word_is_in_the_text_or_in_a_field(lines: list[str]) -> None:
    left, told, others = split_off(lines)
    for line in left:
        assert any(line in one for one in lines)
    for value in (*told.values(), *others.values()):
        assert "".join(value.split()) in "".join("".join(lines).split())


@pytest.mark.parametrize("line", ["Document ID : ", "Issues : a,", "Issues", ": "])
def test_a_hundred_thousand_labels_are_read_in_one_go(line: str) -> None:
    left, told, _others = split_off([line] * 100_000)
    assert len(left) <= 100_000
    assert set(told) <= set(LABELS)
