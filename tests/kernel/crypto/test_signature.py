"""Partners' signatures: what fits, what does not, and what is no key at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.crypto import signature
from tocsin.kernel.refusal import Refusal

PAIR = signature.create("Casa Clara")
OTHER = signature.create("Casa Verde")


def block(data: bytes = b"words") -> signature.Block:
    found = signature.find(signature.sign(PAIR, data))
    assert found
    return found


def test_a_signature_fits_its_words_and_its_key_alone() -> None:
    assert signature.fits(PAIR.public, block(), b"words")
    assert not signature.fits(PAIR.public, block(), b"other words")
    assert not signature.fits(OTHER.public, block(), b"words")
    assert not signature.fits(b"no key", block(), b"words")
    assert block().key_id == PAIR.key_id


@pytest.mark.parametrize(
    "travel",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
        lambda text: "\n".join(f"> > {line}" for line in text.split("\n")),
        lambda text: text.replace("\n", " "),
        lambda text: f"Dear friends,\n\n{text}\n\nRegards\n",
    ],
)
def test_a_block_is_found_however_it_travelled(travel: object) -> None:
    found = signature.find(travel(signature.sign(PAIR, b"words")))  # type: ignore[operator]
    assert found
    assert signature.fits(PAIR.public, found, b"words")


@pytest.mark.parametrize("spoilt", ["", "AAAA", "!!!!", "A" * 101, "A" * 100])
def test_a_block_that_is_not_whole_is_none(spoilt: str) -> None:
    assert signature.find(f"{signature.BEGIN}\n{spoilt}\n{signature.END}\n") is None


@given(st.text(max_size=200))
def test_any_text_holds_a_block_or_none(text: str) -> None:
    assert signature.find(text) is None
    assert signature.find(f"{signature.BEGIN}{text}{signature.END}") is None


def test_a_pair_is_written_once_and_read_again(tmp_path: Path) -> None:
    private, public = tmp_path / "p.private", tmp_path / "p.public"
    signature.write_pair(PAIR, private, public)
    assert signature.load_private(private) == PAIR
    assert signature.read_public(public.read_bytes()).public == PAIR.public
    assert private.stat().st_mode & 0o077 == 0
    with pytest.raises(Refusal, match=r"exists already. Name another file with --out."):
        signature.write_pair(PAIR, private, tmp_path / "other.public")


def test_a_key_may_be_given_as_its_digits() -> None:
    assert signature.read_public(PAIR.public.hex().upper().encode()).public == PAIR.public
    spaced = " ".join(PAIR.public.hex()[at : at + 8] for at in range(0, 64, 8))
    assert signature.read_public(spaced.encode()).key_id == PAIR.key_id


NOT_KEYS = {
    "empty": b"",
    "words": b"our key",
    "another kind": b'{"format": "tocsin-key 1", "half": "public"}',
    "a list": b"[1]",
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("kind", NOT_KEYS)
def test_what_is_no_key_is_refused_with_what_to_take(kind: str) -> None:
    with pytest.raises(Refusal, match=r"This is no key of a partner. Take the file that"):
        signature.read_public(NOT_KEYS[kind])


def test_each_half_is_told_from_the_other(tmp_path: Path) -> None:
    private, public = tmp_path / "p.private", tmp_path / "p.public"
    signature.write_pair(PAIR, private, public)
    with pytest.raises(Refusal, match=r"This is the private half. Keep it to yourself"):
        signature.read_public(private.read_bytes())
    with pytest.raises(Refusal, match=r"This is the public half. Take the file that ends in"):
        signature.load_private(public)


def test_a_damaged_key_and_a_missing_file_are_told(tmp_path: Path) -> None:
    held = json.loads(signature.public_file(PAIR)) | {"public": "00"}
    with pytest.raises(Refusal, match=r"The key is damaged. Ask for its file again."):
        signature.read_public(json.dumps(held).encode())
    with pytest.raises(Refusal, match=r"cannot be read: No such file or directory"):
        signature.load_private(tmp_path / "none")


def test_a_private_file_whose_halves_differ_is_damaged(tmp_path: Path) -> None:
    private = tmp_path / "p.private"
    signature.write_pair(PAIR, private, tmp_path / "p.public")
    held = json.loads(private.read_text()) | {"public": OTHER.public.hex()}
    private.write_text(json.dumps(held))
    with pytest.raises(Refusal, match=r"The key is damaged."):
        signature.load_private(private)
