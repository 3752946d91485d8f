"""Records are sealed so that only the organisation opens them, and only for their appeal."""

from __future__ import annotations

import hashlib
import json
import random
import string

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey

from tocsin.kernel.crypto import keypair, seal
from tocsin.kernel.refusal import Refusal

PAIR = seal.create_keypair("Desk")
HYBRID = seal.create_keypair("Desk", keypair.HYBRID)
PAIRS = pytest.mark.parametrize("pair", [PAIR, HYBRID], ids=["classic", "post-quantum"])
RECORD = {"name": "Ada Lind", "email": "ada@example.org", "comment": "Пожалуйста"}
SUITE = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.CHACHA20_POLY1305)


@PAIRS
def test_a_record_is_opened_with_the_private_key(pair: seal.KeyPair) -> None:
    blob = seal.seal(pair.public, RECORD, "FA-01-2026")
    assert blob[:2] == bytes([seal.VERSION, pair.suite])
    assert seal.open_sealed(pair, blob, "FA-01-2026") == RECORD


def test_the_private_half_alone_opens_too() -> None:
    blob = seal.seal(PAIR.public, RECORD, "FA-01-2026")
    assert seal.open_sealed(PAIR.private, blob, "FA-01-2026") == RECORD


# RFC 9180, appendix A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode.
RFC = {
    "private": "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb",
    "enc": "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
    "info": "4f6465206f6e2061204772656369616e2055726e",
    "aad": "436f756e742d30",
    "ct": "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db"
    "21993c62ce81883d2dd1b51a28",
    "pt": "4265617574792069732074727574682c20747275746820626561757479",
}


def test_the_vector_of_the_standard_opens() -> None:
    told = {name: bytes.fromhex(value) for name, value in RFC.items()}
    private = keypair.opener(told["private"], keypair.CLASSIC)
    sealed = told["enc"] + told["ct"]
    # What is sealed here has no associated data, and the library offers none in public.
    with_aad = openssl.hpke._decrypt_with_aad
    opened = with_aad(keypair.HPKE, sealed, private, told["info"], told["aad"])
    assert opened == told["pt"]


def test_a_hybrid_key_is_derived_as_in_the_draft() -> None:
    """The first key pair of draft-connolly-cfrg-xwing-kem, by both ends of its public key."""
    seed = bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26")
    public = keypair.public_of(seed, keypair.HYBRID)
    assert len(public) == 1216
    assert public.hex().startswith("e2236b35a8c24b39b10aa1323a96a919")


def test_a_hybrid_record_needs_the_hybrid_key() -> None:
    blob = seal.seal(HYBRID.public, RECORD, "FA-01-2026")
    assert len(blob) == seal.HEADER + 1120 + seal.SIZE + 16
    for key in (PAIR, HYBRID.private):
        with pytest.raises(Refusal, match=f"sealed to the key {HYBRID.key_id}"):
            seal.open_sealed(key, blob, "FA-01-2026")
    with pytest.raises(Refusal, match="sealed to the key"):
        seal.open_sealed(HYBRID, seal.seal(PAIR.public, RECORD, "x"), "x")


def test_another_library_opens_what_we_seal() -> None:
    blob = seal.seal(PAIR.public, RECORD, "FA-01-2026")
    enc, ciphertext = blob[seal.HEADER : seal.HEADER + 32], blob[seal.HEADER + 32 :]
    key = KEMKey.from_pyca_cryptography_key(_private(PAIR.private))
    opened = SUITE.create_recipient_context(enc, key, seal.info("FA-01-2026")).open(ciphertext)
    assert seal._unpadded(opened, seal.VERSION) == RECORD


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


@given(st.text(max_size=150))
def test_all_records_have_one_size(comment: str) -> None:
    blob = seal.seal(PAIR.public, {"comment": comment}, "FA-01-2026")
    assert len(blob) == seal.HEADER + 32 + 1024 + 16


@given(st.text(max_size=700))
def test_a_short_record_takes_as_much_room_as_in_all_the_memory_that_deflating_knows(
    comment: str,
) -> None:
    with_little = seal._packed({"comment": comment})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(seal, "SHORT", -1)
        assert len(with_little) == len(seal._packed({"comment": comment}))


PROSE = {
    "en": "Please let a lawyer see the seven, and tell their families today where they are held. ",
    "ru": "Прошу допустить к ним адвоката и сегодня же сообщить семьям, где их содержат. ",
    "ar": "أرجو السماح لمحاميهم بزيارتهم وإبلاغ عائلاتهم اليوم بمكان احتجازهم، فهم قلقون جدا. ",
    "my": "သူတို့ကို ရှေ့နေနှင့် တွေ့ခွင့်ပြုပြီး မိသားစုများကို ယနေ့ အကြောင်းကြားပေးပါ။ ",
}


@pytest.mark.parametrize("language", sorted(PROSE))
def test_the_longest_comment_of_the_form_fits_in_many_scripts(language: str) -> None:
    comment = "".join(f"{number}. {PROSE[language]}" for number in range(20))[:500]
    record = RECORD | {"comment": comment, "r": "0123456789abcdef" * 4, "channel": "web"}
    assert seal.open_sealed(PAIR, seal.seal(PAIR.public, record, "x"), "x") == record


