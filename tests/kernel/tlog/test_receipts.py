"""Receipts: small, checked offline, and refused in one sentence where anything is wrong."""

from __future__ import annotations

import base64
import time
from pathlib import Path

import pytest

from tests.kernel.tlog.sample import (
    APPEAL,
    HOUR,
    LOG,
    ORIGIN,
    STRANGER,
    WITNESSES,
    cosigned,
    packed,
    receipt,
    secret,
    signed,
    voice,
    voices,
)
from tocsin.kernel.tlog import verify
from tocsin.kernel.tlog.entry import NOBODY, Entry, entry, subject_of, void_commitment
from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.tlog.promise import Promise
from tocsin.kernel.tlog.proof import extra_of_signature, write
from tocsin.kernel.tlog.verify import Invalid, Policy, Receipt, commitment, leaf_hash

ENTRIES = voices(70)
TRUST = Policy.of(LOG.verifier())


def test_an_entry_is_seventy_bytes() -> None:
    made = entry(8, b"\x05" * 32, 0x01020304, b"\x06" * 32)
    assert made.to_bytes().hex() == "01" + "08" + "05" * 32 + "01020304" + "06" * 32
    assert Entry.parse(made.to_bytes()) == made
    assert bytes(32) == NOBODY


@pytest.mark.parametrize("data", [b"", b"\x01" * 69, b"\x01" * 71, b"\x02" + b"\x01" * 69])
def test_an_entry_of_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match=r"a form that is not known here. Use a newer tool."):
        Entry.parse(data)


@pytest.mark.parametrize(
    "parts",
    [
        (0, bytes(32), 1, bytes(32)),
        (256, bytes(32), 1, bytes(32)),
        (1, bytes(31), 1, bytes(32)),
        (1, bytes(32), -1, bytes(32)),
        (1, bytes(32), 2**32, bytes(32)),
        (1, bytes(32), 1, bytes(33)),
    ],
)
def test_an_entry_that_does_not_fit_is_not_made(parts: tuple[int, bytes, int, bytes]) -> None:
    with pytest.raises(ValueError, match="an entry has a kind"):
        entry(*parts)


def test_an_entry_of_the_first_and_one_of_the_last_hour_and_kind_are_made() -> None:
    for kind, hour in ((1, 0), (255, 2**32 - 1)):
        made = entry(kind, bytes(32), hour, bytes(32))
        assert Entry.parse(made.to_bytes()) == made


def test_an_entry_says_its_hour() -> None:
    assert voice(1).when == "2024-10-04 00 h UTC"
    assert Entry(1, bytes(32), 2**32 - 1, bytes(32)).when


def test_commitments_are_what_the_documents_say() -> None:
    import hashlib
    import hmac

    r, digest = secret(1)
    assert (
        commitment(r, digest) == hmac.new(r, b"tocsin commitment 1\n" + digest, "sha256").digest()
    )
    assert subject_of(APPEAL) == hashlib.sha256(b"tocsin appeal 1\n" + APPEAL.encode()).digest()
    assert void_commitment(bytes(32), 2) == (
        hashlib.sha256(b"tocsin void 1\n" + bytes(32) + b"\x02").digest()
    )


@pytest.mark.parametrize("size", [1, 2, 7, 64, 70])
def test_every_voice_has_a_receipt_that_holds(size: int) -> None:
    entries = ENTRIES[:size]
    for number in range(size):
        text = receipt(entries, number)
        found, witnessed = Receipt.parse(text).check(TRUST)
        assert found == voice(number)
        assert witnessed.checkpoint.size == size
        parsed = Receipt.parse(text.encode())
        assert write(parsed.index, parsed.hashes, parsed.note, parsed.extra) == text


def test_a_receipt_is_the_text_that_the_specification_describes() -> None:
    text = receipt(ENTRIES[:3], 2)
    extra = base64.b64encode(Receipt.parse(text).extra).decode()
    sibling = base64.b64encode(verify.node_hash(*map(leaf_hash, ENTRIES[:2]))).decode()
    assert text == (
        f"c2sp.org/tlog-proof@v1\nextra {extra}\nindex 2\n{sibling}\n\n{signed(ENTRIES[:3])}"
    )
    bare = write(0, [], "note\n")
    assert bare == "c2sp.org/tlog-proof@v1\nindex 0\n\nnote\n"


