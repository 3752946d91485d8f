"""A page is read in one pass, however it breaks off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.texts.markup import ended
from tocsin.kernel.texts.text import without_tags


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>a<!-- b --> c", "a c"),
        ("<p>a<!-- b > c", "a c"),
        ("<p>a <![if !x]>b<![endif]> c", "a b c"),
        ("<p>a <![abc[ b ]]> c", "a c"),
        ("<p>a <<!x>!y> c", "a <!y> c"),
        ("<p>1 < 2, 3 <b", "1 < 2, 3 <b"),
        ("<p>a <!-- b", "a <!-- b"),
    ],
)
def test_words_stay_and_comments_go(page: str, words: str) -> None:
    assert without_tags(page).strip() == words


@pytest.mark.parametrize("sign", ["<!--", "<a ", "</a ", "<![CDATA[", "<?", "</"])
@pytest.mark.parametrize("end", ["", ">"])
def test_a_megabyte_of_beginnings_is_read_at_once(sign: str, end: str) -> None:
    without_tags("<p>" + sign * (1_000_000 // len(sign)) + end)


@given(st.text(alphabet="<>![]-/?\"'= aCDT"))
def test_no_page_has_a_declaration_left(page: str) -> None:
    assert "<!" not in ended(page)
    assert "<?" not in ended(page)
    without_tags(page)
