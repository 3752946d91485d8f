"""Pictures look after cleaning as they looked before, upright, small, and as one file."""

from __future__ import annotations

import io
import re
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests.kernel.planted.jpegs import exif
from tests.kernel.planted.pictures import chunk, plain
from tests.kernel.planted.tiff_tree import SHORT
from tocsin.kernel.foreign import cleaning, pictures
from tocsin.kernel.refusal import Refusal

RED, BLUE = (220, 20, 20), (20, 20, 220)


def saved(image: Image.Image, kind: str, **more: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **more)
    return buffer.getvalue()


def seen(clean: cleaning.Clean) -> Image.Image:
    return Image.open(io.BytesIO(clean.data)).convert("RGB")


def is_like(found: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) < 40 for one, other in zip(found, colour, strict=True))


def halves() -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (64, 32), RED)
    image.paste(BLUE, (32, 0, 64, 32))
    return image


@pytest.mark.parametrize(
    ("kind", "name"),
    [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("GIF", "a.gif"), ("TIFF", "a.tif")],
)
def test_a_picture_looks_as_before(kind: str, name: str) -> None:
    clean = cleaning.clean(name, saved(halves(), kind))
    assert (clean.width, clean.height, clean.pages) == (64, 32, 0)
    assert is_like(seen(clean).getpixel((8, 16)), RED)
    assert is_like(seen(clean).getpixel((56, 16)), BLUE)


# Orientation, size afterwards, and where the red half then lies.
TURNS = {1: ((48, 32), "left"), 2: ((48, 32), "right"), 3: ((48, 32), "right")}
TURNS |= {4: ((48, 32), "left"), 5: ((32, 48), "top"), 6: ((32, 48), "top")}
TURNS |= {7: ((32, 48), "bottom"), 8: ((32, 48), "bottom")}
PLACES = {"left": (4, 16), "right": (44, 16), "top": (16, 4), "bottom": (16, 44)}


@pytest.mark.parametrize("orientation", TURNS)
def test_a_picture_is_turned_upright(orientation: int) -> None:
    entry = (274, SHORT, struct.pack("<H", orientation))
    head = exif([entry])
    picture = saved(halves().resize((48, 32)), "JPEG")
    end_of_exif = 20 + 4 + struct.unpack_from(">H", head, 22)[0] - 2
    clean = cleaning.clean("a.jpg", head[:end_of_exif] + picture[20:])
    size, place = TURNS[orientation]
    assert (clean.width, clean.height) == size
    assert is_like(seen(clean).getpixel(PLACES[place]), RED)


def test_a_large_picture_is_made_smaller() -> None:
    clean = cleaning.clean("a.jpg", saved(Image.new("RGB", (5000, 2500), RED), "JPEG"))
    assert (clean.width, clean.height) == (2000, 1000)


def test_a_small_picture_keeps_its_size() -> None:
    assert cleaning.clean("a.png", saved(Image.new("RGB", (3, 1), RED), "PNG")).width == 3


def test_a_drawing_stays_sharp_as_png_and_a_photograph_becomes_jpeg() -> None:
    assert cleaning.clean("a.png", saved(halves(), "PNG")).media_type == "image/png"
    noise = Image.effect_noise((300, 300), 90).convert("RGB")
    assert cleaning.clean("a.png", saved(noise, "PNG")).media_type == "image/jpeg"


def test_transparent_places_become_white() -> None:
    image = Image.new("RGBA", (20, 20), (*RED, 0))
    image.paste((*BLUE, 255), (0, 0, 10, 20))
    clean = seen(cleaning.clean("a.png", saved(image, "PNG")))
    assert clean.getpixel((15, 10)) == (255, 255, 255)
    assert is_like(clean.getpixel((2, 10)), BLUE)


def test_of_a_film_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, BLUE)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert is_like(seen(cleaning.clean("a.gif", data)).getpixel((5, 5)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_way_to_write_a_pixel_in_png_is_read(mode: str) -> None:
    image = Image.new(mode, (8, 8))
    assert cleaning.clean("a.png", saved(image, "PNG")).width == 8


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "LAB", "YCbCr", "I", "F"])
def test_every_way_to_write_a_pixel_in_tiff_is_read(mode: str) -> None:
    assert cleaning.clean("a.tif", saved(Image.new(mode, (8, 8)), "TIFF")).width == 8


def test_a_picture_of_a_printer_is_shown_in_the_colours_of_a_screen() -> None:
    image = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    assert is_like(
        seen(cleaning.clean("a.jpg", saved(image, "JPEG"))).getpixel((4, 4)), (254, 0, 0)
    )


def test_grey_of_sixteen_bits_is_not_black() -> None:
    image = Image.new("I;16", (8, 8), 1000)
    image.putpixel((0, 0), 60_000)
    image.putpixel((1, 0), 30_500)
    clean = seen(cleaning.clean("a.png", saved(image, "PNG")))
    assert [clean.getpixel((x, 0)) for x in range(3)] == [(255,) * 3, (127,) * 3, (0,) * 3]


def test_a_broken_profile_changes_nothing() -> None:
    data = saved(halves(), "PNG", icc_profile=b"no profile at all")
    assert is_like(seen(cleaning.clean("a.png", data)).getpixel((8, 16)), RED)


def test_the_same_picture_gives_the_same_bytes() -> None:
    data = saved(halves(), "JPEG")
    assert cleaning.clean("a.jpg", data) == cleaning.clean("b.jpg", data)


DAMAGED = "This file is damaged or cut off."


@pytest.mark.parametrize(
    ("kind", "name"),
    [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("GIF", "a.gif"), ("TIFF", "a.tif")],
)
def test_a_picture_that_is_cut_off_is_refused(kind: str, name: str) -> None:
    data = saved(Image.effect_noise((99, 99), 90).convert("RGB"), kind)
    for part in (0.1, 0.5, 0.9):
        with pytest.raises(Refusal, match=DAMAGED):
            cleaning.clean(name, data[: int(len(data) * part)])


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is a huge one."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return plain("PNG")[:8] + body


@pytest.mark.parametrize("size", [(65_000, 65_000), (2_000_000_000, 1), (8001, 8000)])
def test_too_many_pixels_are_refused_before_one_is_read(size: tuple[int, int]) -> None:
    with pytest.raises(Refusal, match="more than 64 million pixels"):
        cleaning.clean("a.png", bomb(*size))


def test_a_tiff_of_several_pages_is_not_cut_to_its_first() -> None:
    pages = [Image.new("L", (9, 9), grey) for grey in (0, 200)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    with pytest.raises(Refusal, match="This TIFF has several pages"):
        cleaning.clean("a.tif", data)


def test_no_sentence_is_missing_for_a_word_of_the_clean_room() -> None:
    folder = Path(pictures.__file__).parent
    names = ("pictures", "pdfs", "cleanroom")
    source = "".join((folder / f"{name}.py").read_text("utf-8") for name in names)
    words = set(re.findall(r'Unfit\("(\w+)"', source)) | set(
        re.findall(r'"unfit": "(\w+)"', source)
    )
    assert words | {"broken"} == set(cleaning.SENTENCES)
