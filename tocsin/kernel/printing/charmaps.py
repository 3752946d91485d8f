"""Which letters a TrueType font has: its table `cmap`, formats 4 and 12 (OpenType 1.9, “cmap”)."""

from __future__ import annotations

from pathlib import Path
from struct import unpack_from

SEGMENTS, GROUPS = 4, 12  # formats: the first for codes up to U+FFFF, the other for all


def letters(path: Path) -> frozenset[str]:
    """All that have a glyph. Raises ValueError where the font has no table of these formats."""
    font = path.read_bytes()
    table = _table(font)
    (number,) = unpack_from(">H", font, table + 2)
    places = [table + unpack_from(">HHL", font, table + 4 + 8 * at)[2] for at in range(number)]
    formats = {unpack_from(">H", font, place)[0]: place for place in places}
    if GROUPS in formats:
        return frozenset(map(chr, _groups(font, formats[GROUPS])))
    if SEGMENTS in formats:
        return frozenset(map(chr, _segments(font, formats[SEGMENTS])))
    raise ValueError(f"{path.name}: no table of letters in a format that is read here")


def _table(font: bytes) -> int:
    for at in range(unpack_from(">H", font, 4)[0]):
        name, _sum, place, _size = unpack_from(">4sLLL", font, 12 + 16 * at)
        if name == b"cmap":
            return int(place)
    raise ValueError("not a font with a table of letters")


def _groups(font: bytes, place: int) -> set[int]:
    """Runs of codes, each from a glyph on."""
    found: set[int] = set()
    for at in range(unpack_from(">L", font, place + 12)[0]):
        first, last, glyph = unpack_from(">LLL", font, place + 16 + 12 * at)
        found.update(code for code in range(first, last + 1) if glyph + code - first)
    return found


def _segments(font: bytes, place: int) -> set[int]:
    """Runs of codes, whose glyphs are told by a difference or stand in a list behind the runs."""
    double = unpack_from(">H", font, place + 6)[0]
    columns = (place + 14, *(place + 16 + double * at for at in (1, 2, 3)))
    found: set[int] = set()
    for at in range(0, double, 2):
        last, first, delta, offset = (unpack_from(">H", font, one + at)[0] for one in columns)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = unpack_from(">H", font, columns[3] + at + offset + 2 * (code - first))
            if glyph and (glyph + delta) & 0xFFFF:
                found.add(code)
    return found