@given(st.integers(800, 1500), st.integers(1, 20_000))
def test_a_record_that_is_too_long_says_by_how_much(length: int, step: int) -> None:
    comment = "".join(chr(0x4E00 + number * step * 7919 % 20_000) for number in range(length))
    if len(seal._packed({"comment": comment, "name": "Ada"})) <= seal.SIZE - 2:
        return  # it repeats itself so much that it fits
    with pytest.raises(Refusal) as refused:
        seal.pad({"comment": comment, "name": "Ada"})
    number = int("".join(filter(str.isdigit, refused.value.sentence)))
    assert refused.value.sentence == (
        f"This is too long to be sealed. Shorten it by {number} characters."
    )
    seal.pad({"comment": comment[: length - number], "name": "Ada"})


def noise(length: int, seed: int) -> str:
    """Text that does not compress, always the same for a seed."""
    drawn = random.Random(seed)  # noqa: S311 - no secret
    return "".join(drawn.choices(string.ascii_letters + string.digits, k=length))


@pytest.mark.parametrize("seed", range(8))
def test_a_record_fits_up_to_its_last_byte_and_is_told_to_lose_no_letter_more(seed: int) -> None:
    text = noise(1500, seed)
    sizes = [len(seal._packed({"comment": text[:length], "name": "Ada"})) for length in range(1500)]
    fits = max(length for length, size in enumerate(sizes) if size <= 1022)
    assert len(seal.pad({"comment": text[:fits], "name": "Ada"})) == 1024
    for length in range(fits + 1, fits + 9):
        with pytest.raises(Refusal, match=f"Shorten it by {length - fits} characters"):
            seal.pad({"comment": text[:length], "name": "Ada"})


def test_a_record_of_every_size_that_fits_is_opened() -> None:
    for length in range(0, 1200, 50):
        record = {"comment": noise(length, 3)}
        assert seal.open_sealed(PAIR, seal.seal(PAIR.public, record, "x"), "x") == record


def test_the_order_in_which_somebody_filled_in_tells_nothing() -> None:
    other = dict(reversed(RECORD.items()))
    assert list(other) != list(RECORD)
    assert seal.pad(other) == seal.pad(RECORD)


def test_what_binds_a_record_to_its_appeal_is_what_the_documents_say() -> None:
    assert seal.info("FA-01-2026") == b"tocsin record 1\nFA-01-2026"


def test_noise_of_a_thousand_letters_does_not_fit() -> None:
    noise = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(1000))
    with pytest.raises(Refusal, match="too long to be sealed") as refused:
        seal.seal(PAIR.public, {"comment": noise, "name": "Ada"}, "FA-01-2026")
    assert refused.value.field == "comment"


