"""Texts are compared by sentences, and nothing gets lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.publishing.sentences import ADDED, REMOVED, SAME, Piece, applied, compared, split

SENTENCES = st.lists(
    st.sampled_from(
        [
            "Seven were arrested.",
            "Nobody knows why!",
            "“Let them go.”",
            "七人被捕。",
            "Cf. p. 3, see below",
            "هل عادوا؟",
            "",
        ]
    )
)
TEXTS = st.one_of(
    st.text(),
    st.tuples(SENTENCES, st.sampled_from([" ", "\n", "\n\n", ""])).map(
        lambda two: two[1].join(two[0])
    ),
)


@given(TEXTS)
def test_the_sentences_of_a_text_are_the_text(text: str) -> None:
    assert "".join(split(text)) == text
    assert all(split(text))


@given(TEXTS, TEXTS)
def test_the_changes_applied_give_the_new_text(before: str, after: str) -> None:
    assert applied(compared(before, after)) == after


@given(TEXTS, TEXTS)
def test_what_stayed_and_what_was_removed_is_the_old_text(before: str, after: str) -> None:
    kept = [piece.text for piece in compared(before, after) if piece.kind != ADDED]
    assert "".join("".join(kept).split()) == "".join(before.split())


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert {piece.kind for piece in compared(text, text)} <= {SAME}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("They were held. Then freed.", ["They were held. ", "Then freed."]),
        ("« Libérez-les ! » dit-elle. Puis rien.", ["« Libérez-les ! » dit-elle. ", "Puis rien."]),
        ("Held on 3 approx. days. Free.", ["Held on 3 approx. days. ", "Free."]),
        ("First line\nsecond line", ["First line\n", "second line"]),
        ("One.\n\nTwo.", ["One.\n\n", "Two."]),
        ("七人被捕。下落不明。", ["七人被捕。", "下落不明。"]),
        ("", []),
    ],
)
def test_a_sentence_ends_where_a_reader_sees_its_end(text: str, parts: list[str]) -> None:
    assert split(text) == parts


def test_one_sentence_that_changed_is_told_between_those_that_did_not() -> None:
    before = "Seven were arrested. They were beaten. Nobody knows why."
    after = "Seven were arrested. One was beaten. Nobody knows why."
    assert compared(before, after) == [
        Piece(SAME, "Seven were arrested. "),
        Piece(REMOVED, "They were beaten. "),
        Piece(ADDED, "One was beaten. "),
        Piece(SAME, "Nobody knows why."),
    ]


def test_space_alone_is_no_change() -> None:
    assert compared("One.  Two.", "One. Two. ") == [Piece(SAME, "One. "), Piece(SAME, "Two. ")]
