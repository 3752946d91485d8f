"""Whether a word is left in a file in any writing: plain, wide, base64, hex, packed, as pixels."""

from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress

from PIL import Image

PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
DEEPEST = 3


def writings(text: str) -> Iterator[bytes]:
    """The word as it may be written."""
    plain = text.encode()
    for form in (plain, text.encode("utf-16-le"), text.encode("utf-16-be")):
        yield form
        yield form[::-1]
        yield form.hex().encode()
        yield form.hex().upper().encode()
        for shift in range(3):
            coded = base64.b64encode(bytes(shift) + form)
            yield coded[4 if shift else 0 : -4]


def layers(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The file, and what is packed in it."""
    yield data
    if depth == DEEPEST:
        return
    for found in PACKED.finditer(data):
        with suppress(zlib.error):
            inside = zlib.decompressobj().decompress(data[found.start() :])
            if inside:
                yield from layers(inside, depth + 1)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield archive.read(name)


def pixels(data: bytes) -> Iterator[bytes]:
    """Every frame of a picture as raw pixels."""
    with suppress(OSError), Image.open(io.BytesIO(data)) as image:
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            yield image.tobytes()
            yield image.convert("RGB").tobytes()


def holds(data: bytes, text: str) -> bool:
    """Whether the word is in it."""
    forms = list(writings(text))
    return any(form in layer for layer in (*layers(data), *pixels(data)) for form in forms)
