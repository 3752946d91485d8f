"""The two files of a key pair: read back whole, or refused with what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unlocked import CHEAP, PASSPHRASE
from tocsin.kernel import files
from tocsin.kernel.crypto import keyfile, keypair, passphrase, seal
from tocsin.kernel.refusal import Refusal

PAIR = seal.create_keypair("Desk")
HYBRID = seal.create_keypair("Desk", keypair.HYBRID)


def written(folder: Path, words: str = "") -> tuple[Path, Path]:
    private, public = folder / "o.private", folder / "o.public"
    seal.write_pair(PAIR, private, public, words, CHEAP)
    return private, public


def phrase(folder: Path, words: str = PASSPHRASE) -> Path:
    (folder / "phrase").write_text(f"{words}\n", "utf-8")
    return folder / "phrase"


def test_a_private_file_under_a_passphrase_holds_nothing_in_clear(tmp_path: Path) -> None:
    private, _public = written(tmp_path, PASSPHRASE)
    assert PAIR.private.hex() not in private.read_text()
    assert seal.load_private(private, phrase(tmp_path)) == PAIR


def test_a_wrong_passphrase_is_named(tmp_path: Path) -> None:
    private, _public = written(tmp_path, PASSPHRASE)
    with pytest.raises(Refusal, match="This passphrase does not fit"):
        seal.load_private(private, phrase(tmp_path, "quite another one"))


def test_where_nobody_types_the_option_for_the_passphrase_is_named(tmp_path: Path) -> None:
    private, _public = written(tmp_path, PASSPHRASE)
    with pytest.raises(Refusal, match="--passphrase-file FILE"):
        seal.load_private(private)


@pytest.mark.parametrize("part", ["sealed", "salt", "check", "memory", "kdf"])
def test_damage_under_a_passphrase_is_told_from_a_wrong_one(tmp_path: Path, part: str) -> None:
    private, _public = written(tmp_path, PASSPHRASE)
    held = json.loads(private.read_text())
    held["protected"][part] = 7 if part == "memory" else "ab" * 16
    private.write_text(json.dumps(held))
    with pytest.raises(Refusal, match=r"key file is damaged. Take the copy"):
        seal.load_private(private, phrase(tmp_path))


@pytest.mark.parametrize(
    ("part", "value"), [("key_id", 7), ("key_id", None), ("suite", float("inf")), ("suite", [])]
)
def test_a_field_of_another_kind_is_damage(tmp_path: Path, part: str, value: object) -> None:
    private, _public = written(tmp_path, PASSPHRASE)
    private.write_text(json.dumps(json.loads(private.read_text()) | {part: value}))
    with pytest.raises(Refusal, match=r"key file is damaged. Take the copy"):
        seal.load_private(private, phrase(tmp_path))


@pytest.mark.parametrize("cost", [float("inf"), -1, 0, 10**9])
def test_a_file_that_asks_for_what_no_machine_has_is_damaged(tmp_path: Path, cost: float) -> None:
    """Also where its checksum was made to fit."""
    private, _public = written(tmp_path, PASSPHRASE)
    held = json.loads(private.read_text())
    fields = {name: value for name, value in held["protected"].items() if name != "check"}
    for part in ("memory", "passes", "lanes"):
        changed = fields | {part: cost}
        held["protected"] = changed | {"check": passphrase._check(changed)}
        private.write_text(json.dumps(held))
        with pytest.raises(Refusal, match=r"key file is damaged. Take the copy"):
            seal.load_private(private, phrase(tmp_path))


def test_a_name_that_steers_a_terminal_is_read_without_what_steers_it(tmp_path: Path) -> None:
    private, public = written(tmp_path)
    for path in (private, public):
        path.write_text(
            json.dumps(json.loads(path.read_text()) | {"organisation": "D\x1b[2J\ud800"})
        )
    assert seal.load_private(private).organisation == "D?[2J?"
    assert seal.load_public(public).organisation == "D?[2J?"


def test_a_hybrid_pair_is_read_back(tmp_path: Path) -> None:
    private, public = tmp_path / "h.private", tmp_path / "h.public"
    seal.write_pair(HYBRID, private, public)
    assert seal.load_private(private) == HYBRID
    assert seal.load_public(public).suite == keypair.HYBRID
    assert public.stat().st_size < 20_000  # what the desk's form reads


def test_a_key_file_of_an_older_version_is_read(tmp_path: Path) -> None:
    private, _public = written(tmp_path)
    held = json.loads(private.read_text())
    del held["suite"]
    private.write_text(json.dumps(held))
    assert seal.load_private(private) == PAIR


@pytest.mark.parametrize("public", ["", "00" * 31, "00" * 1216, 7, None])
def test_a_public_file_that_holds_no_key_is_damaged(tmp_path: Path, public: object) -> None:
    _private, file = written(tmp_path)
    held = json.loads(file.read_text())
    file.write_text(json.dumps(held | {"public": public}))
    with pytest.raises(Refusal, match="key file is damaged"):
        seal.load_public(file)


def test_key_files_are_read_back(tmp_path: Path) -> None:
    private, public = written(tmp_path)
    assert seal.load_private(private) == PAIR
    assert seal.load_public(public).key_id == PAIR.key_id
    assert private.stat().st_mode & 0o077 == 0


def test_a_disk_that_fills_up_leaves_no_public_half_that_nobody_can_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = files.write

    def full(path: Path, data: bytes, mode: int = 0o600) -> None:
        if path.name == "private":
            raise files.FullDisk(path.parent)
        write(path, data, mode)

    monkeypatch.setattr(files, "write", full)
    with pytest.raises(Refusal, match="disk is full"):
        keyfile.write_pair(PAIR, tmp_path / "private", tmp_path / "public")
    assert not (tmp_path / "public").exists()


def test_the_passphrase_is_bound_to_the_key_and_to_its_use(tmp_path: Path) -> None:
    private, _public = written(tmp_path, PASSPHRASE)
    held = json.loads(private.read_text())["protected"]
    context = b"tocsin private key 1\n" + PAIR.key_id.encode()
    assert passphrase.unwrap(held, PASSPHRASE, context) == PAIR.private
    with pytest.raises(Refusal, match="This passphrase does not fit"):
        passphrase.unwrap(held, PASSPHRASE, context[:-1])


def test_anybody_may_read_the_public_file(tmp_path: Path) -> None:
    _private, public = written(tmp_path)
    assert public.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("there", ["o.private", "o.public"])
def test_where_one_of_the_files_is_there_neither_is_written(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("kept")
    with pytest.raises(Refusal, match=f"{there} exists already. Name another file with --out"):
        written(tmp_path)
    assert [(one.name, one.read_text()) for one in tmp_path.glob("o.*")] == [(there, "kept")]


def test_a_private_file_alone_is_not_overwritten_either(tmp_path: Path) -> None:
    (tmp_path / "o.private").write_text("kept")
    with pytest.raises(Refusal, match="exists already"):
        keyfile.write_private(PAIR, tmp_path / "o.private", "")
    assert (tmp_path / "o.private").read_text() == "kept"


def test_what_is_no_key_is_not_taken_for_one_because_its_name_fits(tmp_path: Path) -> None:
    _private, file = written(tmp_path)
    public = bytes(31)
    held = json.loads(file.read_text()) | {"public": public.hex()}
    file.write_text(json.dumps(held | {"key_id": keypair.key_id(public)}))
    with pytest.raises(Refusal, match="key file is damaged"):
        seal.load_public(file)


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
