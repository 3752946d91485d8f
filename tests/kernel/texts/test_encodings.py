"""A code page is told by the letters it makes; where two fit, both are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.texts.encodings import NAMES, decode, guess
from tocsin.kernel.texts.text import decode as read

ENGLISH = "FIJI: Nine teachers are held – their school is “closed”… Nobody’s home was spared.\n"
TEXTS = {
    "cp1252": [
        "Zürich und Fußgänger",
        "El señor Muñoz dijo: ¿por qué? Mañana no habrá escuela.",
        "L’école est fermée; où sont les élèves?",
        "Søren gik på gaden, og det blev værre",
        "São Paulo não está só",
        "Perché è così, non si può",
    ],
    "cp1250": [
        "Lech Wałęsa mówi w Łodzi, że nie będzie już źle",
        "Gospodin Nikolić i gospođa Kovačević su uhapšeni",
        "Příliš žluťoučký kůň úpěl ďábelské ódy",
        "Árvíztűrő tükörfúrógép és a hűvös ősz",
        "Domnul Ştefan din Iaşi şi oraşul Bucureşti",
    ],
    "cp1251": [
        "Полиция задержала девять учителей в школе.",
        "Поліція затримала дев’ять учителів.",
        "ПОЛИЦИЯ ЗАДЕРЖАЛА ДЕВЯТЬ УЧИТЕЛЕЙ",
    ],
    "cp1254": [
        "Diyarbakır ve Şırnak’ta öğretmenler gözaltına alındı",
        "Ayşe Yılmaz Muğla’dan geldi, ışık söndü",
    ],
    "big5": [
        "九名教師被警察帶走，家人不知道他們在哪裡。",
        "香港的教師在學校被捕，我們不知道為什麼。",
    ],
    "gbk": ["九名教师被警察带走，家人不知道他们在哪里。", "我们的学校是在这个地方，没有人来。"],
    "euc-kr": ["아홉 명의 교사가 경찰에 연행되었다. 가족은 그들이 어디에 있는지 모른다."],
    "shift_jis": ["九人の教師が警察に連れて行かれた。家族はどこにいるのか知らない。"],
}
PAIRS = [(encoding, text) for encoding, texts in TEXTS.items() for text in texts]
PYTHON = {"gbk": "gb18030"}


@pytest.mark.parametrize(("encoding", "text"), PAIRS)
def test_a_code_page_is_told_by_its_letters(encoding: str, text: str) -> None:
    taken = guess(text.encode(encoding))
    assert taken.encoding == PYTHON.get(encoding, encoding)
    assert decode(text.encode(encoding), taken.encoding) == text


@pytest.mark.parametrize(("encoding", "text"), PAIRS)
def test_a_line_in_another_language_tells_it_in_an_english_document(
    encoding: str, text: str
) -> None:
    english = ENGLISH if encoding not in {"big5", "shift_jis", "gbk", "euc-kr"} else "Ten held.\n"
    raw = (english * 5 + text + "\n" + english * 5).encode(encoding)
    decoded = read(raw)
    assert text in decoded.text
    name = NAMES[PYTHON.get(encoding, encoding)]
    assert decoded.encoding == name.lower()
    assert decoded.warnings[0].startswith(f"The file is not UTF-8; it was read as {name}. Look at")


@pytest.mark.parametrize("encoding", ["cp1250", "cp1251", "cp1252", "cp1254"])
def test_punctuation_alone_reads_the_same_in_all_of_the_west(encoding: str) -> None:
    decoded = read((ENGLISH * 9).encode(encoding))
    assert decoded.text == ENGLISH * 9
    assert decoded.warnings == [
        "The file is not UTF-8; it was read as Windows-1252. Look at accents and quotation marks."
    ]


def test_code_pages_that_fit_as_well_are_named() -> None:
    taken = guess("Là, il y a un café".encode("cp1252"))
    assert "cp1250" in taken.rivals
    warning = read("Là, il y a un café".encode("cp1252")).warnings[0]
    assert warning.endswith("It could also be Windows-1250.")


def test_letters_alike_in_two_code_pages_leave_no_doubt() -> None:
    assert guess("Zürich über alles".encode("cp1252")).rivals == ()


def test_bytes_that_a_code_page_leaves_open_are_kept_to_be_seen() -> None:
    assert decode(b"a\x81b\x9d", "cp1252") == "a\x81b\x9d"


@given(st.binary(max_size=300))
def test_any_bytes_have_a_code_page_and_a_text(raw: bytes) -> None:
    taken = guess(raw)
    assert taken.encoding in NAMES
    assert taken.encoding not in taken.rivals
    assert isinstance(decode(raw, taken.encoding), str)


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=200))
def test_plain_letters_are_the_same_in_every_code_page(text: str) -> None:
    for encoding in NAMES:
        if encoding != "shift_jis":  # it has the sign of the yen where others have a stroke
            assert decode(text.encode("ascii"), encoding) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Полиция задержала девять учителей. " * 9, "Ärger in Zürich"])
def test_utf_16_without_its_mark_is_read_in_other_scripts_too(encoding: str, text: str) -> None:
    assert read(text.encode(encoding)).text == text
