"""An invented photograph that tells where it was taken, and how an officer hands it in."""

from __future__ import annotations

import io
import struct

from PIL import Image

from tests import cast
from tests.kernel.planted.jpegs import EXIF_BRANCH, GPS_BRANCH, segment
from tests.kernel.planted.tiff_tree import ASCII, UNDEFINED, tree
from tocsin.appeals import moves
from tocsin.appeals.models import Appeal, Attachment

PLACE = "LAKE-SHORE-16-30-S-68-09-W"
CAMERA = "SERIAL-OF-THE-TELEPHONE"
NAME = "ferry strike, taken by Ines.jpg"
ALT = {"en": "Seven men stand at a landing stage.", "fr": "Sept hommes à un embarcadère."}


def photograph(grey: int = 90) -> bytes:
    """A JPEG with its place, its camera and a comment."""
    buffer = io.BytesIO()
    Image.new("RGB", (120, 80), (grey, 90, 140)).save(buffer, "JPEG")
    data = buffer.getvalue()
    told = tree(
        [(270, ASCII, PLACE.encode())],
        {
            GPS_BRANCH: [(28, UNDEFINED, PLACE.encode()), (1, ASCII, b"S\0")],
            EXIF_BRANCH: [(42033, ASCII, CAMERA.encode())],
        },
    )
    notes = segment(0xE1, b"Exif\0\0" + told) + segment(0xFE, NAME.encode())
    assert struct.unpack_from(">H", data, 4) == (16,)
    return data[:20] + notes + data[20:]


def attached(appeal: Appeal, grey: int = 90, **alt: str) -> Attachment:
    """The photograph, attached by Olga."""
    return moves.attach(cast.olga(), appeal, NAME, photograph(grey), ALT | alt)
