"""Sentences are found in any language, and marks come off and go on again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.publishing.floor.sentences import Marked, read_marks, sentences, with_marks


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He fell. She ran.", ["He fell.", "She ran."]),
        ("Dr. A. K. Lee came. He sat.", ["Dr. A. K. Lee came.", "He sat."]),
        ("They met at 6 p.m. Nobody spoke.", ["They met at 6 p.m. Nobody spoke."]),
        ("It cost 3.5 million. Why?", ["It cost 3.5 million.", "Why?"]),
        ("“We ran. They shot.” He wept.", ["“We ran. They shot.”", "He wept."]),
        ("He said “stop.” Then he left.", ["He said “stop.”", "Then he left."]),
        ("“It hurts.” she said.", ["“It hurts.” she said."]),
        ("Il est mort. À Kolma, rien.", ["Il est mort.", "À Kolma, rien."]),
        ("« Ils tirent. Courez. » Puis rien.", ["« Ils tirent. Courez. »", "Puis rien."]),
        ("Его избили. Она бежала.", ["Его избили.", "Она бежала."]),
        ("Held! Beaten? Unknown…", ["Held!", "Beaten?", "Unknown…"]),
        ("One line\nanother line", ["One line", "another line"]),
        ("", []),
        ("   \n \n", []),
    ],
)
def test_a_text_falls_into_its_sentences(text: str, found: list[str]) -> None:
    assert sentences(text, "en") == found


def test_a_mark_behind_the_full_stop_belongs_to_the_sentence_before() -> None:
    text = "He was beaten. [c1] She fled [c2, c3]. Why?"
    assert sentences(text, "en") == ["He was beaten. [c1]", "She fled [c2, c3].", "Why?"]


@pytest.mark.parametrize(
    ("sentence", "text", "refs"),
    [
        ("He was beaten [c1].", "He was beaten.", ("c1",)),
        ("He was beaten. [c1, c3]", "He was beaten.", ("c1", "c3")),
        ("He [c2] was [c1;c2] beaten.", "He was beaten.", ("c2", "c1")),
        ("[c4] He fell.", "He fell.", ("c4",)),
        ("No mark [sic] here [c].", "No mark [sic] here [c].", ()),
        ("Ten [ c10 ] men.", "Ten men.", ("c10",)),
    ],
)
def test_marks_come_off_wherever_they_stand(
    sentence: str, text: str, refs: tuple[str, ...]
) -> None:
    assert read_marks(sentence) == Marked(text, refs)


PLAIN = st.text(st.characters(blacklist_characters="[]", blacklist_categories=("C", "Z")))
REFS = st.lists(st.integers(1, 999).map("c{}".format), unique=True).map(tuple)


@given(st.lists(PLAIN.filter(bool), min_size=1).map(" ".join), REFS)
def test_marks_that_go_on_come_off_again(text: str, refs: tuple[str, ...]) -> None:
    assert read_marks(with_marks(Marked(text, refs))) == Marked(text, refs)


@given(st.text())
def test_no_letter_is_lost_between_sentences(text: str) -> None:
    kept = "".join("".join(sentences(text, "en")).split())
    assert kept == "".join(text.split())


@given(st.text(st.sampled_from(' .!?[]c1,"“”«»A'), max_size=80))
def test_any_marks_and_stops_are_read(text: str) -> None:
    for sentence in sentences(text, "ru"):
        assert sentence.strip() == sentence != ""
        assert read_marks(read_marks(sentence).text).text == read_marks(sentence).text or (
            "[c" in read_marks(sentence).text
        )
