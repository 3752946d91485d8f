"""Lines come as mail programs broke them; paragraphs come out whole, and no word is lost."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.lines import logical

PARAGRAPH = (
    "The teachers were taken from the school at noon, and nobody has told the families where they "
    "are held. A neighbour saw a grey van at the gate, and wrote down a part of its number before "
    "it drove off. No lawyer has been let in, and it is not confirmed that they were charged."
)


def lines(text: str) -> list[str]:
    return [line for line in logical(text) if line]


@pytest.mark.parametrize("width", [50, 60, 65, 72, 76, 78, 98])
def test_a_wrapped_paragraph_is_one_line_again(width: int) -> None:
    assert lines(textwrap.fill(PARAGRAPH, width)) == [PARAGRAPH]


def test_paragraphs_that_were_wrapped_stay_apart() -> None:
    wrapped = textwrap.fill(PARAGRAPH, 72)
    assert lines(f"{wrapped}\n\n{wrapped}") == [PARAGRAPH, PARAGRAPH]


def test_text_that_nobody_wrapped_keeps_its_lines() -> None:
    text = f"{PARAGRAPH}\nLiberty House\nDate: 3 March 2026\nPuno, Peru\n{PARAGRAPH}"
    assert lines(text) == text.split("\n")


@pytest.mark.parametrize(
    "beginning",
    [
        "Document ID : FA-09-2026",
        "issues : torture",
        "Date: 3 March 2026",
        "Name of the victim: not told",
        "1. Minister of Boats",
        "(2) Chief of Police",
        "- a point of a list",
        "• another point",
        "-----------------",
        "Dear friends",
    ],
)
def test_what_begins_a_line_of_its_own_is_never_drawn_up(beginning: str) -> None:
    wrapped = textwrap.fill(PARAGRAPH, 72).rsplit("\n", 1)[0]
    assert lines(f"{wrapped}\n{beginning}")[-1] == beginning


def test_a_line_that_goes_on_in_a_small_letter_is_joined_even_where_it_is_the_only_one() -> None:
    text = "MONGOLIA: A dispute arises over the freedom of\ntwenty-six people at the border"
    assert lines(text) == [text.replace("\n", " ")]


def test_a_greeting_stays_alone() -> None:
    assert lines("Dear Friends\nwe forward what came") == ["Dear Friends", "we forward what came"]


@pytest.mark.parametrize("mark", ["> ", ">", ">> ", "> > "])
def test_the_marks_of_a_quoted_mail_go(mark: str) -> None:
    quoted = "\n".join(mark + line for line in textwrap.wrap(PARAGRAPH, 70))
    assert lines(quoted) == [PARAGRAPH]


def test_a_single_sign_in_a_text_that_is_no_quoted_mail_stays() -> None:
    text = "More than a hundred people.\n\n> 100 people were held.\n\nNobody counted them."
    assert "> 100 people were held." in lines(text)


@pytest.mark.parametrize("sign", ["\u200b", "\u2060", "\u00ad", "\ufeff"])
def test_what_nobody_sees_is_not_kept_in_a_line(sign: str) -> None:
    assert logical(f"Liberty{sign} Center{sign}") == ["Liberty Center"]


def test_joiners_that_languages_need_stay() -> None:
    assert logical("می\u200cخواهم") == ["می\u200cخواهم"]


def test_spaces_of_any_kind_and_number_become_one() -> None:
    assert logical("  a \u00a0 b\t c  ") == ["a b c"]


def words(text: str) -> str:
    return "".join(text.split())


@given(st.text(alphabet="aB .,;:1)-“”\n", max_size=400))
def test_joining_loses_and_adds_no_letter(text: str) -> None:
    assert words("".join(logical(text))) == words(text)


@given(st.text(alphabet="aB .,;:1)>-“”\n", max_size=400))
def test_lines_are_never_broken_only_joined(text: str) -> None:
    assert len(logical(text)) <= len(text.split("\n"))


@given(st.lists(st.from_regex(r"[a-zA-Z]{4,12}", fullmatch=True), min_size=80, max_size=120))
def test_any_long_paragraph_survives_wrapping(parts: list[str]) -> None:
    paragraph = " ".join(["The", *parts]) + "."
    assert lines(textwrap.fill(paragraph, 72)) == [paragraph]


@pytest.mark.parametrize(
    "line",
    [
        "Thank you.",
        "Yours sincerely,",
        "Urgent Appeals Desk",
        "=====",
        "-=-=-=-",
        "20 May 2005",
        "12 Canal Street",
        "7 Old Market Road",
    ],
)
def test_a_line_that_stands_alone_is_never_drawn_up(line: str) -> None:
    wrapped = textwrap.fill(PARAGRAPH, 72).rsplit("\n", 1)[0]
    assert lines(f"{wrapped}\n{line}")[-1] == line


def test_a_line_of_signs_draws_nothing_to_it() -> None:
    wrapped = textwrap.fill(PARAGRAPH, 72)
    assert lines(f"{wrapped}\n{'-' * 72}\n{wrapped}") == [PARAGRAPH, "-" * 72, PARAGRAPH]


def test_a_list_beside_paragraphs_that_nobody_broke_keeps_its_lines() -> None:
    listed = [f"{n} boats that lay in the harbour of the island were taken away" for n in "ABCDE"]
    text = "\n".join([PARAGRAPH, "", PARAGRAPH, "", *listed])
    assert lines(text) == [PARAGRAPH, PARAGRAPH, *listed]
