"""PNG, WebP, GIF and TIFF: their chunks, blocks and tags, and what hides in pixels."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache

from PIL import Image

from tests.kernel.planted import word
from tests.kernel.planted.jpegs import Planted, iptc, photoshop, xmp
from tests.kernel.planted.profile import profile
from tests.kernel.planted.tiff_tree import ASCII, LONG, SHORT, UNDEFINED, Entry, tree

PNG_HEAD = 33  # signature and IHDR
TIFF_TAGS = {
    "ImageDescription": 270,
    "Make": 271,
    "Software": 305,
    "Artist": 315,
    "HostComputer": 316,
    "Copyright": 33432,
    "a private tag": 65000,
}


def files() -> Iterator[Planted]:
    """Every place in the other pictures."""
    for family, ending, found in (
        ("png", "png", _png()),
        ("webp", "webp", _webp()),
        ("gif", "gif", _gif()),
        ("tiff", "tif", _tiff()),
    ):
        for where, data in found:
            yield f"{family} {where}", f"a.{ending}", data


@lru_cache
def plain(kind: str, mode: str = "RGB") -> bytes:
    """A picture with no word in it."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((48, 32)).convert(mode).save(buffer, kind)
    return buffer.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    """One chunk of a PNG."""
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def with_chunk(name: bytes, content: bytes) -> bytes:
    """The picture with one more chunk after its first."""
    data = plain("PNG")
    return data[:PNG_HEAD] + chunk(name, content) + data[PNG_HEAD:]


def _png() -> Iterator[tuple[str, bytes]]:
    def told(where: str) -> bytes:
        return word(f"png {where}").encode()

    yield "tEXt", with_chunk(b"tEXt", b"Author\0" + told("tEXt"))
    yield "zTXt", with_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(told("zTXt")))
    yield "iTXt", with_chunk(b"iTXt", b"Title\0\0\0en\0\0" + told("iTXt"))
    packed = zlib.compress(told("packed iTXt"))
    yield "packed iTXt", with_chunk(b"iTXt", b"Title\0\x01\0en\0\0" + packed)
    head = b"XML:com.adobe.xmp\0\0\0\0\0"
    yield "XMP", with_chunk(b"iTXt", head + xmp(word("png XMP")))
    yield "eXIf", with_chunk(b"eXIf", tree([(315, ASCII, told("eXIf"))], {}))
    named = b"ICC\0\0" + zlib.compress(profile(word("png profile")))
    yield "profile", with_chunk(b"iCCP", named)
    yield (
        "name of the profile",
        with_chunk(b"iCCP", told("name of the profile") + b"\0\0" + zlib.compress(profile("sRGB"))),
    )
    yield "palette name", with_chunk(b"sPLT", told("palette name") + b"\0\x08" + bytes(6))
    yield "private chunk", with_chunk(b"prVt", told("private chunk"))
    yield "after the end", plain("PNG") + told("after the end")
    yield "under transparency", _hidden(told("under transparency"))
    yield "unused colours", _unused_colours(told("unused colours"))
    yield "second frame", _second_frame(told("second frame"))


