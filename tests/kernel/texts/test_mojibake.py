"""Text read in the wrong code page is mended, every repair is told, and whole text stays whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.texts.mojibake import repair

WHOLE = "He said “stop” – it’s the teachers’ school…"


@pytest.mark.parametrize("encoding", ["big5", "gbk", "euc-kr", "shift_jis"])
def test_punctuation_of_east_asia_read_as_latin_1_is_mended(encoding: str) -> None:
    whole = "He said “stop” and it’s the teachers’ school."
    damaged = whole.encode(encoding).decode("latin-1")
    assert damaged != whole
    assert repair(damaged).text == whole


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
def test_utf_8_misread_once_or_twice_is_mended(times: int, wrong: str) -> None:
    whole = damaged = "He said ‘stop’ – it’s the teachers’ café…"
    for _time in range(times):
        damaged = damaged.encode().decode(wrong)
    assert damaged != whole
    assert repair(damaged).text == whole


RUSSIAN = "Полиция задержала девять учителей в школе и не даёт им адвоката."


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_cyrillic_read_as_latin_is_mended(wrong: str) -> None:
    damaged = RUSSIAN.encode("cp1251").decode(wrong)
    mended = repair(f"FIJI: Ten held.\n\n{damaged}\n\nNobody is charged.")
    assert mended.text == f"FIJI: Ten held.\n\n{RUSSIAN}\n\nNobody is charged."
    assert len(mended.repairs) == len(RUSSIAN.split())


def test_every_repair_tells_what_stood_there() -> None:
    damaged = f"One cafÃ© and ¡§two¡¨ {RUSSIAN.encode('cp1251').decode('latin-1')}"
    for one in repair(damaged).repairs:
        assert damaged[one.start : one.start + len(one.found)] == one.found
        assert one.found != one.replaced


@pytest.mark.parametrize(
    "whole",
    [
        WHOLE,
        RUSSIAN,
        "Là où elle est née, à Orléans, l’été",
        "Ångström, Ærø, Öğüt, Ýmir, þæð",
        "¡Kilo! ¿Qué? ¡Viva!",
        "§ 5 ¦ ¶ £10 ¥20 ±3",
        "ÄÖÜ",
        "Zażółć gęślą jaźń",
        "九名教師 大韓民國",
        "ÀÉÈ à é è",
    ],
)
def test_what_is_whole_stays(whole: str) -> None:
    assert repair(whole).text == whole
    assert repair(whole).repairs == []


@given(st.text(alphabet="aé¡§¨Ã©â€™ïðèâåò .\x81gh", max_size=60))
def test_mending_what_is_mended_changes_nothing(text: str) -> None:
    once = repair(text).text
    assert repair(once).text == once


@pytest.mark.parametrize("piece", ["a", "à", "¡", "Ïðåçèäåíò ", "Ã©", "\x81g", "é "])
def test_a_megabyte_is_mended_in_one_go(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    assert len(repair(text).text) <= len(text)