def test_a_receipt_of_a_large_log_with_three_witnesses_stays_below_one_and_a_half_kilobytes() -> (
    None
):
    note = cosigned(signed(ENTRIES), *WITNESSES)
    text = write(2**20, [bytes(32)] * 17, note, bytes(102))  # 17 hashes: 70,000 to 131,072 leaves
    assert len(text.encode()) < 1500
    without = write(2**20, [bytes(32)] * 17, signed(ENTRIES), bytes(102))
    assert len(without.encode()) < 1200


def test_a_receipt_for_what_is_public_carries_the_whole_entry() -> None:
    entries = packed([Entry(4, subject_of(APPEAL), HOUR, b"m" * 32), voice(1)])
    path = [leaf_hash(entries[1])]
    found, _ = Receipt.parse(write(0, path, signed(entries), entries[0])).check(TRUST)
    assert (found.kind, found.commitment) == (4, b"m" * 32)


def test_a_secret_that_opens_another_entry_makes_no_receipt() -> None:
    with pytest.raises(ValueError, match="does not open this entry"):
        extra_of_signature(*secret(1), voice(2))


def broken(text: str, line: int, by: str) -> str:
    """The receipt with one line changed."""
    lines = text.split("\n")
    lines[line] = by
    return "\n".join(lines)


GOOD = receipt(ENTRIES, 5)


def flipped(line: str) -> str:
    """A line of base64 with one bit of its last bytes turned."""
    data = bytearray(base64.b64decode(line))
    data[-1] ^= 1
    return base64.b64encode(bytes(data)).decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "This is no receipt. A receipt begins with “c2sp.org/tlog-proof@v1”."),
        (GOOD.replace("@v1", "@v2"), "This is no receipt."),
        (GOOD[1:], "This is no receipt."),
        (GOOD.split("\n\n")[0], "This is no receipt."),
        (broken(GOOD, 2, "index 05"), "A line of the file is damaged"),
        (broken(GOOD, 2, "index -1"), "A line of the file is damaged"),
        (broken(GOOD, 2, "place 5"), "The receipt says no place in the log"),
        (broken(GOOD, 2, "index 6"), "The entry is not in the tree that the checkpoint names."),
        (broken(GOOD, 2, "index 70"), "The entry 70 cannot be in a log of 70 entries."),
        (broken(GOOD, 1, "extra !"), "A line of the file is damaged"),
        (broken(GOOD, 1, "extra"), "The receipt says no place in the log"),
        (GOOD.replace(GOOD.split("\n")[1] + "\n", ""), "does not say which entry it is for"),
        (broken(GOOD, 1, "extra AAAA"), "does not say which entry it is for. Ask for it again."),
        (broken(GOOD, 3, flipped(GOOD.split("\n")[3])), "The entry is not in the tree"),
        (broken(GOOD, 3, "AAAA"), "A line of the file is damaged"),
        (GOOD.replace(GOOD.split("\n")[3] + "\n", ""), "The proof is too short for the tree."),
        (GOOD.replace("\n\n", "\n" + "A" * 43 + "=\n\n", 1), "The proof is longer than the tree"),
        (GOOD.replace("\n70\n", "\n71\n"), f"The signature of “{ORIGIN}” is wrong: the text was"),
        (
            GOOD.replace("\n\n", "\n" + ("A" * 43 + "=\n") * 64 + "\n", 1),
            "says no place in the log",
        ),
    ],
)
def test_an_altered_receipt_is_refused_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        Receipt.parse(text).check(TRUST)
    assert said in refused.value.sentence
    assert not refused.value.unsure


def test_a_receipt_has_sixty_three_hashes_at_most() -> None:
    assert len(Receipt.parse(write(0, [bytes(32)] * 63, "note\n")).hashes) == 63
    with pytest.raises(Invalid, match="says no place in the log"):
        Receipt.parse(write(0, [bytes(32)] * 64, "note\n"))


def test_a_file_that_is_too_long_is_not_read_as_a_shorter_one(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"a" * (verify.MOST_BYTES + 1))
    with pytest.raises(Invalid, match="bytes that do not belong there"):
        verify.decoded(verify.read(str(tmp_path / "long")))


