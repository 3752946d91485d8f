"""The master of the server: under a passphrase on the disk, in clear in memory alone."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unlocked import CHEAP, PASSPHRASE
from tocsin.kernel.crypto import memory, passphrase, unlocking, wiping
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.crypto.passphrase import Cost, WrongPassphrase
from tocsin.kernel.refusal import Refusal

OTHER = "nine loud trains at noon"
CONTEXT = b"context"


@pytest.fixture
def in_memory(settings: Any) -> Path:
    """The folder of the master."""
    return Path(settings.TOCSIN_RUNTIME)


def wrapped(**changes: Any) -> dict[str, Any]:
    return passphrase.wrap(b"x" * 32, PASSPHRASE, CONTEXT, CHEAP) | changes


def test_the_master_lies_in_a_folder_of_its_own_that_nobody_else_enters(in_memory: Path) -> None:
    file = in_memory / "master"
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(file.read_bytes()) == 32


def test_locking_overwrites_the_master_and_takes_it_away(in_memory: Path) -> None:
    file = in_memory / "master"
    with file.open("rb") as old:
        assert unlocking.lock()
        assert old.read() == bytes(32)
    assert not file.exists()
    assert vault().locked
    assert not unlocking.lock()  # a second time there is nothing to take


def test_the_passphrase_unlocks_and_another_one_does_not() -> None:
    key = vault().get("network")
    unlocking.lock()
    with pytest.raises(WrongPassphrase, match=r"does not fit. Nothing was changed; try it again"):
        unlocking.unlock(OTHER)
    assert vault().locked
    unlocking.unlock(PASSPHRASE)
    assert vault().get("network") == key


def test_a_passphrase_typed_in_another_form_of_the_same_letters_unlocks() -> None:
    composed, apart = "café à minuit tous les jours", "café à minuit tous les jours"
    held = passphrase.wrap(b"x" * 32, composed, CONTEXT, CHEAP)
    assert passphrase.unwrap(held, apart, CONTEXT) == b"x" * 32


def test_a_second_beginning_is_refused_and_changes_nothing(home: Path) -> None:
    before = (home / "keys" / "master.json").read_bytes()
    with pytest.raises(Refusal, match=r"has a passphrase already. Type: tocsin unlock"):
        unlocking.begin(OTHER, CHEAP)
    assert (home / "keys" / "master.json").read_bytes() == before


def test_without_a_passphrase_there_is_nothing_to_unlock(home: Path) -> None:
    (home / "keys" / "master.json").unlink()
    assert vault().locked
    with pytest.raises(Refusal, match=r"no passphrase yet. Type: tocsin unlock, and choose one"):
        unlocking.unlock(PASSPHRASE)


def test_a_changed_passphrase_opens_and_the_one_before_does_not(home: Path) -> None:
    key = vault().get("network")
    with (home / "keys" / "master.json").open("rb") as old:
        unlocking.change(unlocking.master(PASSPHRASE), OTHER, CHEAP)
        assert not old.read().strip(b"\0")  # or it could be opened with the old one for ever
    unlocking.lock()
    with pytest.raises(WrongPassphrase):
        unlocking.unlock(PASSPHRASE)
    unlocking.unlock(OTHER)
    assert vault().get("network") == key


DEEP = b"[" * 3000
ENDLESS = b'{"format": "tocsin-master 1", "wrapped": {"memory": 1e999, "passes": 1, "lanes": 1}}'


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"\xff", b'{"format": "tocsin-master 1", "id": "x"}', DEEP, ENDLESS],
)
def test_a_damaged_file_is_named_with_the_remedy(home: Path, content: bytes) -> None:
    (home / "keys" / "master.json").write_bytes(content)
    with pytest.raises(Refusal, match=r"damaged. Bring it back from the backup, or unlock with"):
        unlocking.unlock(PASSPHRASE)
    assert (home / "keys" / "master.json").read_bytes() == content


@pytest.mark.parametrize(
    "content",
    [
        '{"format": "tocsin-runtime 2", "log": 7}',
        '{"format": "tocsin-runtime 2", "log": "00"}',
        '{"format": "focsin-runtime 2"}',
        f'{{"log": "{"00" * 60}"}}',
        "{}",
    ],
)
def test_keys_that_the_right_master_does_not_open_are_not_laid_to_its_shares(
    home: Path, content: str
) -> None:
    (home / "keys" / "runtime.json").write_text(content)
    with pytest.raises(Refusal, match=r"runtime.json is damaged, .* Bring back its newest"):
        unlocking.unlock_with(unlocking.master(PASSPHRASE))
    assert (home / "keys" / "runtime.json").read_text() == content


def everything(folder: Path) -> dict[str, bytes]:
    """What lies in a folder, the lock left out."""
    files = (path for path in folder.iterdir() if path.suffix != ".lock")
    return {path.name: path.read_bytes() for path in files}


@pytest.mark.parametrize("content", ['{"log": "zz"}', '{"log": 7}', "{", "[]"])
def test_keys_of_an_older_version_that_are_damaged_stay_as_they_are(
    home: Path, in_memory: Path, content: str
) -> None:
    master = unlocking.master(PASSPHRASE)
    unlocking.lock()
    (home / "keys" / "runtime.json").write_text(content)
    before = everything(home / "keys")
    ways: list[Callable[[], object]] = [
        lambda: unlocking.unlock(PASSPHRASE),
        lambda: unlocking.unlock_with(master),
    ]
    for way in ways:
        with pytest.raises(Refusal, match=r"keys/runtime.json is damaged, or belongs to"):
            way()
        assert everything(home / "keys") == before
        assert not (in_memory / "master").exists()
        assert vault().locked


def test_no_passphrase_is_put_on_keys_of_an_older_version_that_are_damaged(
    home: Path, in_memory: Path
) -> None:
    unlocking.lock()
    (home / "keys" / "master.json").unlink()
    (home / "keys" / "runtime.json").write_text('{"log": "zz"}')
    before = everything(home / "keys")
    with pytest.raises(Refusal, match=r"keys/runtime.json is damaged, or belongs to"):
        unlocking.begin(PASSPHRASE, CHEAP)
    assert everything(home / "keys") == before
    assert "master.json" not in before
    assert not (in_memory / "master").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"memory": 64},
        {"salt": "00" * 16},
        {"sealed": "zz"},
        {"kdf": "md5"},
        {"lanes": None},
        {"check": "0" * 16},
    ],
)
def test_damage_is_told_from_a_wrong_passphrase(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"fields|hex"):
        passphrase.unwrap(wrapped(**changes), PASSPHRASE, CONTEXT)


def test_a_file_cannot_ask_for_the_memory_of_the_whole_machine() -> None:
    held = wrapped(memory=1 << 30)
    held["check"] = passphrase._check({k: v for k, v in held.items() if k != "check"})
    with pytest.raises(ValueError, match="damaged"):
        passphrase.unwrap(held, PASSPHRASE, CONTEXT)


def test_what_was_wrapped_for_one_thing_opens_no_other() -> None:
    with pytest.raises(WrongPassphrase):
        passphrase.unwrap(wrapped(), PASSPHRASE, b"another context")


def test_the_usual_cost_is_that_of_the_standard() -> None:
    assert Cost(memory=65_536, passes=3, lanes=4) == passphrase.USUAL  # RFC 9106, section 4
    assert passphrase.wrap(b"x", PASSPHRASE, b"")["memory"] == 65_536


def test_the_master_of_another_server_is_refused() -> None:
    with pytest.raises(Refusal, match="belong to another server or to another time"):
        unlocking.unlock_with(bytes(32))


def test_a_lost_master_is_not_replaced_over_keys_that_it_locked(home: Path) -> None:
    vault().get("network")
    secret = vault().current()
    (home / "keys" / "master.json").unlink()
    with pytest.raises(Refusal, match=r"nothing else opens keys/runtime.json"):
        unlocking.begin(OTHER, CHEAP)
    unlocking.change(secret, OTHER, CHEAP)  # as with the shares of the master
    unlocking.unlock(OTHER)
    assert len(vault().get("network")) == 32


def test_a_folder_of_somebody_else_stops_unlocking(in_memory: Path) -> None:
    unlocking.lock()
    in_memory.chmod(0o755)
    with pytest.raises(Refusal, match="belongs to somebody else or is open to others"):
        unlocking.unlock(PASSPHRASE)
    assert not (in_memory / "master").exists()


def test_a_link_in_the_place_of_the_folder_is_not_followed(in_memory: Path, tmp_path: Path) -> None:
    unlocking.lock()
    in_memory.rmdir()
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    in_memory.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refusal, match="belongs to somebody else"):
        unlocking.unlock(PASSPHRASE)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.TOCSIN_RUNTIME = str(tmp_path / "file" / "memory")
    with pytest.raises(Refusal, match=r"cannot be made: Not a directory. Set TOCSIN_RUNTIME"):
        unlocking.unlock(PASSPHRASE)


def test_without_memory_nothing_is_put_on_the_disk(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(memory, "is_in_memory", lambda _folder: False)
    settings.TOCSIN_RUNTIME = ""
    with pytest.raises(Refusal, match=r"must not lie on a disk. Set TOCSIN_RUNTIME to a folder"):
        unlocking.unlock(PASSPHRASE)
    assert vault().locked


def test_the_table_of_mounts_tells_memory_from_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table = tmp_path / "mounts"
    monkeypatch.setattr(memory, "MOUNTS", table)
    table.write_text(f"disk / ext4 rw 0 0\nrun {tmp_path} tmpfs rw 0 0\n")
    assert memory.is_in_memory(tmp_path)
    assert not memory.is_in_memory(Path("/"))
    table.write_text(f"run {tmp_path} tmpfs rw 0 0\ndisk {tmp_path} ext4 rw 0 0\n")
    assert not memory.is_in_memory(tmp_path)  # the later lies on top
    table.unlink()
    assert not memory.is_in_memory(tmp_path)


def test_each_data_folder_has_a_place_of_its_own() -> None:
    one, two = (memory.folders(Path(name), "") for name in ("/srv/one", "/srv/two"))
    assert not set(one) & set(two)
    assert one == memory.folders(Path("/srv/one"), "")
    assert str(os.geteuid()) in str(one[0])


def test_the_passphrase_of_systemd_is_found(settings: Any, tmp_path: Path) -> None:
    assert unlocking.credential() is None
    settings.CREDENTIALS_DIRECTORY = str(tmp_path)
    assert unlocking.credential() is None
    (tmp_path / "tocsin-master").write_text(PASSPHRASE)
    assert unlocking.credential() == tmp_path / "tocsin-master"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read: No such file"),
        (b"", "is empty"),
        (b"\n\nx", "is empty"),
        (b"\xff\xfe", "cannot be read: it is no text"),
    ],
)
def test_a_passphrase_file_that_is_none_is_named(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    if content is not None:
        (tmp_path / "p").write_bytes(content)
    with pytest.raises(Refusal, match=sentence):
        passphrase.ask("this", tmp_path / "p")


def test_only_the_first_line_of_a_file_is_the_passphrase(tmp_path: Path) -> None:
    (tmp_path / "p").write_text(f"{PASSPHRASE}\r\nand what it is for\n")
    assert passphrase.ask("this", tmp_path / "p") == PASSPHRASE


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("   \n", "is empty"),
        ("too short\n", "has 9 characters, and 12"),
        ("\0" * 64, "has control characters in it, such as NUL or a tab. Choose five"),
        ("five quiet\x1bferries\n", "has control characters in it"),
    ],
)
def test_a_weak_new_passphrase_is_refused(tmp_path: Path, words: str, sentence: str) -> None:
    (tmp_path / "p").write_text(words)
    with pytest.raises(Refusal, match=sentence):
        passphrase.choose("this", tmp_path / "p")


def test_where_nobody_can_type_the_option_is_named() -> None:
    with pytest.raises(Refusal, match="--passphrase-file FILE"):
        passphrase.ask("this")
    with pytest.raises(Refusal, match="--passphrase-file FILE"):
        passphrase.choose("this")


def test_a_passphrase_of_chance_has_eight_words_and_is_another_each_time() -> None:
    made = {passphrase.random() for _ in range(5)}
    assert len(made) == 5
    assert {len(one.split()) for one in made} == {8}


def test_a_file_is_overwritten_before_it_goes(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"secret")
    with (tmp_path / "x").open("rb") as old:
        wiping.replace(tmp_path / "x", b"new")
        assert old.read() == bytes(6)
    assert (tmp_path / "x").read_bytes() == b"new"
    assert wiping.remove(tmp_path / "x")
    assert not wiping.remove(tmp_path / "x")


def test_what_is_wrapped_survives_json() -> None:
    held = json.loads(json.dumps(wrapped()))
    assert passphrase.unwrap(held, PASSPHRASE, CONTEXT) == b"x" * 32
