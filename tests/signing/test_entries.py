"""What may stand in a name, a comment, a country."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.refusal import Refusal
from tocsin.signing import entries


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Write your name"),
        ("   ", "Write your name"),
        ("a" * 121, "at most 120 characters"),
        ("x" * 100_000, "at most 120 characters"),
        ("Ada\nLind", "cannot be printed"),
        ("Ada\x00", "cannot be printed"),
        ("Ada\u202edniL", "cannot be printed"),
        ("=HYPERLINK(1)", "begin the name with a letter"),
        ("+49 Ada", "begin the name with a letter"),
        ("-Ada", "begin the name with a letter"),
        ("@ada", "begin the name with a letter"),
    ],
)
def test_a_name_that_cannot_stand_is_refused_with_a_sentence(name: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        entries.clean_name(name)
    assert refused.value.field == "name"


@pytest.mark.parametrize("name", ["Ada Lind", "Ö", "王小明", "نادية", "O’Neill-Ruiz", "d’Arc, J."])
def test_names_of_all_scripts_are_taken(name: str) -> None:
    assert entries.clean_name(f" {name} ") == name


def test_a_comment_keeps_its_lines() -> None:
    assert entries.clean_comment(" one\r\ntwo ") == "one\ntwo"


@pytest.mark.parametrize(
    ("comment", "sentence"),
    [("x" * 501, "these are 501"), ("bell\x07", "cannot be printed")],
)
def test_a_comment_that_cannot_stand_is_refused(comment: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        entries.clean_comment(comment)


@pytest.mark.parametrize("country", ["", "XX", "SWE", "se", "Sweden"])
def test_a_country_is_one_of_the_list(country: str) -> None:
    with pytest.raises(Refusal, match="Choose your country"):
        entries.clean_country(country)


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Write your e-mail address"),
        ("ada", "like name@example.org"),
        ("ada@example.org\nBcc: x@example.org", "like name@example.org"),
    ],
)
def test_an_address_that_cannot_be_reached_is_refused(email: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        entries.clean_email(email)


def test_only_the_three_choices_are_offered() -> None:
    with pytest.raises(Refusal, match="who may see"):
        entries.clean_choice("everybody")
    with pytest.raises(Refusal, match="who may see"):
        entries.clean_choice("public", ("addressee", "counted"))


@given(st.text(max_size=130))
def test_a_name_is_taken_as_one_clean_line_or_refused(name: str) -> None:
    try:
        taken = entries.clean_name(name)
    except Refusal:
        return
    assert 1 <= len(taken) <= entries.LONGEST_NAME
    assert not taken.startswith(entries.FORMULA)
    assert not set(taken) & {"\n", "\r", "\x00", "\u202e"}
    assert entries.clean_name(taken) == taken
