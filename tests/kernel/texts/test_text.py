"""Bytes become text or a sentence; mojibake is mended and told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.refusal import Refusal
from tocsin.kernel.texts.text import decode, is_html, plain, repair, without_tags


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("Ärger in Zürich".encode(), "utf-8"),
        ("\ufeffÄrger in Zürich".encode(), "utf-8"),
        ("Ärger in Zürich".encode("utf-16"), "utf-16"),
        ("Ärger in Zürich".encode("utf-16-le"), "utf-16-le"),
        ("Ärger in Zürich".encode("utf-16-be"), "utf-16-be"),
        ("Ärger in Zürich".encode("cp1252"), "windows-1252"),
    ],
)
def test_text_is_read_in_the_encodings_that_arrive(raw: bytes, encoding: str) -> None:
    decoded = decode(raw)
    assert (decoded.text, decoded.encoding) == ("Ärger in Zürich", encoding)


def test_an_encoding_that_was_guessed_is_said() -> None:
    assert "read as Windows-1252" in decode("Zürich".encode("cp1252")).warnings[0]
    assert decode(b"Zurich").warnings == []


def test_lines_end_in_one_way() -> None:
    assert decode(b"a\r\nb\rc\n").text == "a\nb\nc\n"


@pytest.mark.parametrize("raw", [b"", b"  \r\n\t ", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(raw: bytes) -> None:
    with pytest.raises(Refusal, match="The file is empty"):
        decode(raw)


def test_a_file_of_ten_megabytes_is_refused() -> None:
    with pytest.raises(Refusal, match="larger than 2 MB") as refused:
        decode(b"a" * 10_000_000)
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.7 ...",
        b"PK\x03\x04word/document.xml",
        b"\x89PNG\r\n",
        b"\xff\xd8\xff\xe0JFIF",
        b"\x00\x01\x02\x03" * 50,
        bytes(range(128, 256)) + bytes(range(32)) * 9,
    ],
)
def test_a_binary_file_is_refused_with_what_to_do(raw: bytes) -> None:
    with pytest.raises(Refusal, match="Save it as text first"):
        decode(raw)


def test_utf_16_that_breaks_off_is_refused() -> None:
    with pytest.raises(Refusal, match="encoding breaks off"):
        decode("Zürich".encode("utf-16")[:-1])


@pytest.mark.parametrize(
    ("damaged", "found", "replaced"),
    [
        ("to us¡K” writes", "us¡K”", "us…”"),
        ("Sonin¡¦s article", "Sonin¡¦s", "Sonin’s"),
        ("he said ¡§stop¡¨ twice", "¡§stop¡¨", "“stop”"),
        ("a cafÃ© there", "cafÃ©", "café"),
        ("donâ€™t go", "donâ€™t", "don’t"),
    ],
)
def test_mojibake_is_mended_and_told_with_its_word(damaged: str, found: str, replaced: str) -> None:
    mended = repair(damaged)
    assert [(one.found, one.replaced) for one in mended.repairs] == [(found, replaced)]
    assert mended.text == damaged.replace(found, replaced)
    assert damaged[mended.repairs[0].start :].startswith(found)


@pytest.mark.parametrize(
    "whole", ["¡Kilo! ¡Ayúdennos!", "“déjà vu”", "плохо", "北京", "L’été", "§ 5 ¦ x", "naïve…"]
)
def test_what_is_whole_stays(whole: str) -> None:
    assert repair(whole).text == whole
    assert repair(whole).repairs == []


@given(st.text(max_size=120))
def test_mending_twice_is_mending_once(text: str) -> None:
    once = repair(text).text
    assert repair(once).text == once


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_ascii_is_never_touched(text: str) -> None:
    assert repair(text).text == text


def test_a_web_page_is_told_from_a_text_with_a_bracket() -> None:
    assert is_html("<!doctype html><html><body>x</body></html>")
    assert not is_html("if a < b and b > c, see <https://example.org>")


def test_a_web_page_keeps_its_words_and_loses_its_scripts() -> None:
    page = "<html><head><title>t</title></head><body><p>One&nbsp;two</p><script>x</script>3<br>4"
    assert without_tags(page).split() == ["One", "two", "3", "4"]


def test_texts_are_compared_without_case_quotes_and_spaces() -> None:
    assert plain("“Unuudur”  said") == plain('"UNUUDUR" said')