def test_no_byte_of_a_receipt_may_be_another() -> None:
    """Each byte is turned; nothing but Invalid comes of it, and nothing is verified."""
    data = receipt(ENTRIES[:9], 4).encode()
    for at in range(len(data)):
        for mask in (0x01, 0x80):
            changed = data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]
            with pytest.raises(Invalid):
                Receipt.parse(changed).check(TRUST)


def test_a_receipt_of_another_log_is_refused() -> None:
    with pytest.raises(Invalid, match=r"It is signed by “stranger.example/log”, not by the key"):
        Receipt.parse(receipt(ENTRIES, 1, note=signed(ENTRIES, STRANGER))).check(TRUST)


def test_an_entry_from_the_future_may_be_the_clocks_fault() -> None:
    soon = int(time.time()) // 3600 + 50
    entries = packed([voice(0, hour=soon)])
    with pytest.raises(Invalid) as refused:
        Receipt.parse(receipt(entries, 0)).check(TRUST)
    when = voice(0, hour=soon).when
    assert refused.value.sentence == (
        f"The entry is from the future ({when}). Is this computer’s clock right?"
    )
    assert refused.value.unsure
    now = int(time.time()) // 3600
    Receipt.parse(receipt(packed([voice(0, hour=now)]), 0)).check(TRUST)


def test_the_clock_of_who_checks_may_be_wrong_by_an_hour_and_not_by_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "time", lambda: HOUR * 3600.0)
    Receipt.parse(receipt(packed([voice(0, hour=HOUR + 1)]), 0)).check(TRUST)
    with pytest.raises(Invalid, match="The entry is from the future"):
        Receipt.parse(receipt(packed([voice(0, hour=HOUR + 2)]), 0)).check(TRUST)


def test_a_receipt_is_told_in_plain_words() -> None:
    policy = Policy.parse(
        f"log {vkey(LOG.name, LOG.public)}\n"
        f"witness north {vkey(WITNESSES[0].name, WITNESSES[0].public, 4)}\nquorum none\n"
    )
    note = cosigned(signed(ENTRIES), WITNESSES[0])
    found = verify.told(Receipt.parse(receipt(ENTRIES, 5, note=note)), policy, APPEAL)
    assert verify.sentences(found) == [
        "Verified: signature on the web, entered 2024-10-04 00 h UTC.",
        f"It is about the appeal {APPEAL}.",
        f"It is entry 5 of the 70 entries that {ORIGIN} signed.",
        "Seen also by: north.",
    ]
    bare = verify.told(Receipt.parse(GOOD), TRUST)
    assert verify.sentences(bare)[1:] == [
        f"It is entry 5 of the 70 entries that {ORIGIN} signed.",
        "No witness is asked for by what you trust.",
    ]
    assert bare["subject"] == subject_of(APPEAL).hex()


def test_a_receipt_for_another_appeal_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        verify.told(Receipt.parse(GOOD), TRUST, "FA-08-2004")
    assert refused.value.sentence == (
        "The entry is in the log, but it is about another appeal than FA-08-2004. "
        "Ask for the ID of the appeal."
    )


def test_a_kind_that_is_not_known_is_told_by_its_number() -> None:
    entries = packed([voice(0, kind=77)])
    assert verify.told(Receipt.parse(receipt(entries, 0)), TRUST)["what"] == "entry of kind 77"


def test_a_promise_is_signed_by_the_log_itself() -> None:
    promise = Promise(ORIGIN, b"\x03" * 32, HOUR + 24)
    note = promise.signed(LOG)
    assert note.startswith(f"tocsin promise\n{ORIGIN}\n")
    assert Promise.check(note, TRUST) == promise
    with pytest.raises(Invalid, match=r"It is signed by “stranger.example/log”"):
        Promise.check(promise.signed(STRANGER), TRUST)
    other = Promise("sea.example/log", b"\x03" * 32, HOUR)
    with pytest.raises(Invalid, match=r"The promise is not signed by “sea.example/log” itself."):
        Promise.check(other.signed(LOG), TRUST)


def test_a_checkpoint_is_no_promise() -> None:
    with pytest.raises(Invalid, match=r"This is no promise of a log. Take the file"):
        Promise.check(signed(ENTRIES), TRUST)
