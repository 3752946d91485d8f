"""Markdown becomes safe HTML and readable plain text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.publishing import prose


def test_paragraphs_lists_and_emphasis_are_kept() -> None:
    made = prose.html("One *two* **three**\n\n- four\n- five\n\n> six")
    assert "<p>One <em>two</em> <strong>three</strong></p>" in made
    assert "<li>four</li>" in made
    assert "<blockquote>" in made


def test_headings_stand_below_those_of_the_page() -> None:
    assert prose.html("# Title\n\n##### Deep") == "<h3>Title</h3>\n<h6>Deep</h6>\n"


def test_html_that_was_typed_is_shown_and_not_run() -> None:
    made = prose.html("<script>alert(1)</script> and <b onclick=x>bold</b>")
    assert "<script" not in made
    assert "<b " not in made
    assert "&lt;script&gt;" in made


def test_nothing_is_hidden_in_the_place_of_a_mark() -> None:
    sent = 'They ask.\ue000" onmouseover="x" class="notice\ue001 You lie.\ue000And you steal.\ue001'
    for made in (prose.html(sent), prose.html(sent, prose.Anchors())):
        assert "And you steal." in made
        assert "<span" not in made


def test_a_link_tells_the_other_site_nothing() -> None:
    made = prose.html("[the paper](https://example.org/a?b=c&d=e)")
    assert 'rel="noreferrer noopener"' in made
    assert 'href="https://example.org/a?b=c&amp;d=e"' in made


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_link_that_would_run_something_is_no_link(target: str) -> None:
    assert "<a href" not in prose.html(f"[press]({target})")


def test_a_picture_is_never_fetched_from_another_site() -> None:
    assert "<img" not in prose.html("![alt](https://example.org/spy.png)")


def test_nothing_gives_nothing() -> None:
    assert prose.html("") == ""
    assert prose.plain("") == ""


def test_plain_text_has_no_marks() -> None:
    text = "# Title\n\nOne *two*\n**three** `four`.\n\n- five\n- six\n\n3. seven\n4. eight"
    assert prose.plain(text) == (
        "Title\n\nOne two three four.\n\n- five\n\n- six\n\n3. seven\n\n4. eight"
    )


def test_plain_text_puts_the_address_of_a_link_behind_its_words() -> None:
    assert prose.plain("See [the paper](https://example.org/a).") == (
        "See the paper <https://example.org/a>."
    )


def test_plain_text_says_a_bare_address_once() -> None:
    assert prose.plain("<https://example.org/a> and <desk@example.org>") == (
        "https://example.org/a and desk@example.org"
    )


def test_plain_text_keeps_a_quotation_and_a_block_of_code() -> None:
    assert prose.plain("> said\n\n    four spaces") == "said\n\nfour spaces"


def test_a_hard_break_stays_a_break() -> None:
    assert prose.plain("Liberty  \nStreet 5") == "Liberty\nStreet 5"


def test_nested_lists_are_set_in() -> None:
    assert prose.plain("- one\n  - two") == "- one\n\n  - two"


def test_a_second_paragraph_of_an_item_has_no_mark() -> None:
    assert prose.plain("1. one\n\n   more\n2. two") == "1. one\n\n  more\n\n2. two"


@given(st.text())
def test_no_text_makes_a_tag_outside_the_list(text: str) -> None:
    tags = set(re.findall(r"<([a-z0-9]+)", prose.html(text)))
    assert tags <= prose.TAGS


@given(st.text())
def test_plain_text_is_made_of_any_text(text: str) -> None:
    assert isinstance(prose.plain(text), str)


@given(st.text(alphabet=st.characters(categories=["L"]), min_size=1))
def test_plain_words_pass_unchanged(text: str) -> None:
    assert prose.plain(text) == text
