"""Records are sealed so that only the organisation opens them, and only for their appeal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey

from tocsin.kernel import seal
from tocsin.kernel.refusal import Refusal

PAIR = seal.create_keypair("Desk")
RECORD = {"name": "Ada Lind", "email": "ada@example.org", "comment": "Пожалуйста"}
SUITE = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.CHACHA20_POLY1305)


def test_a_record_is_opened_with_the_private_key() -> None:
    blob = seal.seal(PAIR.public, RECORD, "FA-01-2026")
    assert seal.open_sealed(PAIR.private, blob, "FA-01-2026") == RECORD


def test_another_library_opens_what_we_seal() -> None:
    blob = seal.seal(PAIR.public, RECORD, "FA-01-2026")
    enc, ciphertext = blob[seal.HEADER : seal.HEADER + 32], blob[seal.HEADER + 32 :]
    key = KEMKey.from_pyca_cryptography_key(_private(PAIR.private))
    opened = SUITE.create_recipient_context(enc, key, seal.info("FA-01-2026")).open(ciphertext)
    assert json.loads(opened) == RECORD


def test_we_open_what_another_library_seals() -> None:
    key = KEMKey.from_pyca_cryptography_key(_private(PAIR.private).public_key())
    enc, sender = SUITE.create_sender_context(key, seal.info("FA-01-2026"))
    header = bytes([seal.VERSION, seal.SUITE]) + bytes.fromhex(PAIR.key_id)
    blob = header + enc + sender.seal(seal.pad(RECORD))
    assert seal.open_sealed(PAIR.private, blob, "FA-01-2026") == RECORD


def _private(raw: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(raw)


def test_the_same_record_is_never_sealed_the_same() -> None:
    blobs = {seal.seal(PAIR.public, RECORD, "FA-01-2026") for _ in range(5)}
    assert len(blobs) == 5


@given(st.text(max_size=300))
def test_the_size_tells_no_more_than_a_bucket(comment: str) -> None:
    blob = seal.seal(PAIR.public, {"comment": comment}, "FA-01-2026")
    assert (len(blob) - seal.HEADER - 32 - 16) % seal.BUCKET == 0


def test_a_record_that_is_too_long_is_refused() -> None:
    with pytest.raises(Refusal, match="too long to be sealed"):
        seal.seal(PAIR.public, {"comment": "x" * 5000}, "FA-01-2026")


def test_a_record_of_another_appeal_does_not_open() -> None:
    blob = seal.seal(PAIR.public, RECORD, "FA-01-2026")
    with pytest.raises(Refusal, match="belongs to another appeal"):
        seal.open_sealed(PAIR.private, blob, "FA-02-2026")


def test_the_key_of_another_organisation_is_named() -> None:
    other = seal.create_keypair("Others")
    blob = seal.seal(PAIR.public, RECORD, "FA-01-2026")
    with pytest.raises(Refusal, match=f"sealed to the key {PAIR.key_id}") as refused:
        seal.open_sealed(other.private, blob, "FA-01-2026")
    assert other.key_id in refused.value.sentence


@pytest.mark.parametrize("at", [0, 1, 12, 60, -1])
def test_a_damaged_record_does_not_open(at: int) -> None:
    blob = bytearray(seal.seal(PAIR.public, RECORD, "FA-01-2026"))
    blob[at] ^= 1
    with pytest.raises(Refusal):
        seal.open_sealed(PAIR.private, bytes(blob), "FA-01-2026")


@given(st.binary(max_size=700))
def test_any_bytes_are_refused_in_a_sentence(blob: bytes) -> None:
    with pytest.raises(Refusal):
        seal.open_sealed(PAIR.private, blob, "FA-01-2026")


def written(folder: Path) -> tuple[Path, Path]:
    private, public = folder / "o.private", folder / "o.public"
    seal.write_pair(PAIR, private, public)
    return private, public


def test_key_files_are_read_back(tmp_path: Path) -> None:
    private, public = written(tmp_path)
    assert seal.load_private(private) == PAIR
    assert seal.load_public(public).key_id == PAIR.key_id
    assert private.stat().st_mode & 0o077 == 0


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    written(tmp_path)
    with pytest.raises(Refusal, match="exists already"):
        written(tmp_path)


def test_the_public_file_holds_no_private_key(tmp_path: Path) -> None:
    _private_file, public = written(tmp_path)
    assert PAIR.private.hex() not in public.read_text()


def test_the_wrong_half_is_named(tmp_path: Path) -> None:
    private, public = written(tmp_path)
    with pytest.raises(Refusal, match=r"Take the file ending in \.private"):
        seal.load_private(public)
    with pytest.raises(Refusal, match=r"Take the file ending in \.public"):
        seal.load_public(private)


@pytest.mark.parametrize("content", [b"", b"{}", b"not json", b"[1]", b"\xff\xfe"])
def test_a_file_that_is_no_key_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(Refusal, match="no key file of Tocsin"):
        seal.load_private(tmp_path / "x")


def test_a_damaged_key_file_is_named(tmp_path: Path) -> None:
    private, _public = written(tmp_path)
    text = private.read_text()
    first = PAIR.private.hex()[:2]
    private.write_text(text.replace(PAIR.private.hex(), "00" + PAIR.private.hex()[2:], 1))
    if first != "00":
        with pytest.raises(Refusal, match="key file is damaged"):
            seal.load_private(private)


def test_a_key_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot be read"):
        seal.load_private(tmp_path / "nowhere")


def test_a_fingerprint_is_read_in_groups() -> None:
    groups = seal.fingerprint(PAIR.public).split()
    assert len(groups) == 10
    assert {len(group) for group in groups} == {4}