def old(record: dict[str, str], context: str) -> bytes:
    """As version 1 sealed: JSON and spaces up to a multiple of 512 bytes."""
    plain = json.dumps(record, ensure_ascii=False, sort_keys=True).encode()
    plain = plain.ljust(-(-len(plain) // 512) * 512)
    public = keypair.sealer(PAIR.public)
    sealed = keypair.HPKE.encrypt(plain, public, info=seal.info(context))
    return bytes([1, 1]) + bytes.fromhex(PAIR.key_id) + sealed


@pytest.mark.parametrize("length", [0, 300, 2000])
def test_records_of_the_older_format_still_open(length: int) -> None:
    record = RECORD | {"comment": "x" * length}
    assert seal.open_sealed(PAIR, old(record, "FA-01-2026"), "FA-01-2026") == record


def sealed(plain: bytes, version: int = 2) -> bytes:
    """Any plaintext as somebody else might seal it."""
    made = keypair.HPKE.encrypt(plain, keypair.sealer(PAIR.public), info=seal.info("x"))
    return bytes([version, 1]) + bytes.fromhex(PAIR.key_id) + made


def sized(packed: bytes, size: int) -> bytes:
    """A plaintext that says that so many bytes of it are the record."""
    return (size.to_bytes(2, "big") + packed).ljust(seal.SIZE, b"\0")


def test_a_record_that_swells_without_end_is_refused() -> None:
    bomb = seal._packed({"comment": "x" * 900_000})
    with pytest.raises(Refusal, match="does not open"):
        seal.open_sealed(PAIR, sealed(sized(bomb, len(bomb))), "x")


def test_a_record_may_swell_to_sixty_four_kibibytes() -> None:
    record = {"comment": "x" * (64 * 1024 - len('{"comment":""}'))}
    packed = seal._packed(record)
    assert seal.open_sealed(PAIR, sealed(sized(packed, len(packed))), "x") == record
    packed = seal._packed({"comment": record["comment"] + "x"})
    with pytest.raises(Refusal, match="does not open"):
        seal.open_sealed(PAIR, sealed(sized(packed, len(packed))), "x")


def test_what_lies_behind_the_size_of_a_record_is_no_part_of_it() -> None:
    packed = seal._packed({"comment": noise(600, 1)})
    with pytest.raises(Refusal, match="does not open"):
        seal.open_sealed(PAIR, sealed(sized(packed, len(packed) // 2)), "x")


def test_a_newer_version_and_a_record_that_was_cut_off_are_told() -> None:
    whole = seal.seal(PAIR.public, RECORD, "x")
    shortest = seal.HEADER + 32 + 16
    for blob in (b"\x04" + whole[1:], b"\x00" + whole[1:], whole[: shortest - 1], whole[:10], b""):
        with pytest.raises(Refusal, match=r"damaged or of a newer version. Export the bundle"):
            seal.open_sealed(PAIR, blob, "x")
    with pytest.raises(Refusal, match="does not open: it is damaged"):
        seal.open_sealed(PAIR, sealed(b"", 1), "x")


@PAIRS
def test_records_that_come_together_are_opened_each_on_its_own(pair: seal.KeyPair) -> None:
    together = seal.Together(pair.public)
    blobs = [together.seal_padded(seal.pad(RECORD | {"name": name}), "x") for name in "ab"]
    assert [seal.open_sealed(pair, one, "x")["name"] for one in reversed(blobs)] == ["b", "a"]
    enc = keypair.OVERHEAD[pair.suite]
    assert {len(one) for one in blobs} == {seal.HEADER + enc + 32 + 12 + 1024 + 16}
    assert {one[:2] for one in blobs} == {bytes([3, pair.suite])}
    nonces = {one[seal.HEADER + enc + 32 :][:12] for one in blobs}
    assert len(nonces) == 2
    with pytest.raises(Refusal, match="belongs to another appeal"):
        seal.open_sealed(pair, blobs[0], "y")


def test_others_that_come_together_have_another_key() -> None:
    first, second = (
        seal.Together(PAIR.public).seal_padded(seal.pad(RECORD), "x") for _time in range(2)
    )
    key = slice(seal.HEADER, seal.HEADER + 32 + 48)
    assert first[key] != second[key]
    mixed = first[: key.stop] + second[key.stop :]
    with pytest.raises(Refusal, match="does not open: it is damaged"):
        seal.open_sealed(PAIR, mixed, "x")


def test_another_library_opens_the_key_of_what_came_together() -> None:
    blob = seal.Together(PAIR.public).seal_padded(seal.pad(RECORD), "FA-01-2026")
    enc, rest = blob[seal.HEADER : seal.HEADER + 32], blob[seal.HEADER + 32 :]
    own = KEMKey.from_pyca_cryptography_key(_private(PAIR.private))
    key = SUITE.create_recipient_context(enc, own, b"tocsin shared key 1").open(rest[:48])
    bound = blob[: seal.HEADER] + b"tocsin record 1\nFA-01-2026"
    plain = ChaCha20Poly1305(key).decrypt(rest[48:60], rest[60:], bound)
    assert seal._unpadded(plain, seal.TOGETHER) == RECORD


@pytest.mark.parametrize("cut", [1, 17, 1041, 1053, 1080])
def test_one_that_came_together_and_was_cut_off_is_told(cut: int) -> None:
    blob = seal.Together(PAIR.public).seal_padded(seal.pad(RECORD), "x")
    with pytest.raises(Refusal, match="Export the bundle again"):
        seal.open_sealed(PAIR, blob[:-cut], "x")


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


@pytest.mark.parametrize("at", [0, 1, 2, 12, 60, 95, 110, -1])
def test_a_damaged_record_does_not_open(at: int) -> None:
    alone = seal.seal(PAIR.public, RECORD, "FA-01-2026")
    for whole in (alone, seal.Together(PAIR.public).seal_padded(seal.pad(RECORD), "FA-01-2026")):
        blob = bytearray(whole)
        blob[at] ^= 1
        with pytest.raises(Refusal):
            seal.open_sealed(PAIR.private, bytes(blob), "FA-01-2026")


@given(st.binary(max_size=700))
def test_any_bytes_are_refused_in_a_sentence(blob: bytes) -> None:
    with pytest.raises(Refusal):
        seal.open_sealed(PAIR.private, blob, "FA-01-2026")


@PAIRS
def test_sealing_adds_as_many_bytes_as_the_table_says(pair: seal.KeyPair) -> None:
    made = keypair.SUITES[pair.suite].encrypt(b"", keypair.sealer(pair.public))
    assert len(made) == keypair.OVERHEAD[pair.suite]


@pytest.mark.parametrize("length", [0, 31, 33])
@pytest.mark.parametrize("suite", [keypair.CLASSIC, keypair.HYBRID])
def test_a_private_half_of_another_length_is_none(suite: int, length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        keypair.pair_of(bytes(length), suite, "Desk")


def test_a_fingerprint_is_read_in_groups() -> None:
    assert "".join(seal.fingerprint(b"").split(" ")) == hashlib.sha256(b"").hexdigest()[:40]
    assert len(seal.fingerprint(b"")) == 10 * 4 + 9
    groups = seal.fingerprint(PAIR.public).split()
    assert len(groups) == 10
    assert {len(group) for group in groups} == {4}
