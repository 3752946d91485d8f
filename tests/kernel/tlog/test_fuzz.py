"""Whatever comes in, the readers of the log's formats say Invalid or give back what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kernel.tlog.sample import (
    LOG,
    ORIGIN,
    WITNESSES,
    cosigned,
    packed,
    published,
    receipt,
    signed,
    voice,
    voices,
)
from tocsin.kernel.tlog import tiles, tree
from tocsin.kernel.tlog.auditing import audit
from tocsin.kernel.tlog.note import COSIGNER, vkey
from tocsin.kernel.tlog.promise import Promise
from tocsin.kernel.tlog.verify import (
    Checkpoint,
    Entry,
    Invalid,
    Policy,
    Receipt,
    Verifier,
    leaf_hash,
    open_note,
    split_note,
    verify_consistency,
    verify_inclusion,
)
from tocsin.kernel.tlog.witness import Request

ENTRIES = voices(40)
LEAVES = [leaf_hash(one) for one in ENTRIES]
NOTE = cosigned(signed(ENTRIES), *WITNESSES).encode()
RECEIPT = receipt(ENTRIES, 5).encode()
W1 = vkey(WITNESSES[0].name, WITNESSES[0].public, COSIGNER)
POLICY = f"log {vkey(LOG.name, LOG.public)}\nwitness a {W1}\ngroup g any a\nquorum g\n".encode()
REQUEST = Request(5, (bytes(32),) * 3, NOTE.decode()).body()
TRUST = Policy.of(LOG.verifier())
KEYS = [LOG.verifier(), *(one.verifier(COSIGNER) for one in WITNESSES)]
PIECES = [b"", b"\n", b"\n\n", b" ", b"+", b"=", b"\x00", b"\xff", "—".encode(), b"0", b"-1"]
PIECES += [b"9" * 20, b"index ", b"extra ", b"old ", b"quorum none\n", b"A" * 44, b"\r\n", b"\t"]


@st.composite
def broken(draw: st.DrawFn, whole: bytes) -> bytes:
    """The whole with a few pieces cut out, doubled or put in."""
    data = whole
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        end = draw(st.integers(at, min(len(data), at + 60)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=8) | st.just(data[at:end] * 2))
        data = data[:at] + piece + data[end:]
    return data


def anything(whole: bytes) -> st.SearchStrategy[bytes]:
    """Broken, or nothing like it at all."""
    return (
        broken(whole)
        | st.binary(max_size=400)
        | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
    )


def reads(read: Callable[..., Any], *given_: Any) -> Any:
    """What is read; None for what was said to be Invalid, in a sentence."""
    try:
        return read(*given_)
    except Invalid as refused:
        is_a_sentence(refused.sentence)
        return None


def is_a_sentence(text: str) -> None:
    """One line that ends, and that a terminal can show."""
    assert text.endswith((".", "?")), text
    assert text.isprintable(), ascii(text)


@given(anything(NOTE))
def test_notes(data: bytes) -> None:
    reads(split_note, data)
    opened = reads(open_note, data, KEYS)
    if opened is not None:
        text = NOTE.decode().rpartition("\n\n")[0] + "\n"
        assert opened.text == text, "nobody signed another text"
        assert set(opened.by) <= set(KEYS)


@given(anything(NOTE[: NOTE.index(b"\n\n") + 1]))
def test_checkpoints(data: bytes) -> None:
    found = reads(Checkpoint.parse, data.decode("utf-8", "replace"))
    if found is not None:
        assert data.decode("utf-8", "replace").startswith(found.text())


@given(anything(RECEIPT))
def test_receipts(data: bytes) -> None:
    found = reads(Receipt.parse, data)
    checked = reads(found.check, TRUST) if found is not None else None
    if checked is not None:
        entry, witnessed = checked
        assert witnessed.checkpoint == Checkpoint(ORIGIN, 40, tree.root(LEAVES))
        assert entry.to_bytes() == ENTRIES[found.index]


@given(anything(POLICY))
def test_policies(data: bytes) -> None:
    found = reads(Policy.parse, data)
    if found is not None:
        reads(found.check, NOTE)
        assert found.quorum in {"none", *found.witnesses, *found.groups}


@given(anything(REQUEST))
def test_requests_to_a_witness(data: bytes) -> None:
    found = reads(Request.parse, data)
    if found is not None:
        assert found.body() == data


@given(anything(vkey(LOG.name, LOG.public).encode()))
def test_keys(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    found = reads(Verifier.parse, text)
    if found is not None:
        assert vkey(found.name, found.public, found.kind) == text.strip()


@given(anything(Promise(ORIGIN, bytes(32), 5).signed(LOG).encode()))
def test_promises(data: bytes) -> None:
    found = reads(Promise.check, data, TRUST)
    assert found in {None, Promise(ORIGIN, bytes(32), 5)}


@given(anything(ENTRIES[0]))
def test_entries(data: bytes) -> None:
    found = reads(Entry.parse, data)
    if found is not None:
        assert found.to_bytes() == data
        assert found.when


@given(st.binary(max_size=300), st.integers(0, 6))
def test_bundles(data: bytes, width: int) -> None:
    found = reads(tiles.unbundle, data, width)
    if found is not None:
        assert b"".join(len(one).to_bytes(2, "big") + one for one in found) == data


@given(st.lists(st.sampled_from([b"", b"a", b"bc", b"\x00\x01", b"\x00" * 70]), max_size=9))
def test_bundles_of_entries_of_any_lengths(entries: list[bytes]) -> None:
    data = b"".join(len(one).to_bytes(2, "big") + one for one in entries)
    assert tiles.unbundle(data, len(entries)) == entries
    for width in {len(entries) - 1, len(entries) + 1} - {-1}:
        with pytest.raises(Invalid, match="cut off or damaged"):
            tiles.unbundle(data, width)


@given(st.binary(max_size=300), st.integers(0, 9))
def test_rows_of_hashes(data: bytes, width: int) -> None:
    found = reads(tiles.row_of, data, width)
    assert found is None or b"".join(found) == data


@given(st.text(max_size=60) | st.from_regex(tiles.PLACE, fullmatch=True))
def test_places_of_files(text: str) -> None:
    found = reads(tiles.Tile.parse, text)
    assert found is None or found.path == text


@given(st.binary(max_size=200))
def test_frontiers(data: bytes) -> None:
    found = reads(tree.Frontier.from_bytes, data)
    assert found is None or found.to_bytes() == data


WHOLE = [voice(number) for number in range(258)]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a log of two tiles."""
    folder = published(tmp_path_factory.mktemp("log"), packed(WHOLE))
    places = ["checkpoint", *(tile.path for tile in tiles.of_size(len(WHOLE)))]
    return {place: folder.read(place) for place in places}


