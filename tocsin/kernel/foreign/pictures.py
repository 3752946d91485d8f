"""Pictures drawn anew from their pixels: nothing of the file they came in is carried over.

Runs in the clean room only (`cleanroom`). Transparent places become white, since colours
may be hidden under them; colour profiles are applied, then dropped.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from PIL import (
    GifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

LONG_EDGE = 2000  # pixels
PIXELS = 64_000_000  # of the picture as it comes
QUALITY = 85
READERS: dict[str, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    "jpeg": JpegImagePlugin.JpegImageFile,
    "png": PngImagePlugin.PngImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
    "gif": GifImagePlugin.GifImageFile,
    "tiff": TiffImagePlugin.TiffImageFile,
}
DRAWN = {"png", "gif"}  # mostly drawings and screens, which JPEG blurs
UPRIGHT = {  # Exif 2.3, tag 274
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 274
SRGB = ImageCms.createProfile("sRGB")

Image.preinit()  # later no module can be opened any more
Image.MAX_IMAGE_PIXELS = None  # our own limit is looked at before a pixel is read


class Unfit(Exception):  # noqa: N818 - it says why
    """Why a file cannot be made clean, in one word that `cleaning` has a sentence for."""


@dataclass(frozen=True)
class Picture:
    """A picture with nothing but pixels in it."""

    media_type: str
    width: int
    height: int
    data: bytes


def redraw(data: bytes, kind: str) -> Picture:
    """The picture of that kind, upright, at most 2000 pixels long, as JPEG or PNG.

    Raises Unfit: "pixels" for too many, "several" for more than one page, "broken" for the rest.
    """
    try:
        with READERS[kind](io.BytesIO(data)) as opened:
            _check(opened, kind)
            if kind == "jpeg":
                opened.draft("RGB", (LONG_EDGE, LONG_EDGE))
            opened.load()
            return encode(_flat(opened), drawn=kind in DRAWN)
    except (Unfit, MemoryError):
        raise
    except Exception as error:
        raise Unfit("broken") from error


def _check(opened: Image.Image, kind: str) -> None:
    width, height = opened.size
    if width * height > PIXELS:
        raise Unfit("pixels")
    if kind == "tiff" and getattr(opened, "n_frames", 1) > 1:
        raise Unfit("several")


def _flat(opened: Image.Image) -> Image.Image:
    """Upright, in sRGB, without transparency, small, and knowing nothing of where it came from."""
    profile = opened.info.get("icc_profile")
    image = _even(_upright(opened))
    image.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS, reducing_gap=3)
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("RGB")
    image = _in_srgb(image, profile)
    return Image.frombytes("RGB", image.size, image.tobytes())


def _upright(opened: Image.Image) -> Image.Image:
    turn = None
    with suppress(Exception):  # notes that cannot be read turn nothing
        turn = UPRIGHT.get(opened.getexif().get(ORIENTATION, 1))
    return opened if turn is None else opened.transpose(turn)


def _even(image: Image.Image) -> Image.Image:
    """Eight bits a colour and no palette, so that it can be made smaller."""
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        return _eight_bits(image)
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in {"P", "1"} else image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(image, source, SRGB, outputMode="RGB")
            if made is not None:
                return made
    return image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits, stretched to the 8 bits that a page shows."""
    wide = image.convert("F")
    low, high = wide.getextrema()
    spread = (high - low) or 1  # type: ignore[operator] # one band has one pair of numbers
    return wide.point(lambda value: (value - low) * (255 / spread)).convert("L")


def encode(image: Image.Image, *, drawn: bool) -> Picture:
    """An RGB picture as JPEG; as PNG where it was drawn and PNG is no larger."""
    buffer = io.BytesIO()
    if _is_grey(image):
        image = image.convert("L")
    image.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    made = Picture("image/jpeg", *image.size, buffer.getvalue())
    if not drawn:
        return made
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    if buffer.tell() > len(made.data):
        return made
    return Picture("image/png", *image.size, buffer.getvalue())


def _is_grey(image: Image.Image) -> bool:
    red, green, blue = image.split()
    return red.tobytes() == green.tobytes() == blue.tobytes()
