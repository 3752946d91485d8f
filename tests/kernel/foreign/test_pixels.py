"""A picture that holds one part more than it needs does not pass, whoever made it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.kernel.planted import jpegs, pictures
from tocsin.kernel.foreign import cleaning, pixels


def made(kind: str, **more: object) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((120, 90), 90).save(buffer, kind, **more)
    return buffer.getvalue()


@pytest.mark.parametrize("more", [{}, {"progressive": True}, {"optimize": True}])
def test_a_jpeg_of_pixels_alone_passes(more: dict[str, bool]) -> None:
    assert pixels.only("image/jpeg", made("JPEG", **more))


def test_a_png_of_pixels_alone_passes() -> None:
    assert pixels.only("image/png", made("PNG"))
    assert pixels.packed(made("PNG"))


@pytest.mark.parametrize(
    ("media_type", "files"), [("image/jpeg", jpegs.files()), ("image/png", pictures.files())]
)
def test_nothing_planted_beside_pixels_passes(media_type: str, files: object) -> None:
    for where, name, data in files:  # type: ignore[attr-defined]
        seen_only_in_pixels = where == "png under transparency"
        if name.endswith(("jpg", "png")) and not seen_only_in_pixels:
            assert not pixels.only(media_type, data), where


def test_one_kind_does_not_pass_as_another() -> None:
    assert not pixels.only("image/png", made("JPEG"))
    assert not pixels.only("image/jpeg", made("PNG"))
    assert not pixels.only("image/svg+xml", made("PNG"))
    assert not pixels.only("application/pdf", made("PNG"))


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_byte_more_or_less_does_not_pass(kind: str, media_type: str) -> None:
    data = made(kind)
    assert not pixels.only(media_type, data + b"\0")
    assert not pixels.only(media_type, b"\0" + data)
    assert not pixels.only(media_type, data[:-1])
    assert not pixels.only(media_type, b"")


@given(st.binary(max_size=300))
def test_any_bytes_are_looked_at_without_a_fault(rest: bytes) -> None:
    for media_type, head in (("image/jpeg", b"\xff\xd8"), ("image/png", pixels.SIGNATURE)):
        assert pixels.only(media_type, head + rest) in {True, False}


def test_a_clean_room_that_was_taken_over_is_not_believed() -> None:
    data = jpegs.with_segment(0xFE, b"smuggled")
    head = b'{"media_type": "image/jpeg", "width": 48, "height": 32, "size": %d}\n' % len(data)
    with pytest.raises(ValueError, match="more than pixels"):
        cleaning._read(head + data)
