"""Longer texts are read sentence by sentence, and an appeal part by part."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.appeals.content import content
from tocsin.publishing.harm.texts import Placed, in_content, in_text, sentences

TODAY = date(2026, 6, 1)


def cut(text: str) -> list[str]:
    """The sentences without their places and outer spaces."""
    return [" ".join(sentence.split()) for _start, sentence in sentences(text)]


def test_a_text_is_cut_at_the_ends_of_sentences() -> None:
    assert cut("He fled. She stayed! Why? Nobody knows…") == [
        "He fled.",
        "She stayed!",
        "Why?",
        "Nobody knows…",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Vint left.",
        "A. K. saw it.",
        "He lives at No. 7, Lotus Street.",
        "Mme. Tarme est partie.",
        "Он живёт на ул. Медников.",
        "Её увели из д. 5, кв. 6.",
    ],
)
def test_a_short_form_ends_no_sentence(text: str) -> None:
    assert cut(text) == [text]


def test_a_wrapped_line_ends_no_sentence_and_a_blank_one_does() -> None:
    assert cut("He was\nbeaten\n\nand left") == ["He was beaten", "and left"]


def test_items_of_a_list_are_apart() -> None:
    assert cut("We ask:\n- free Amina\n- find Yusuf\n1. now") == [
        "We ask:",
        "- free Amina",
        "- find Yusuf",
        "1. now",
    ]


@given(st.text(alphabet="aB. !?\n-“”é1", max_size=60))
def test_sentences_stand_where_they_say(text: str) -> None:
    for start, sentence in sentences(text):
        assert text[start : start + len(sentence)] == sentence


@given(st.text(alphabet="aB. !?\n-“”é1", max_size=60))
def test_no_letter_is_lost_between_sentences(text: str) -> None:
    kept = "".join(sentence for _start, sentence in sentences(text))
    assert "".join(kept.split()) == "".join(text.split())


def test_a_finding_counts_from_the_beginning_of_the_text() -> None:
    text = "All is quiet.\n\nPolice shot Amina\nTormé, 14, at the bridge."
    (one,) = in_text(text, "en", TODAY)
    assert (one.kind, one.text) == ("minor", "Amina\nTormé, 14")
    assert text[one.start :].startswith(one.text)


def test_an_age_in_the_next_sentence_makes_no_minor() -> None:
    assert in_text("They saw Daro Vint. 14 people were there.", "en", TODAY) == []


def written(**texts: dict[str, str]) -> dict[str, Any]:
    """A content with nothing but texts, in English first."""
    return {"original_language": "en", "texts": texts, "claims": []}


def test_each_finding_of_an_appeal_has_its_part_and_language() -> None:
    whole = written(
        en={"headline": "Amina, 14, held", "summary": "She was beaten."},
        fr={"headline": "Une fille détenue", "summary": "Sa mère : 06 12 34 56 78."},
    )
    told = [(one.part, one.language, one.finding.kind) for one in in_content(whole, TODAY)]
    assert told == [("headline", "en", "minor"), ("summary", "fr", "telephone")]


def test_claims_and_the_names_of_their_sources_are_read() -> None:
    whole = written() | {
        "claims": [
            {
                "ref": "c2",
                "texts": {"ru": "Ранена четырнадцатилетняя Амина Дар."},
                "sources": [{"name": "The only clerk of the registry at Vorna"}],
            }
        ]
    }
    told = [(one.part, one.language, one.finding.kind) for one in in_content(whole, TODAY)]
    assert told == [("c2", "ru", "minor"), ("c2", "en", "source-trace")]


def test_a_text_in_markdown_is_read_through_its_marks() -> None:
    whole = written(en={"body": "## What happened\n\n* **Amina Tormé**, 14, was taken."})
    (one,) = in_content(whole, TODAY)
    assert one.finding.text == "Amina Tormé**, 14"


def test_empty_parts_are_no_trouble() -> None:
    assert list(in_content(written(en={"headline": "", "body": "\n"}), TODAY)) == []


@pytest.mark.django_db
def test_an_appeal_as_it_is_written_can_be_read() -> None:
    appeal = cast.draft()
    whole = content(appeal)
    whole["texts"]["en"]["letter"] = "His wife, Nadia Tormé, lives in fear."
    found = [one for one in in_content(whole, TODAY) if one.part == "letter"]
    assert [type(one) for one in found] == [Placed]
    assert found[0].finding.text == "His wife, Nadia Tormé"
