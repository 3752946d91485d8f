"""A sentence is folded for the rules without losing the place of any letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.publishing.harm.folding import Folded, fold


def folded(sentence: str, *words: str) -> Folded:
    """Folds with a few words that are no names."""
    return fold(sentence, frozenset({"the", "his", "ministry", *words}).__contains__)


def test_names_keep_their_capital_and_words_lose_it() -> None:
    assert folded("The Ministry told Amina Tormé.").text == "the ministry told Amina Tormé."


def test_initials_are_no_names() -> None:
    assert folded("A. K. saw Amina K. there").text == "a. k. saw Amina k. there"


def test_quotation_marks_apostrophes_and_dashes_have_one_form() -> None:
    assert folded("“l’abri” — «ici»").text == '"l\'abri" – "ici"'


def test_spaces_of_any_kind_are_spaces() -> None:
    assert folded("a\u00a0b\u202fc\nd").text == "a b c d"


def test_marks_of_markdown_are_left_out() -> None:
    made = folded("see **Amina**, _14_")
    assert made.text == "see Amina, 14"
    assert made.cut(4, 13) == "Amina**, _14"


def test_several_spaces_are_one() -> None:
    made = folded("Amina \n  Tormé")
    assert made.text == "Amina Tormé"
    assert made.cut(0, 11) == "Amina \n  Tormé"


def test_yo_is_read_as_ye() -> None:
    assert folded("Алёна ещё здесь").text == "Алена еще здесь"


def test_short_forms_in_capitals_are_no_names() -> None:
    assert folded("the UN and the NGO").text == "the un and the ngo"


@pytest.mark.parametrize("sentence", ["Amina DIALLO left", "DIALLO Amina left"])
def test_a_surname_in_capitals_beside_a_name_is_a_name(sentence: str) -> None:
    assert "Diallo" in folded(sentence).text


def test_where_all_is_shouted_capitals_are_read_as_in_a_title() -> None:
    assert folded("THE MINISTRY HELD AMINA").text == "the ministry Held Amina"


def test_the_original_is_cut_out_where_letters_were_joined() -> None:
    made = folded("the Le\u0301a left")
    assert made.text == "the Léa left"
    assert made.cut(4, 7) == "Le\u0301a"


def test_three_forms_are_kept() -> None:
    made = folded("The House of Amina", "house")
    assert made.letters("names") == "the house of Amina"
    assert made.letters("plain") == "The House of Amina"
    assert made.letters("small") == "the house of amina"


@given(st.text(max_size=80))
def test_every_form_is_as_long_as_the_others(text: str) -> None:
    made = folded(text)
    assert len(made.text) == len(made.plain) == len(made.small) == len(made.places)
    for at, letter in enumerate(made.plain):
        assert made.cut(at, at + 1), letter
