"""A colour profile that works, with a word as its description (ICC.1, multiLocalizedUnicode)."""

from __future__ import annotations

import struct

from PIL import ImageCms


def profile(text: str) -> bytes:
    """sRGB, called by that text."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    (count,) = struct.unpack_from(">I", made, 128)
    table = [struct.unpack_from(">4sII", made, 132 + 12 * place) for place in range(count)]
    words = text.encode("utf-16-be")
    named = b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(words), 28)
    described = named + words
    body = made + bytes(-len(made) % 4)
    entries = b""
    for name, at, size in table:
        place, length = (len(body), len(described)) if name == b"desc" else (at, size)
        entries += struct.pack(">4sII", name, place, length)
    whole = body[:132] + entries + body[132 + len(entries) :] + described
    return struct.pack(">I", len(whole)) + whole[4:]