def _hidden(text: bytes) -> bytes:
    """The word as colours that nobody sees: their pixels are wholly transparent."""
    image = Image.new("RGBA", (48, 32), (200, 30, 30, 255))
    for place in range(0, len(text), 3):
        image.putpixel((place // 3, 0), (*text[place : place + 3], 0))
    return _saved(image, "PNG")


def _unused_colours(text: bytes) -> bytes:
    image = Image.new("P", (48, 32), 0)
    image.putpalette(bytes(30) + text + bytes(768 - 30 - len(text)))
    image.putpixel((0, 0), 1)
    image.putpixel((1, 0), 255)
    return _saved(image, "PNG")


def _second_frame(text: bytes, kind: str = "PNG") -> bytes:
    first, second = (Image.new("L", (48, 32), grey) for grey in (10, 200))
    for place, letter in enumerate(text):
        second.putpixel((place, 0), letter)
    buffer = io.BytesIO()
    more = {"lossless": True} if kind == "WEBP" else {}
    first.save(buffer, kind, save_all=True, append_images=[second], **more)
    return buffer.getvalue()


def _saved(image: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def riff(chunks: list[tuple[bytes, bytes]]) -> bytes:
    """A WebP of these chunks."""
    body = b"".join(
        name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
        for name, content in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _webp() -> Iterator[tuple[str, bytes]]:
    data = plain("WEBP")
    (size,) = struct.unpack_from("<I", data, 16)
    pixels = (data[12:16], data[20 : 20 + size])

    def extended(flag: int, name: bytes, content: bytes) -> bytes:
        canvas = bytes([flag, 0, 0, 0]) + (47).to_bytes(3, "little") + (31).to_bytes(3, "little")
        first = [(name, content)] if name == b"ICCP" else []
        last = [] if first else [(name, content)]
        return riff([(b"VP8X", canvas), *first, pixels, *last])

    yield "Exif", extended(8, b"EXIF", tree([(315, ASCII, word("webp Exif").encode())], {}))
    yield "XMP", extended(4, b"XMP ", xmp(word("webp XMP")))
    yield "profile", extended(32, b"ICCP", profile(word("webp profile")))
    yield "private chunk", extended(0, b"prVt", word("webp private chunk").encode())
    yield "after the end", data + word("webp after the end").encode()


def _blocks(content: bytes) -> bytes:
    pieces = [content[at : at + 255] for at in range(0, len(content), 255)]
    return b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\0"


def _gif() -> Iterator[tuple[str, bytes]]:
    data = plain("GIF", "P")
    at = data.index(b"\x2c\0\0\0\0")  # where the picture begins

    def with_block(label: int, content: bytes) -> bytes:
        return data[:at] + b"\x21" + bytes([label]) + content + data[at:]

    yield "comment", with_block(0xFE, _blocks(word("gif comment").encode()))
    packet = b"\x0bXMP DataXMP" + _blocks(xmp(word("gif XMP")))
    yield "XMP", with_block(0xFF, packet)
    note = b"\x0bNOTEBOOK1.0" + _blocks(word("gif application").encode())
    yield "application", with_block(0xFF, note)
    text = b"\x0c" + bytes(12) + _blocks(word("gif plain text").encode())
    yield "plain text", with_block(0x01, text)
    yield "after the end", data + word("gif after the end").encode()


def _tiff() -> Iterator[tuple[str, bytes]]:
    for name, tag in TIFF_TAGS.items():
        yield name, tiff([(tag, ASCII, word(f"tiff {name}").encode())])
    yield "XMP", tiff([(700, UNDEFINED, xmp(word("tiff XMP")))])
    yield "IPTC", tiff([(33723, UNDEFINED, iptc(word("tiff IPTC").encode()))])
    block = photoshop(0x0404, iptc(word("tiff 8BIM").encode()))
    yield "8BIM", tiff([(34377, UNDEFINED, block)])
    yield "profile", tiff([(34675, UNDEFINED, profile(word("tiff profile")))])
    yield "Exif", tiff([], {0x8769: [(37510, UNDEFINED, word("tiff Exif").encode())]})
    yield "GPS", tiff([], {0x8825: [(28, UNDEFINED, word("tiff GPS").encode())]})
    yield "after the end", tiff([]) + word("tiff after the end").encode()


def tiff(more: list[Entry], branches: dict[int, list[Entry]] | None = None) -> bytes:
    """A grey picture of 48 × 32 pixels with more entries."""
    pixels = Image.linear_gradient("L").resize((48, 32)).tobytes()
    size, one = struct.pack("<H", 48), struct.pack("<H", 1)
    entries = [
        (256, SHORT, size),
        (257, SHORT, struct.pack("<H", 32)),
        (258, SHORT, struct.pack("<H", 8)),
        (259, SHORT, one),
        (262, SHORT, one),
        (273, LONG, pixels),
        (277, SHORT, one),
        (278, SHORT, struct.pack("<H", 32)),
        (279, LONG, struct.pack("<I", len(pixels))),
    ]
    return tree([*entries, *more], branches or {})
