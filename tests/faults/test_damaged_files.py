"""Key files, shares, bundles, states: they are read whole, or refused in a sentence.

What the log hands out is in tests/kernel/tlog/test_fuzz.py.
"""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.tlog.sample import LOG, signed, voices
from tests.kernel.tlog.test_fuzz import anything
from tests.unlocked import CHEAP, PASSPHRASE
from tocsin.console import verification, watch_file
from tocsin.conveyance.bundle import write_bundle
from tocsin.conveyance.opening import open_bundle
from tocsin.intake.sealing import open_contact, sealed_file
from tocsin.kernel.crypto import keyfile, keypair, passphrase, seal, sharing, signature
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.tlog.verify import Invalid
from tocsin.kernel.tlog.witness import Witness

PAIR = keypair.create_keypair("River Desk")
HYBRID = keypair.create_keypair("River Desk", keypair.HYBRID)
PARTNER = signature.create("Casa Clara")
ABOUT = sharing.About("key", PAIR.key_id, PAIR.organisation, PAIR.suite)


APPEAL = "FA-07-2004"
RECORD = {"name": "Hemi", "country": "NZ", "choice": "public", "channel": "web"}
MANIFEST = {
    "document_id": APPEAL,
    "addressee": "Ministry of the Interior",
    "language": "en",
    "letter": "Dear Sir or Madam,",
    "headline": "RIVERLAND: Nine teachers held",
    "tally": {"confirmed": 1, "paper": 0},
    "created": "2024-10-04",
    "url": f"https://river.example/{APPEAL}/",
}
WATCHED = watch_file.Kept(
    "https://river.example", (vkey(LOG.name, LOG.public),), signed(voices(3)), "", {}
)


