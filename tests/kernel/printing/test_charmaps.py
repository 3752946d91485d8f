"""Which letters a font has, by its own table."""

from __future__ import annotations

from pathlib import Path
from struct import pack

import pytest

from tocsin.kernel.printing import charmaps
from tocsin.kernel.printing.typefaces import FONTS


def font(*tables: bytes, name: bytes = b"cmap") -> bytes:
    """A font of one table, which holds these."""
    places, at = [], 4 + 8 * len(tables)
    for one in tables:
        places.append(pack(">HHL", 3, 1, at))
        at += len(one)
    cmap = pack(">HH", 0, len(tables)) + b"".join(places) + b"".join(tables)
    return pack(">LHHHH", 0x00010000, 1, 0, 0, 0) + pack(">4sLLL", name, 0, 28, len(cmap)) + cmap


def segments(*each: tuple[int, int, int, int], glyphs: tuple[int, ...] = ()) -> bytes:
    """Format 4: first, last, delta and offset of each run."""
    columns = list(zip(*each, strict=True))
    first, last, delta, offset = (pack(f">{len(one)}H", *one) for one in columns)
    body = pack(">HHHH", 2 * len(each), 0, 0, 0) + last + b"\0\0" + first + delta + offset
    body += pack(f">{len(glyphs)}H", *glyphs)
    return pack(">HHH", 4, 6 + len(body), 0) + body


def groups(*each: tuple[int, int, int]) -> bytes:
    """Format 12: first, last and first glyph of each run."""
    body = pack(">L", len(each)) + b"".join(pack(">LLL", *one) for one in each)
    return pack(">HHLL", 12, 0, 12 + len(body), 0) + body


def letters(folder: Path, content: bytes) -> str:
    (folder / "one.ttf").write_bytes(content)
    return "".join(sorted(charmaps.letters(folder / "one.ttf")))


def test_runs_by_a_difference_and_by_a_list_are_read(tmp_path: Path) -> None:
    table = segments((0x41, 0x43, 0xFFC0, 0), (0x61, 0x64, 0, 4), (0xFFFF, 0xFFFF, 1, 0))
    table += pack(">4H", 7, 0, 9, 8)  # the b has the glyph that stands for none
    assert letters(tmp_path, font(table)) == "ABCacd"


def test_a_run_whose_first_letter_has_no_glyph_lacks_it(tmp_path: Path) -> None:
    assert letters(tmp_path, font(segments((0x41, 0x43, 0xFFBF, 0)))) == "BC"
    assert letters(tmp_path, font(groups((0x41, 0x43, 0)))) == "BC"


def test_of_two_tables_the_one_for_all_codes_is_read(tmp_path: Path) -> None:
    short, whole = segments((0x41, 0x41, 1, 0)), groups((0x41, 0x42, 5), (0x12000, 0x12000, 9))
    assert letters(tmp_path, font(short, whole)) == "AB\U00012000"


def test_a_font_without_such_a_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"one\.ttf: no table of letters in a format"):
        letters(tmp_path, font(pack(">HHH", 6, 0, 0)))
    with pytest.raises(ValueError, match="not a font with a table of letters"):
        letters(tmp_path, font(name=b"glyf"))


def test_our_fonts_have_the_letters_of_their_scripts() -> None:
    for name, letter in {"NotoSerif-Regular": "Ж", "NotoSansMongolian-Regular": "ᠠ"}.items():
        has = charmaps.letters(FONTS / f"{name}.ttf")
        assert letter in has
        assert "\uffff" not in has
    assert "\u0302" in charmaps.letters(FONTS / "NotoSerifGeorgian-Regular.ttf")
    assert "\u0303" not in charmaps.letters(FONTS / "NotoSerifGeorgian-Regular.ttf")
