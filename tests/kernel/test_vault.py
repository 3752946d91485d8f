"""The server's own keys: made once, whoever comes first, and never in clear text elsewhere."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tocsin.kernel.refusal import Refusal
from tocsin.kernel.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """A vault of its own."""
    return Vault(tmp_path / "keys" / "runtime.json")


def test_a_key_is_made_once_and_kept(vault: Vault) -> None:
    key = vault.get("network")
    assert len(key) == 32
    assert Vault(vault.path).get("network") == key


def test_keys_of_different_names_differ(vault: Vault) -> None:
    assert len({vault.get("a"), vault.get("b"), vault.per("a", 1), vault.per("a", 2)}) == 4


def test_the_file_is_for_its_owner_only(vault: Vault) -> None:
    vault.get("network")
    assert vault.path.stat().st_mode & 0o077 == 0


def test_what_is_encrypted_is_decrypted_with_the_same_context(vault: Vault) -> None:
    blob = vault.encrypt("network", b"ada@example.org", b"7")
    assert b"ada" not in blob
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


def test_a_destroyed_key_opens_nothing(vault: Vault) -> None:
    blob = vault.encrypt("appeal", b"x", b"")
    vault.destroy("appeal")
    with pytest.raises(Refusal):
        Vault(vault.path).decrypt("appeal", blob, b"")


MAKE = """
import sys; from pathlib import Path; from tocsin.kernel.vault import Vault
vault = Vault(Path(sys.argv[1]))
print(*[vault.get(f"key{n}").hex() for n in range(20)])
"""


def test_processes_that_race_make_the_same_keys(tmp_path: Path) -> None:
    words = [sys.executable, "-c", MAKE, str(tmp_path / "keys" / "runtime.json")]
    racing = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = {one.communicate()[0] for one in racing}
    assert len(said) == 1
    assert len(said.pop().split()) == 20


def test_many_threads_at_once_get_the_keys_that_are_kept(vault: Vault) -> None:
    names = [f"appeal/{number % 20}" for number in range(200)]
    with ThreadPoolExecutor(16) as pool:
        given = list(zip(names, pool.map(vault.get, names), strict=True))
    later = Vault(vault.path)
    assert [later.get(name) for name in names] == [key for _name, key in given]


def test_a_key_that_could_not_be_kept_is_not_used(vault: Vault) -> None:
    vault.get("network")
    vault.path.unlink()
    vault.path.mkdir()  # nothing can be written or read there
    for _again in range(2):
        with pytest.raises(OSError, match="directory"):
            vault.get("other")
