"""Files are sealed so that only the organisation opens them, whole and for their appeal alone."""

from __future__ import annotations

import struct

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey

from tocsin.kernel.crypto import envelope, keypair, seal
from tocsin.kernel.refusal import Refusal

PAIR = seal.create_keypair("Desk")
APPEAL = "FA-01-2026"
SUITE = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.CHACHA20_POLY1305)
EDGE = envelope.PIECE - 10 - len("a.jpg")  # so many bytes fill one piece exactly


def sealed(data: bytes, name: str = "a.jpg") -> bytes:
    return envelope.seal(PAIR.public, name, data, APPEAL)


@pytest.mark.parametrize(
    "size", [0, 1, EDGE - 1, EDGE, EDGE + 1, 2 * envelope.PIECE, 3 * envelope.PIECE + 7]
)
def test_a_file_of_any_size_comes_back_with_its_name(size: int) -> None:
    data = bytes(place % 251 for place in range(size))
    assert envelope.open_sealed(PAIR.private, sealed(data), APPEAL) == ("a.jpg", data)


@given(st.binary(max_size=5000), st.text(max_size=300))
def test_any_bytes_and_any_name_come_back(data: bytes, name: str) -> None:
    called, back = envelope.open_sealed(PAIR.private, sealed(data, name), APPEAL)
    assert back == data
    assert len(called.encode()) <= envelope.NAME
    assert name.encode("utf-8", "replace").decode().endswith(called)


def test_another_library_opens_it_from_the_description_alone() -> None:
    blob = sealed(b"a photograph" * 9000, "a.jpg")
    header, rest = blob[:90], blob[90:]
    key = KEMKey.from_pyca_cryptography_key(X25519PrivateKey.from_private_bytes(PAIR.private))
    info = b"tocsin file 1\n" + APPEAL.encode()
    own = SUITE.create_recipient_context(header[10:42], key, info).open(header[42:])
    cipher = ChaCha20Poly1305(own)
    plain = cipher.decrypt(bytes(12), rest[:65_552], header)
    plain += cipher.decrypt(bytes(10) + b"\x01\x01", rest[65_552:], header)
    assert struct.unpack_from(">H", plain) == (5,)
    assert plain[2:7] == b"a.jpg"
    assert struct.unpack_from(">Q", plain, 7) == (108_000,)
    assert plain[15:108_015] == b"a photograph" * 9000
    assert not any(plain[108_015:])


def test_the_bytes_and_the_name_are_not_in_it() -> None:
    blob = sealed(b"canary-in-the-file" * 100, "canary-in-the-name.jpg")
    assert b"canary" not in blob


def test_the_size_tells_no_more_than_a_bucket() -> None:
    assert len(sealed(b"x" * 10)) == len(sealed(b"x" * 3000))
    assert len(sealed(b"x" * 10)) == envelope.HEADER + envelope.BUCKET + envelope.TAG


def test_the_same_file_is_never_sealed_the_same() -> None:
    assert len({sealed(b"the same") for _ in range(5)}) == 5


@pytest.mark.parametrize("at", [0, 1, 5, 10, 60, 89, 90, 5000, -1])
def test_a_damaged_one_does_not_open(at: int) -> None:
    blob = bytearray(sealed(b"x" * 9000))
    blob[at] ^= 1
    with pytest.raises(Refusal):
        envelope.open_sealed(PAIR.private, bytes(blob), APPEAL)


def pieces() -> tuple[bytes, list[bytes]]:
    blob = sealed(bytes(3 * envelope.PIECE))
    step = envelope.PIECE + envelope.TAG
    rest = blob[envelope.HEADER :]
    return blob[: envelope.HEADER], [rest[at : at + step] for at in range(0, len(rest), step)]


def test_one_that_lost_its_end_does_not_open() -> None:
    header, parts = pieces()
    for kept in range(1, len(parts)):
        with pytest.raises(Refusal, match="damaged, or belongs to another appeal"):
            envelope.open_sealed(PAIR.private, header + b"".join(parts[:kept]), APPEAL)


def test_pieces_that_changed_places_do_not_open() -> None:
    header, (first, second, *rest) = pieces()
    with pytest.raises(Refusal, match="damaged"):
        envelope.open_sealed(PAIR.private, header + b"".join([second, first, *rest]), APPEAL)


def test_the_pieces_of_another_file_do_not_open() -> None:
    header, _own = pieces()
    _other, parts = pieces()
    with pytest.raises(Refusal, match="damaged"):
        envelope.open_sealed(PAIR.private, header + b"".join(parts), APPEAL)


def test_the_file_of_another_appeal_does_not_open() -> None:
    with pytest.raises(Refusal, match="belongs to another appeal"):
        envelope.open_sealed(PAIR.private, sealed(b"x"), "FA-02-2026")


def test_the_key_of_another_organisation_is_named() -> None:
    other = seal.create_keypair("Others")
    with pytest.raises(Refusal, match=f"sealed to the key {PAIR.key_id}") as refused:
        envelope.open_sealed(other.private, sealed(b"x"), APPEAL)
    assert other.key_id in refused.value.sentence


def test_a_hybrid_key_seals_files_too() -> None:
    pair = seal.create_keypair("Desk", keypair.HYBRID)
    blob = envelope.seal(pair.public, "a.txt", b"x" * 100_000, APPEAL)
    assert envelope.open_sealed(pair, blob, APPEAL) == ("a.txt", b"x" * 100_000)
    with pytest.raises(Refusal, match=f"sealed to the key {pair.key_id}"):
        envelope.open_sealed(PAIR, blob, APPEAL)
    with pytest.raises(Refusal, match="does not open"):
        envelope.open_sealed(pair, blob, "another")


def test_a_record_is_not_taken_for_a_file() -> None:
    record = seal.seal(PAIR.public, {"name": "Ada Lind"}, APPEAL)
    with pytest.raises(Refusal, match="This is no sealed file"):
        envelope.open_sealed(PAIR.private, record, APPEAL)


@given(st.binary(max_size=700))
def test_any_bytes_are_refused_in_a_sentence(blob: bytes) -> None:
    with pytest.raises(Refusal, match="Export it again"):
        envelope.open_sealed(PAIR.private, blob, APPEAL)
