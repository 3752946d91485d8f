"""The file of a backup: what was written is read again, and nothing else ever is."""

from __future__ import annotations

import io
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unlocked import CHEAP
from tocsin.kernel.backups.archive import BLOCK, MAGIC, PIECE, TAG, Reader, Writer, new_header
from tocsin.kernel.crypto import passphrase
from tocsin.kernel.crypto.unlocking import CONTEXT
from tocsin.kernel.crypto.vault import identity
from tocsin.kernel.refusal import Refusal

MASTER = bytes(range(32))
WORDS = "seven quiet ferries at dawn"
HEADER = new_header(
    "An Organisation",
    "2026-11-26T05:00:00Z",
    "1",
    {"id": identity(MASTER), "wrapped": passphrase.wrap(MASTER, WORDS, CONTEXT, CHEAP)},
)
Members = list[tuple[str, bytes]]


def written(members: Members) -> bytes:
    out = io.BytesIO()
    writer = Writer(out, HEADER, MASTER)
    for name, data in members:
        writer.add(name, [data])
    writer.close()
    return out.getvalue()


def told(data: bytes, master: bytes = MASTER) -> Members:
    reader = Reader(io.BytesIO(data), "a.backup")
    reader.open(master)
    return [(name, b"".join(blocks)) for name, blocks in reader.members()]


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as why:
        told(data)
    return why.value.sentence


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


@given(st.lists(st.tuples(NAMES, st.binary(max_size=300)), max_size=6))
def test_what_was_written_is_read_again(members: Members) -> None:
    assert told(written(members)) == members


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, BLOCK, BLOCK + 1])
def test_every_size_is_read_again(size: int) -> None:
    members = [("first", secrets.token_bytes(size)), ("second", b"end")]
    assert told(written(members)) == members


@pytest.mark.parametrize("beyond", range(-40, 41))
def test_the_last_piece_may_end_anywhere(beyond: int) -> None:
    members = [("one", bytes(PIECE + beyond))]
    assert told(written(members)) == members


SOME = [("one", secrets.token_bytes(3 * PIECE)), ("two", b"the end")]
WHOLE = written(SOME)
BEGIN = len(HEADER.to_bytes())


def test_each_cut_is_noticed() -> None:
    cuts = [*range(0, len(WHOLE), 4099), *range(BEGIN, len(WHOLE), PIECE + TAG), len(WHOLE) - 1]
    for cut in cuts:
        sentence = refused(WHOLE[:cut])
        assert "a.backup is" in sentence, cut
        if cut > BEGIN:
            assert "cut short or was altered, from byte" in sentence
            assert sentence.endswith("use another backup.")


def test_what_is_added_is_noticed() -> None:
    assert "cut short or was altered" in refused(WHOLE + b"x")
    assert "cut short or was altered" in refused(WHOLE + WHOLE[BEGIN:])


@given(st.integers(len(MAGIC), len(WHOLE) - 1), st.integers(1, 255))
def test_each_changed_byte_is_noticed(at: int, by: int) -> None:
    changed = bytearray(WHOLE)
    changed[at] ^= by
    refused(bytes(changed))


def test_pieces_cannot_change_places() -> None:
    step = PIECE + TAG
    first, second = WHOLE[BEGIN : BEGIN + step], WHOLE[BEGIN + step : BEGIN + 2 * step]
    assert "altered" in refused(WHOLE[:BEGIN] + second + first + WHOLE[BEGIN + 2 * step :])
    assert "altered" in refused(WHOLE[:BEGIN] + first + WHOLE[BEGIN + 2 * step :])


def test_the_sentence_says_from_which_byte_on_it_is_wrong() -> None:
    changed = bytearray(WHOLE)
    changed[BEGIN + PIECE + TAG + 5] ^= 1
    assert f"from byte {BEGIN + PIECE + TAG} on" in refused(bytes(changed))


def test_another_file_is_no_backup() -> None:
    for data in (b"", b"PK\x03\x04" + bytes(50), b"tocsin-master 1\n{}"):
        assert refused(data) == (
            "a.backup is no backup of Tocsin. Take a file that tocsin backup has written."
        )


def test_a_later_format_is_told() -> None:
    assert "written by a newer Tocsin" in refused(b"tocsin backup 2\n{}\n")


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"{}\n",
        b"[]\n",
        b'{"organisation": 1}\n',
        b"\xff\n",
        HEADER.to_bytes()[len(MAGIC) :].replace(b'"salt": "', b'"salt": "zz'),
        HEADER.to_bytes()[len(MAGIC) :].replace(b'"master": {', b'"more": {'),
        b'{"organisation":"","made":"","version":"","salt":"","master":3}\n',
    ],
)
def test_a_damaged_head_is_told(head: bytes) -> None:
    assert "altered, from byte 16 on" in refused(MAGIC + head)


def test_the_head_cannot_be_changed_unseen() -> None:
    changed = WHOLE.replace(b"An Organisation", b"Organisation An", 1)
    assert f"altered, from byte {BEGIN} on" in refused(changed)


def test_the_passphrase_of_that_time_opens_it() -> None:
    header = Reader(io.BytesIO(WHOLE), "a.backup").header
    assert header.open_with(WORDS) == MASTER
    assert header.fits(MASTER)
    assert not header.fits(bytes(32))
    with pytest.raises(Refusal, match="This passphrase does not fit"):
        header.open_with("seven quiet ferries at noon")


def test_a_damaged_wrapping_is_told() -> None:
    held = dict(HEADER.master["wrapped"]) | {"salt": "00" * 16}
    broken = new_header("An Organisation", "", "1", {"id": "", "wrapped": held})
    with pytest.raises(Refusal, match="head of this backup is damaged"):
        broken.open_with(WORDS)


def test_two_archives_of_the_same_have_nothing_in_common() -> None:
    other = io.BytesIO()
    header = new_header(HEADER.organisation, HEADER.made, HEADER.version, HEADER.master)
    writer = Writer(other, header, MASTER)
    for name, data in SOME:
        writer.add(name, [data])
    writer.close()
    assert other.getvalue()[BEGIN : BEGIN + 64] != WHOLE[BEGIN : BEGIN + 64]