def handed_out(files: dict[str, bytes]) -> Callable[[str], bytes]:
    """Reads them, as a web server or a folder does."""

    def read(place: str) -> bytes:
        if place not in files:
            raise FileNotFoundError(place)
        return files[place]

    return read


@given(data=st.data())
def test_logs(log: dict[str, bytes], data: st.DataObject) -> None:
    """One of its files is damaged, stale or gone: it is noticed, or was not needed."""
    place = data.draw(st.sampled_from(sorted(log)))
    files = dict(log)
    files[place] = data.draw(anything(log[place]) | st.sampled_from(sorted(log.values())))
    if data.draw(st.integers(0, 9)) == 0:
        del files[place]
    found = reads(audit, handed_out(files), TRUST)
    if found is not None:
        assert (found.checkpoint.size, found.kinds) == (258, {1: 258})
        assert found.checkpoint.root == tree.root(map(leaf_hash, packed(WHOLE)))


HASHES = st.lists(st.binary(min_size=32, max_size=32) | st.binary(max_size=33), max_size=70)
SIZES = st.integers(-1, 2**64)


@given(SIZES, SIZES, st.binary(max_size=33), HASHES, st.binary(max_size=33))
def test_no_random_proof_of_inclusion_holds(
    index: int, size: int, leaf: bytes, path: list[bytes], root: bytes
) -> None:
    try:
        verify_inclusion(index, size, leaf, path, root)
    except Invalid:
        return
    assert (index, size, leaf, path) == (0, 1, root, [])


@given(SIZES, SIZES, HASHES, st.binary(max_size=33), st.binary(max_size=33))
def test_no_random_proof_of_growth_holds(
    size1: int, size2: int, path: list[bytes], root1: bytes, root2: bytes
) -> None:
    try:
        verify_consistency(size1, size2, path, root1, root2)
    except Invalid:
        return
    assert (size1, root1, path) == (size2, root2, [])


@settings(max_examples=300)
@given(st.data())
def test_real_proofs_hold_and_only_for_what_they_prove(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 40))
    index = data.draw(st.integers(0, size - 1))
    hashes = tree.of_leaves(LEAVES)
    root = tree.root(LEAVES[:size])
    path = tree.inclusion_proof(index, size, hashes)
    verify_inclusion(index, size, LEAVES[index], path, root)
    other = data.draw(st.integers(0, 39))
    elsewhere = data.draw(st.integers(0, size - 1))
    if (other, elsewhere) != (index, index):
        with pytest.raises(Invalid):
            verify_inclusion(elsewhere, size, LEAVES[other], path, root)
    old = data.draw(st.integers(1, size))
    path = tree.consistency_proof(old, size, hashes)
    verify_consistency(old, size, path, tree.root(LEAVES[:old]), root)