def _made() -> dict[str, bytes]:
    """Each kind of file as the program writes it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        keyfile.write_pair(PAIR, folder / "clear", folder / "public")
        keyfile.write_pair(HYBRID, folder / "hybrid", folder / "hybrid public")
        keyfile.write_private(PAIR, folder / "protected", PASSPHRASE, CHEAP)
        signature.write_pair(PARTNER, folder / "partner", folder / "partner public")
        sharing.write_shares(PAIR.private, ABOUT, 2, 3, folder / "s")
        write_bundle(folder / "bundle", MANIFEST, [seal.seal(PAIR.public, RECORD, APPEAL)])
        (folder / "contact").write_bytes(
            sealed_file(APPEAL, seal.seal(PAIR.public, RECORD, APPEAL))
        )
        watch_file.keep(folder / "watch", WATCHED)
        Witness.create(folder / "w", "w1.example")
        (folder / "w" / "key.json").rename(folder / "witness")
        return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


MADE = _made()
# What may stand in a field of JSON; a damaged file or an unkind one has it where it does not fit.
ODD: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)
ODD |= st.sampled_from([float("inf"), float("nan"), 10**30, -1, "\ud800", "\x1b[2J", [[]], {}])


@st.composite
def altered(draw: st.DrawFn, whole: bytes) -> bytes:
    """The same JSON with one to three fields that are others, or gone."""
    held = json.loads(whole)
    for _ in range(draw(st.integers(1, 3))):
        inside = held.get("protected")
        part = inside if isinstance(inside, dict) and inside and draw(st.booleans()) else held
        name = draw(st.sampled_from(sorted(part))) if part else "format"
        if draw(st.integers(0, 4)):
            part[name] = draw(ODD)
        else:
            part.pop(name, None)
    return json.dumps(held).encode()


def spoilt_json(whole: bytes) -> st.SearchStrategy[bytes]:
    """JSON, damaged in one way or another."""
    deep = st.sampled_from([b"[" * 3000, b'{"a":' * 3000, b"9" * 5000])
    return altered(whole) | anything(whole) | deep


def spoilt(name: str) -> st.SearchStrategy[bytes]:
    """That file, damaged."""
    return spoilt_json(MADE[name])


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One for all examples; each writes the same file anew."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "phrase").write_text(f"{PASSPHRASE}\n", "utf-8")
        yield Path(name)


def refused(read: Callable[[], Any]) -> Any:
    """What is read; None where it was refused in a sentence that a terminal can show."""
    try:
        return read()
    except (Refusal, Invalid) as refusal:
        is_shown(refusal.sentence)
        return None


def is_shown(sentence: str) -> None:
    """A sentence that ends, and in which nothing steers a terminal."""
    assert sentence.endswith((".", "?")), sentence
    assert not {"Cc", "Cs"} & set(map(unicodedata.category, sentence)), ascii(sentence)


def put(path: Path, data: bytes) -> Path:
    """Writes a file."""
    path.write_bytes(data)
    return path


@given(data=spoilt("public") | spoilt("hybrid public"))
def test_public_keys(data: bytes) -> None:
    found = refused(lambda: keyfile.read_public(data))
    if found is not None:
        assert found.key_id == keypair.key_id(found.public)
        assert found.organisation.isprintable()


@pytest.mark.parametrize("name", ["clear", "hybrid", "protected"])
@given(data=st.data())
def test_private_keys(folder: Path, name: str, data: st.DataObject) -> None:
    path = put(folder / "key", data.draw(spoilt(name)))
    found = refused(lambda: keyfile.load_private(path, folder / "phrase"))
    assert found is None or found.private in {PAIR.private, HYBRID.private}


@given(data=spoilt("partner") | spoilt("partner public"))
def test_keys_of_partners(folder: Path, data: bytes) -> None:
    found = refused(lambda: signature.load_private(put(folder / "partner", data)))
    assert found is None or found.private == PARTNER.private
    public = refused(lambda: signature.read_public(data))
    assert public is None or len(public.public) == 32


@given(data=spoilt("s-1.share"))
def test_shares(folder: Path, data: bytes) -> None:
    other = put(folder / "other", MADE["s-2.share"])
    found = refused(lambda: sharing.join_files([put(folder / "one", data), other], "key"))
    assert found is None or found.secret == PAIR.private


@given(data=spoilt("contact"))
def test_sealed_contacts(folder: Path, data: bytes) -> None:
    found = refused(lambda: open_contact(put(folder / "contact", data), PAIR))
    assert found in (None, RECORD)


@given(data=spoilt("watch"))
def test_what_a_watcher_kept(folder: Path, data: bytes) -> None:
    found = refused(lambda: watch_file.load(put(folder / "watch.json", data)))
    assert found in (None, WATCHED)


@given(data=spoilt("witness"))
def test_keys_of_witnesses(folder: Path, data: bytes) -> None:
    found = refused(lambda: Witness(put(folder / "key.json", data).parent))
    assert found is None or found.signer.private.hex().encode() in data


@given(data=st.data())
def test_secrets_under_a_passphrase(data: st.DataObject) -> None:
    """Also where whoever altered the fields made their checksum fit."""
    held = passphrase.wrap(b"x" * 32, PASSPHRASE, b"context", CHEAP)
    changed = json.loads(data.draw(altered(json.dumps(held).encode())))
    changed.pop("check", None)
    changed["check"] = passphrase._check(changed)
    try:
        assert passphrase.unwrap(changed, PASSPHRASE, b"context") == b"x" * 32
    except (ValueError, passphrase.WrongPassphrase):
        return


PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
MEMBERS = ("manifest.json", "records.bin")


@st.composite
def bundles(draw: st.DrawFn) -> bytes:
    """A bundle that was damaged, or that somebody packed with another manifest."""
    if draw(st.booleans()):
        return draw(anything(MADE["bundle"]))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(MADE["bundle"])) as whole:
        members = {name: whole.read(name) for name in MEMBERS}
    members["manifest.json"] = draw(spoilt_json(members["manifest.json"]))
    with zipfile.ZipFile(buffer, "w", draw(st.sampled_from(PACKINGS))) as archive:
        for name in draw(st.permutations(MEMBERS)):
            archive.writestr(name, members[name])
    return draw(st.just(buffer.getvalue()) | anything(buffer.getvalue()))


@given(data=bundles())
def test_bundles(folder: Path, data: bytes) -> None:
    path, key = put(folder / "bundle.zip", data), put(folder / "clear", MADE["clear"])
    refused(lambda: open_bundle(path, key, folder))
    policy = ["--key", WATCHED.logs[0]]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        assert verification.run([str(path), *policy]) in {1, 2}
