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
        ("Ada\u2028Lind", "cannot be printed"),
        ("Ada\ud800", "cannot be printed"),
        ("Ada\ue000", "cannot be printed"),
        ("Ada\ufdd0", "cannot be printed"),
        ("Ada\U0010ffff", "cannot be printed"),
        ("Ada\U000e0041\U000e0042", "cannot be printed"),
        ("A" + "\u0315" * 9 + "da", "cannot be printed"),
        ("A" + "\u0315\u0300" * 10_000, "at most 120 characters"),
        ("\u200b", "Write your name"),
        ("\u200d\u200c\u2060\ufeff\u00ad", "Write your name"),
        ("\u3164\u1160\u2800", "Write your name"),
        ("\u0301", "Write your name"),
        ("\u00a0", "Write your name"),
        ("...", "Write your name"),
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


@pytest.mark.parametrize(
    "name",
    [
        *("Ada Lind", "Ö", "王小明", "نادية", "O’Neill-Ruiz", "d’Arc, J."),
        "علی\u200cرضا",  # a joiner that parts, as Persian writes
        "क्\u200dष",  # one that joins, as scripts of India do
        "ශ්\u200dරී",
        "שָׁלוֹם",
        "སྐྱིད",
        "Nguyễn Thị Ánh",
        "ကျော်စွာ",
        "\u200fنادية\u200f",
        "\U00031350",  # a letter newer than Python's tables
        "Аdа",  # letters that look alike are no fault
    ],
)
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
        ("(" * 20_000 + "@example.org", "like name@example.org"),
        ("(" * 200 + "@example.org", "like name@example.org"),
        ("a\u202eda@example.org", "like name@example.org"),
        ("a\ud800da@example.org", "like name@example.org"),
        ("a\u200bda@example.org", "like name@example.org"),
        ("ada@example.org\U000e0041", "like name@example.org"),
    ],
)
def test_an_address_that_cannot_be_reached_is_refused(email: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        entries.clean_email(email)


@pytest.mark.parametrize("email", ["ada@نامه\u200cای.example", "ö@bücher.example"])
def test_an_address_of_another_script_is_taken(email: str) -> None:
    assert entries.clean_email(f" {email} ") == email


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
