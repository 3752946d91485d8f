"""What programs and printers leave in a text goes, and no word of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.tidying import tidy


@pytest.mark.parametrize("page", ["2", "- 2 -", "Page 2 of 3", "p. 2", "2/3", "– 14 –"])
def test_a_sentence_goes_on_over_the_page(page: str) -> None:
    assert tidy(f"They were taken\n\n{page}\n\nto the camp.") == "They were taken to the camp."


def test_a_new_paragraph_stays_one_over_the_page() -> None:
    made = tidy("They were taken.\n\n2\n\nThe camp is far.")
    assert [line for line in made.split("\n") if line] == ["They were taken.", "The camp is far."]


def test_a_number_in_a_list_of_lines_stays() -> None:
    assert tidy("Taroacea\n14\nFiji") == "Taroacea\n14\nFiji"


def test_quoting_goes_where_several_lines_have_it() -> None:
    assert tidy("Hi\n> one\n> > two\n>\n> three") == "Hi\none\ntwo\n\nthree"
    assert tidy("a > b\n> one") == "a > b\n> one"


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("[image: logo] News", "  News"),
        ("Taken<https://example.org/a> away", "Taken  away"),
        ("*India: Ten held*", "India: Ten held"),
        ("_12 May 2011_", "12 May 2011"),
        ("He left.(1)", "He left."),
        ("He left.[12] She stayed.", "He left. She stayed."),
        ("He left.³", "He left."),
    ],
)
def test_remains_of_pages_go(torn: str, whole: str) -> None:
    assert tidy(torn) == whole


@pytest.mark.parametrize("kept", ["file_name_1, 2 * 3 * 4", "She (1) saw it", "a < b > c", "***"])
def test_what_only_looks_like_it_stays(kept: str) -> None:
    assert tidy(kept) == kept


COLUMNS = """Secretary of Defence        Inspector General
Gotan Perumal               N K Wickramel
Fax: 1529                   Fax: 0440"""


def test_two_columns_are_put_below_each_other() -> None:
    left, right = tidy(COLUMNS).split("\n\n")
    assert left.split("\n") == ["Secretary of Defence", "Gotan Perumal", "Fax: 1529"]
    assert right.split("\n") == ["Inspector General", "N K Wickramel", "Fax: 0440"]


def test_labels_with_their_values_are_no_columns() -> None:
    labels = "Tel:        12\nFax:        13\nMail:       14"
    assert tidy(labels) == labels
    assert tidy("PUBLIC      Index\nUA 1/04     Fear") == "PUBLIC      Index\nUA 1/04     Fear"


@given(st.text(alphabet="ab >*_\n2-.", max_size=200))
def test_no_letter_is_lost(text: str) -> None:
    letters = [one for one in text if one in "ab"]
    assert sorted(one for one in tidy(text) if one in "ab") == sorted(letters)


@pytest.mark.parametrize("piece", ["> ", "a   b\n", "*", "\n2\n", "[image: "])
def test_a_long_text_is_tidied_in_one_go(piece: str) -> None:
    assert len(tidy(piece * (300_000 // len(piece)))) <= 330_000
