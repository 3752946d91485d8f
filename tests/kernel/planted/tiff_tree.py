"""The tree of directories that TIFF and Exif are made of (TIFF 6.0, section 2), little-endian."""

from __future__ import annotations

import struct

ASCII, SHORT, LONG, UNDEFINED = 2, 3, 4, 7
SIZES = {1: 1, ASCII: 1, SHORT: 2, LONG: 4, UNDEFINED: 1}
HEAD = b"II*\0\x08\0\0\0"
# A LONG of another size than 4 is a place: its bytes are put elsewhere and pointed to.
Entry = tuple[int, int, bytes]
LENGTH_OF = {513: 514}  # a thumbnail: where it is, and how long


def utf16(text: str) -> bytes:
    """As Windows writes its own tags."""
    return (text + "\0").encode("utf-16-le")


def tree(entries: list[Entry], branches: dict[int, list[Entry]]) -> bytes:
    """A first directory, with branches by the tag that points to them; branch 0 is the second."""
    out = bytearray(HEAD)
    second = branches.get(0, [])
    pointed = {tag: below for tag, below in branches.items() if tag}
    size = 2 + 12 * (len(entries) + len(pointed)) + 4
    rest = bytearray()
    begin = len(HEAD) + size
    places = {}
    for tag, below in pointed.items():
        places[tag] = begin + len(rest)
        rest += directory(below, begin + len(rest), 0)
    after = begin + len(rest)
    main = [*entries, *((tag, LONG, struct.pack("<I", place)) for tag, place in places.items())]
    body = directory(main, len(HEAD), 0, away=after)
    extra = body[size:]
    following = after + len(extra)
    if second:
        head = body[: size - 4] + struct.pack("<I", following)
        return bytes(out + head + rest + extra + directory(second, following, 0))
    return bytes(out + body[:size] + rest + extra)


def directory(entries: list[Entry], at: int, following: int, away: int | None = None) -> bytes:
    """One directory that stands at that place; what does not fit lies behind it, or at `away`."""
    rows = sorted(_whole(entries))
    begin = at + 2 + 12 * len(rows) + 4 if away is None else away
    table, far = b"", b""
    for tag, kind, value in rows:
        is_place = kind == LONG and len(value) != 4
        count = 1 if is_place else len(value) // SIZES[kind]
        if is_place or len(value) > 4:
            place = struct.pack("<I", begin + len(far))
            far += value + bytes(len(value) % 2)
        else:
            place = value.ljust(4, b"\0")
        table += struct.pack("<HHI", tag, kind, count) + place
    return struct.pack("<H", len(rows)) + table + struct.pack("<I", following) + far


def _whole(entries: list[Entry]) -> list[Entry]:
    lengths = [
        (LENGTH_OF[tag], LONG, struct.pack("<I", len(value)))
        for tag, _kind, value in entries
        if tag in LENGTH_OF
    ]
    return [*entries, *lengths]
