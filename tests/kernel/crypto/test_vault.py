"""The server's own keys: made once, whoever comes first, and never in clear on the disk."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.ended import processes
from tests.unlocked import CHEAP, PASSPHRASE
from tocsin.kernel.crypto import unlocking
from tocsin.kernel.crypto.home import home as folder
from tocsin.kernel.crypto.home import vault as own
from tocsin.kernel.crypto.vault import Locked, Vault
from tocsin.kernel.refusal import Refusal


@pytest.fixture
def vault() -> Vault:
    """The vault of a fresh data folder, unlocked."""
    return own()


def another(vault: Vault) -> Vault:
    """The same vault in another process, which knows nothing yet."""
    return Vault(vault.path, vault.folders)


def test_a_key_is_made_once_and_kept(vault: Vault) -> None:
    key = vault.get("network")
    assert len(key) == 32
    assert another(vault).get("network") == key


def test_keys_of_different_names_differ(vault: Vault) -> None:
    assert len({vault.get("a"), vault.get("b"), vault.per("a", 1), vault.per("a", 2)}) == 4


def test_the_file_is_for_its_owner_only_and_holds_no_key_in_clear(vault: Vault) -> None:
    key = vault.get("network")
    assert vault.path.stat().st_mode & 0o077 == 0
    assert key.hex() not in vault.path.read_text()
    assert key not in vault.path.read_bytes()


def test_nothing_on_the_disk_holds_the_master(vault: Vault, home: Path) -> None:
    master = vault.current()
    vault.get("network")
    for path in home.rglob("*"):
        if path.is_file():
            assert master.hex() not in path.read_bytes().decode("latin-1")
            assert master not in path.read_bytes()


def test_what_is_encrypted_is_decrypted_with_the_same_context(vault: Vault) -> None:
    blob = vault.encrypt("network", b"ada@example.org", b"7")
    assert b"ada@" not in blob
    assert vault.decrypt("network", blob, b"7") == b"ada@example.org"


@pytest.mark.parametrize("case", ["context", "name", "bytes", "version", "empty"])
def test_what_does_not_fit_is_refused_in_a_sentence(vault: Vault, case: str) -> None:
    blob = vault.encrypt("network", b"ada@example.org", b"7")
    name, context = "network", b"7"
    if case == "context":
        context = b"8"
    elif case == "name":
        name = "other"
    elif case == "bytes":
        blob = blob[:-1] + bytes([blob[-1] ^ 1])
    elif case == "version":
        blob = b"\x09" + blob[1:]
    else:
        blob = b""
    with pytest.raises(Refusal, match="Bring back keys/runtime"):
        vault.decrypt(name, blob, context)


def test_equal_texts_have_equal_tags_under_one_key_only(vault: Vault) -> None:
    assert vault.tag("t", "ada") == vault.tag("t", "ada")
    assert vault.tag("t", "ada") != vault.tag("t", "bo")
    assert vault.tag("t", "ada") != vault.tag("u", "ada")


def test_a_destroyed_key_opens_nothing_here_and_in_other_processes(vault: Vault) -> None:
    other = another(vault)
    blob = other.encrypt("appeal", b"x", b"")
    vault.destroy("appeal")
    for one in (vault, other, another(vault)):
        with pytest.raises(Refusal):
            one.decrypt("appeal", blob, b"")


def test_a_destroyed_key_is_overwritten_where_it_lay(vault: Vault) -> None:
    vault.get("appeal")
    before = vault.path.read_bytes()
    wrapped = json.loads(before)["appeal"].encode()
    with vault.path.open("rb") as old:  # the blocks of the file, whatever its name is now
        vault.destroy("appeal")
        assert old.read() == bytes(len(before))
    assert wrapped not in vault.path.read_bytes()


def test_what_a_crash_left_half_written_goes_with_a_destroyed_key(vault: Vault) -> None:
    vault.get("appeal")
    left = vault.path.parent / ".new-left"
    left.write_bytes(vault.path.read_bytes())
    vault.destroy("appeal")
    assert not left.exists()
    assert sorted(path.name for path in vault.path.parent.iterdir()) == [
        "django-secret",
        "master.json",
        "runtime.json",
        "runtime.lock",
    ]


def test_destroying_what_is_not_there_changes_nothing(vault: Vault) -> None:
    vault.get("network")
    before = vault.path.read_bytes()
    vault.destroy("appeal")
    assert vault.path.read_bytes() == before


USES: list[Callable[[Vault], object]] = [
    lambda vault: vault.get("a"),
    lambda vault: vault.per("a", 1),
    lambda vault: vault.destroy("a"),
    lambda vault: vault.encrypt("a", b"x", b""),
    lambda vault: vault.decrypt("a", b"\x01" + bytes(40), b""),
    lambda vault: vault.tag("a", "x"),
    lambda vault: vault.current(),
]


@pytest.mark.parametrize("use", USES)
def test_every_use_while_locked_is_refused_in_a_sentence(
    vault: Vault, use: Callable[[Vault], object]
) -> None:
    vault.get("a")
    unlocking.lock()
    assert vault.locked
    with pytest.raises(Locked, match="This server is locked for the moment") as refused:
        use(vault)
    assert "nothing is lost" in refused.value.sentence


def test_a_running_process_finds_the_master_as_soon_as_it_is_there(vault: Vault) -> None:
    tag = vault.tag("t", "ada")
    unlocking.lock()
    assert vault.locked
    unlocking.unlock(PASSPHRASE)
    assert not vault.locked
    assert vault.tag("t", "ada") == tag


def test_a_master_of_another_folder_is_not_taken(vault: Vault) -> None:
    place = vault.folders[0] / "master"
    place.write_bytes(bytes(32))
    assert vault.locked


def test_a_folder_that_others_may_enter_is_not_trusted(vault: Vault) -> None:
    vault.folders[0].chmod(0o755)
    assert another(vault).locked


def test_a_file_with_a_key_of_another_master_closes_a_running_server(vault: Vault) -> None:
    vault.get("network")
    kept = vault.path.read_bytes()
    held = json.loads(kept)
    for odd in ("00" * 60, 7):
        vault.path.write_text(json.dumps(held | {"transit": odd}))
        for name in ("network", "transit", "other"):
            with pytest.raises(Locked):
                vault.get(name)
        assert json.loads(vault.path.read_bytes()) == held | {"transit": odd}
    vault.path.write_bytes(kept)
    assert not vault.locked


DEEP = b"[" * 3000


@pytest.mark.parametrize(
    "content", [b"", b"{", b"{}", b'{"network": "00"}', b'{"format": "x"}', b"[]", DEEP]
)
def test_a_damaged_file_is_refused_and_stays(vault: Vault, content: bytes) -> None:
    vault.path.write_bytes(content)
    for one in (vault, another(vault)):
        with pytest.raises(Locked):
            one.get("network")
    assert vault.path.read_bytes() == content


def test_a_lost_file_closes_a_running_server_and_is_not_made_anew(vault: Vault) -> None:
    key = vault.get("network")
    kept = vault.path.read_bytes()
    vault.path.unlink()
    for use in USES:
        with pytest.raises(Locked):
            use(vault)
    assert not vault.path.exists()
    vault.path.write_bytes(kept)
    assert vault.get("network") == key


CLEAR = {"network": "11" * 32, "transit": "22" * 32}


def test_keys_of_an_older_version_move_in_at_the_first_unlocking(tmp_path: Path) -> None:
    unlocking.lock()
    (folder() / "keys" / "master.json").unlink()
    own().path.write_text(json.dumps(CLEAR))
    with own().path.open("rb") as old:
        unlocking.begin(PASSPHRASE, CHEAP)
        assert not old.read().strip(b"\0")
    assert own().get("network") == bytes.fromhex(CLEAR["network"])
    assert another(own()).get("transit") == bytes.fromhex(CLEAR["transit"])
    assert "11" * 32 not in own().path.read_text()


def test_moving_in_may_be_cut_short_and_is_done_at_the_next_unlocking() -> None:
    own().path.write_text(json.dumps(CLEAR))  # as if it had stopped after master.json was written
    unlocking.lock()
    unlocking.unlock(PASSPHRASE)
    assert own().get("network") == bytes.fromhex(CLEAR["network"])
    assert "11" * 32 not in own().path.read_text()


MAKE = """
import sys; from pathlib import Path; from tocsin.kernel.crypto.vault import Vault
vault = Vault(Path(sys.argv[1]), [Path(sys.argv[2])])
print(*[vault.get(f"key{n}").hex() for n in range(20)])
"""


def test_processes_that_race_make_the_same_keys(vault: Vault) -> None:
    words = [sys.executable, "-c", MAKE, str(vault.path), str(vault.folders[0])]
    with processes(words, 4, stdout=subprocess.PIPE, text=True) as racing:
        said = {one.communicate(timeout=120)[0] for one in racing}
    assert len(said) == 1
    assert len(said.pop().split()) == 20


def test_many_threads_at_once_get_the_keys_that_are_kept(vault: Vault) -> None:
    names = [f"appeal/{number % 20}" for number in range(200)]
    with ThreadPoolExecutor(16) as pool:
        given = list(zip(names, pool.map(vault.get, names), strict=True))
    later = another(vault)
    assert [later.get(name) for name in names] == [key for _name, key in given]


def test_a_key_that_could_not_be_kept_is_not_used(vault: Vault) -> None:
    vault.get("network")
    vault.path.unlink()
    vault.path.mkdir()  # nothing can be written or read there
    for _again in range(2):
        with pytest.raises(Locked):
            vault.get("other")


def test_a_reader_who_meets_a_file_being_overwritten_reads_its_successor(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.get("network")
    good = vault.path.read_bytes()
    replaced = vault.path.with_name("replaced")
    vault.path.write_bytes(bytes(len(good)))
    replaced.write_bytes(good)
    read, readings = json.loads, iter([True])

    def loads(data: bytes) -> object:
        if next(readings, False):
            replaced.replace(vault.path)  # the other process is done
        return read(data)

    monkeypatch.setattr(json, "loads", loads)
    assert vault._read().keys() == {"network"}


def test_within_one_form_the_keys_are_looked_for_once(vault: Vault) -> None:
    with vault.steady():
        first = vault.tag("a", "x")
        unlocking.lock()
        assert vault.tag("a", "x") == first
    with pytest.raises(Locked):
        vault.tag("a", "x")


def test_a_form_that_fails_leaves_no_key_behind(vault: Vault) -> None:
    def fails() -> None:
        with vault.steady():
            vault.get("a")
            unlocking.lock()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert vault.locked


def test_a_locked_vault_is_no_less_locked_within_a_form(vault: Vault) -> None:
    unlocking.lock()
    with vault.steady(), pytest.raises(Locked):
        vault.get("a")


def test_what_one_thread_holds_another_looks_for(vault: Vault) -> None:
    with vault.steady():
        vault.get("a")
        unlocking.lock()
        with ThreadPoolExecutor(1) as other:
            assert other.submit(lambda: vault.locked).result()
