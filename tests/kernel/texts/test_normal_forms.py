"""Normal forms are Unicode's own, and a heap of marks costs no more than other text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.texts import normal_forms
from tocsin.kernel.texts.normal_forms import JOINER, MOST, nfc, nfkc, nfkd

# Of different classes, in an order that has to be sorted.
UNSORTED = "\u0315\u0300"


@given(st.text(max_size=MOST) | st.text("aé中\u0301\u0323ﬁ한", max_size=MOST))
def test_words_are_normalised_as_ever(text: str) -> None:
    assert nfc(text) == unicodedata.normalize("NFC", text)
    assert nfkc(text) == unicodedata.normalize("NFKC", text)
    assert nfkd(text) == unicodedata.normalize("NFKD", text)


def test_a_long_text_is_normalised_as_ever() -> None:
    text = "Ünïcödé, ｶﾞ and ﬁ; e\u0323\u0301. " * 500
    assert nfc(text) == unicodedata.normalize("NFC", text)
    assert nfkd(text) == unicodedata.normalize("NFKD", text)


@pytest.mark.parametrize("mark", ["\u0300", UNSORTED, "\uff9e\u0300", "\u0f73\u0300"])
@pytest.mark.parametrize("form", [nfc, nfkc, nfkd])
def test_a_heap_of_marks_is_parted_and_a_million_are_soon_done(mark: str, form: object) -> None:
    assert callable(form)
    made = form("a" + mark * 500_000)
    heaps = made[1:].split(JOINER)
    assert max(map(len, heaps)) <= 2 * MOST
    assert made.replace(JOINER, "").count("\u0300") >= 400_000


@given(st.text("a\u0315\u0300\u0327", max_size=200))
def test_twice_is_as_once(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
    assert nfkd(nfkd(text)) == nfkd(text)


def test_all_marks_are_known() -> None:
    beyond = range(normal_forms.BEYOND, 0x110000)
    assert not any(unicodedata.combining(chr(code)) for code in beyond)
