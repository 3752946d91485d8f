"""A page is made small for who takes it so, as the header says and not otherwise."""

from __future__ import annotations

import gzip

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.door.encodings import PLAIN, SMALL, best, shortened

PAGE = "<p>Ağrı, 中文, नमस्ते — the same words again and again.</p>\n".encode() * 300


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        (b"gzip, deflate, br, zstd", b"br"),
        (b"gzip, deflate", b"gzip"),
        (b"x-gzip", b"gzip"),
        (b"GZIP;Q=0.5", b"gzip"),
        (b"br;q=0.5, gzip;q=0.8", b"gzip"),
        (b"br;q=0, gzip", b"gzip"),
        (b"br;q=0.000, gzip;q=0", PLAIN),
        (b"gzip ; q=0.1 , br ; q=0.1", b"br"),
        (b"*", b"br"),
        (b"*;q=0.5, br;q=0", b"gzip"),
        (b"gzip, *;q=0", b"gzip"),
        (b"*;q=0", PLAIN),
        (b"identity", PLAIN),
        (b"identity;q=0.5, gzip;q=0.4", PLAIN),
        (b"identity;q=0.5, gzip;q=0.5", b"gzip"),
        (b"identity;q=0", PLAIN),
        (b"", PLAIN),
        (b"deflate, zstd", PLAIN),
        (b"gzip;q=abc", PLAIN),
        (b"gzip;q=-1", PLAIN),
        (b"gzip;q=1e9", PLAIN),
        (b"gzip;q=nan", PLAIN),
        (b"gzip;level=9", PLAIN),
        (b"gzip;q=\xff\xb2", PLAIN),
        (b"brotli, gzipped, \xff", PLAIN),
        (b",;=,;q=1,", PLAIN),
    ],
)
def test_the_header_is_read_with_its_weights(accepted: bytes, encoding: bytes) -> None:
    assert best(accepted) == encoding


@given(st.binary(max_size=60) | st.text("gzip,br;q=*0.15 ", max_size=40).map(str.encode))
def test_no_header_is_too_strange_to_be_read(accepted: bytes) -> None:
    assert best(accepted) in {PLAIN, *SMALL}


def test_what_was_made_small_is_the_page_and_far_smaller() -> None:
    packed = {name: shortened(PAGE, name) for name in SMALL}
    assert gzip.decompress(packed[b"gzip"]) == PAGE
    assert brotli.decompress(packed[b"br"]) == PAGE
    assert all(len(one) * 10 < len(PAGE) for one in packed.values())


def test_the_same_page_is_made_the_same_bytes() -> None:
    assert all(shortened(PAGE, name) == shortened(PAGE, name) for name in SMALL)
