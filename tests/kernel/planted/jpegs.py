"""JPEG: Exif and its branches, XMP, IPTC, profile, comment, every APPn, what follows the end."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from functools import lru_cache

from PIL import Image

from tests.kernel.planted import word
from tests.kernel.planted.profile import profile
from tests.kernel.planted.tiff_tree import ASCII, LONG, UNDEFINED, Entry, tree, utf16

Planted = tuple[str, str, bytes]

MAIN = {
    "ImageDescription": 270,
    "Make": 271,
    "Model": 272,
    "Software": 305,
    "DateTime": 306,
    "Artist": 315,
    "HostComputer": 316,
    "Copyright": 33432,
}
WINDOWS = {
    "XPTitle": 40091,
    "XPComment": 40092,
    "XPAuthor": 40093,
    "XPKeywords": 40094,
    "XPSubject": 40095,
}
CAMERA = {
    "OffsetTime": 36880,
    "DateTimeOriginal": 36867,
    "MakerNote": 37500,
    "UserComment": 37510,
    "ImageUniqueID": 42016,
    "CameraOwnerName": 42032,
    "BodySerialNumber": 42033,
    "LensModel": 42036,
    "LensSerialNumber": 42037,
}
GPS = {"Latitude": 2, "Satellites": 8, "MapDatum": 18, "ProcessingMethod": 27}
GPS |= {"AreaInformation": 28, "DateStamp": 29}
EXIF_BRANCH, GPS_BRANCH = 0x8769, 0x8825
# Markers that makers of cameras and programs use for notes of their own.
NOTES = {3: b"META\0", 4: b"Nokia\0", 5: b"RMETA\0", 6: b"GoPro\0", 7: b"\x1aQualcomm\0"}
NOTES |= {8: b"SPIFF\0", 9: b"Media\0", 10: b"PhotoStudio\0", 11: b"JP\0\x01", 12: b"Ducky\0"}
NOTES |= {13: b"Adobe_CM\0", 15: b"Text\0"}


@lru_cache
def plain(size: tuple[int, int] = (48, 32)) -> bytes:
    """A picture with no word in it."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    """One segment of a JPEG."""
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content


def with_segment(marker: int, content: bytes) -> bytes:
    """The picture with one more segment after its first."""
    return plain()[:20] + segment(marker, content) + plain()[20:]


def exif(entries: list[Entry], branches: dict[int, list[Entry]] | None = None) -> bytes:
    """The picture with these Exif entries."""
    return with_segment(0xE1, b"Exif\0\0" + tree(entries, branches or {}))


def photoshop(number: int, content: bytes) -> bytes:
    """A block of image resources (8BIM)."""
    padded = content + bytes(len(content) % 2)
    return b"8BIM" + struct.pack(">H", number) + b"\0\0" + struct.pack(">I", len(content)) + padded


def iptc(text: bytes) -> bytes:
    """An IPTC record with a caption (2:120) and a by-line (2:80)."""
    return b"".join(
        b"\x1c\x02" + bytes([number]) + struct.pack(">H", len(text)) + text for number in (80, 120)
    )


def xmp(text: str) -> bytes:
    """An XMP packet."""
    return (
        "<?xpacket begin='\ufeff'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
        "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
        f"xmlns:dc='http://purl.org/dc/elements/1.1/' dc:creator='{text}'/></rdf:RDF></x:xmpmeta>"
    ).encode()


def files() -> Iterator[Planted]:
    """Every place in a JPEG."""
    for where, data in (*_exif(), *_segments(), *_behind()):
        yield f"jpeg {where}", "a.jpg", data


def _exif() -> Iterator[tuple[str, bytes]]:
    for name, tag in MAIN.items():
        yield name, exif([(tag, ASCII, word(f"jpeg {name}").encode())])
    for name, tag in WINDOWS.items():
        yield name, exif([(tag, 1, utf16(word(f"jpeg {name}")))])
    for name, tag in CAMERA.items():
        entry = (tag, UNDEFINED, word(f"jpeg {name}").encode())
        yield name, exif([], {EXIF_BRANCH: [entry]})
    for name, tag in GPS.items():
        entry = (tag, UNDEFINED, word(f"jpeg GPS {name}").encode())
        yield f"GPS {name}", exif([], {GPS_BRANCH: [entry]})
    yield "thumbnail", exif([], {0: thumbnail(word("jpeg thumbnail"))})


def thumbnail(text: str) -> list[Entry]:
    """The second directory: a small JPEG with a comment of its own."""
    small = plain()[:20] + segment(0xFE, text.encode()) + plain()[20:]
    return [(259, 3, b"\x06\0"), (513, LONG, small)]


def _segments() -> Iterator[tuple[str, bytes]]:
    xmp_head = b"http://ns.adobe.com/xap/1.0/\0"
    yield "XMP", with_segment(0xE1, xmp_head + xmp(word("jpeg XMP")))
    more = b"http://ns.adobe.com/xmp/extension/\0" + bytes(40) + xmp(word("jpeg more XMP"))
    yield "more XMP", with_segment(0xE1, more)
    block = photoshop(0x0404, iptc(word("jpeg IPTC").encode()))
    yield "IPTC", with_segment(0xED, b"Photoshop 3.0\0" + block)
    small = photoshop(0x040C, bytes(28) + word("jpeg 8BIM thumbnail").encode())
    yield "8BIM thumbnail", with_segment(0xED, b"Photoshop 3.0\0" + small)
    icc = b"ICC_PROFILE\0\x01\x01" + profile(word("jpeg profile"))
    yield "profile", with_segment(0xE2, icc)
    yield "comment", with_segment(0xFE, word("jpeg comment").encode())
    yield "JFXX", with_segment(0xE0, b"JFXX\0\x10" + word("jpeg JFXX").encode())
    yield "FlashPix", with_segment(0xE2, b"FPXR\0" + word("jpeg FlashPix").encode())
    for number, head in NOTES.items():
        where = f"APP{number}"
        yield where, with_segment(0xE0 + number, head + word(f"jpeg {where}").encode())


def _behind() -> Iterator[tuple[str, bytes]]:
    yield "after the end", plain() + word("jpeg after the end").encode()
    second = plain()[:20] + segment(0xFE, word("jpeg second picture").encode()) + plain()[20:]
    yield "second picture", plain() + second
    video = b"\0\0\0\x18ftypmp42" + bytes(12) + word("jpeg film behind it").encode()
    yield "film behind it", plain() + video
