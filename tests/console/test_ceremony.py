"""The organisation's key on a machine apart: made, written on paper, split, joined, rehearsed."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.paths import ROOT
from tests.unlocked import CHEAP, PASSPHRASE
from tocsin.console import apart, ceremony
from tocsin.kernel.crypto import keyfile, keypair, seal, sharing
from tocsin.kernel.refusal import Refusal

Said = pytest.CaptureFixture[str]
OTHER = "nine loud trains at noon"


@pytest.fixture
def phrase(tmp_path: Path) -> str:
    """A file that holds the passphrase."""
    (tmp_path / "phrase").write_text(f"{PASSPHRASE}\n", "utf-8")
    return str(tmp_path / "phrase")


@pytest.fixture
def pair(tmp_path: Path) -> keypair.KeyPair:
    """A key pair in o.private, under the passphrase, and o.public."""
    made = keypair.create_keypair("River Desk")
    private, public = tmp_path / "o.private", tmp_path / "o.public"
    keyfile.write_pair(made, private, public, PASSPHRASE, CHEAP)
    return made


@pytest.fixture
def shares(pair: keypair.KeyPair, tmp_path: Path) -> list[str]:
    """Its five shares."""
    about = sharing.About("key", pair.key_id, pair.organisation, pair.suite)
    return [str(one) for one in sharing.write_shares(pair.private, about, 3, 5, tmp_path / "o")]


def words_of(said: str) -> str:
    """The recovery words that were printed last."""
    return " ".join(said.splitlines()[-6:])


def test_a_key_is_made_under_a_passphrase_and_comes_back_from_its_words(
    tmp_path: Path, phrase: str, capsys: Said
) -> None:
    out = tmp_path / "key"
    assert ceremony.create_keys(["Desk", "--out", str(out), "--passphrase-file", phrase]) == 0
    made = keyfile.load_private(out.with_suffix(".private"), Path(phrase))
    said = capsys.readouterr()
    assert keypair.fingerprint(made.public) in said.out
    assert said.err == ""
    assert "protected" in out.with_suffix(".private").read_text()
    (tmp_path / "words").write_text(words_of(said.out))
    again = [
        *("--words-file", str(tmp_path / "words"), "--public", str(out.with_suffix(".public"))),
        *("--out", str(tmp_path / "again"), "--passphrase-file", phrase),
    ]
    assert ceremony.recover(again) == 0
    assert keypair.fingerprint(made.public) in capsys.readouterr().out
    got = keyfile.load_private(tmp_path / "again.private", Path(phrase))
    assert (got.private, got.organisation) == (made.private, "Desk")


def test_words_are_typed_over_lines_where_the_public_file_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    out = str(tmp_path / "key")
    ceremony.create_keys(["Desk", "--post-quantum", "--no-passphrase", "--out", out])
    typed = io.StringIO("\n".join(capsys.readouterr().out.splitlines()[-6:]) + "\n")
    monkeypatch.setattr(sys, "stdin", typed)
    named = ["--organisation", "Desk", "--post-quantum", "--no-passphrase"]
    assert ceremony.recover([*named, "--out", str(tmp_path / "again")]) == 0
    one, two = (keyfile.load_private(tmp_path / f"{name}.private") for name in ("key", "again"))
    assert one.private == two.private
    assert one.public == two.public
    assert len(one.public) == 1216


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--words-file", "none"], "The file none cannot be read: No such file or directory.\n"),
        (["--words-file", "short"], "These are 3 words, and a share of a key has 33.\n"),
        (["--words-file", "good"], "Say whose key it is: --public FILE, or --organisation NAME\n"),
        (["--words-file", "good", "--public", "o.public"], "is meant. Take the words or shares of"),
    ],
)
def test_words_that_do_not_fit_are_refused_and_nothing_is_written(
    pair: keypair.KeyPair,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Said,
    words: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "short").write_text("academic acid actress")
    ceremony.create_keys(["Other", "--no-passphrase", "--out", "other"])
    (tmp_path / "good").write_text(words_of(capsys.readouterr().out))
    assert ceremony.recover([*words, "--no-passphrase"]) == 1
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.out == ""
    assert not (tmp_path / "organisation.private").exists()


def test_a_key_is_split_and_three_shares_make_it_again(
    pair: keypair.KeyPair, tmp_path: Path, phrase: str, capsys: Said
) -> None:
    key = str(tmp_path / "o.private")
    assert ceremony.split([key, "--passphrase-file", phrase]) == 0
    said = capsys.readouterr().out
    assert "Any 3 of these 5 open the key together, without a passphrase:" in said
    files = [str(tmp_path / f"o-{number}.share") for number in range(1, 6)]
    assert all(file in said for file in files)
    out = ["--out", str(tmp_path / "joined"), "--passphrase-file", phrase]
    assert ceremony.join([*files[2:], *out]) == 0
    got = keyfile.load_private(tmp_path / "joined.private", Path(phrase))
    assert (got.private, got.key_id) == (pair.private, pair.key_id)


def test_shares_that_say_another_key_than_they_hold_write_nothing(
    pair: keypair.KeyPair, tmp_path: Path, capsys: Said
) -> None:
    about = sharing.About("key", "f" * 16, "River Desk", 1)
    made = sharing.write_shares(pair.private, about, 2, 2, tmp_path / "wrong")
    out = ["--out", str(tmp_path / "joined"), "--no-passphrase"]
    assert ceremony.join([*map(str, made), *out]) == 1
    assert f"This gives the key {pair.key_id}, and {'f' * 16} is meant." in capsys.readouterr().err
    assert not (tmp_path / "joined.private").exists()


@pytest.mark.parametrize("command", [ceremony.join, ceremony.recover, ceremony.create_keys])
def test_what_exists_is_refused_before_anything_is_asked(
    command: object, shares: list[str], tmp_path: Path, capsys: Said
) -> None:
    given = {
        ceremony.join: shares[:3],
        ceremony.recover: ["--words-file", "none"],
        ceremony.create_keys: ["Desk"],
    }[command]  # type: ignore[index]
    before = (tmp_path / "o.private").read_bytes()
    assert command([*given, "--out", str(tmp_path / "o")]) == 1  # type: ignore[operator]
    assert "o.private exists already. Name another file with --out." in capsys.readouterr().err
    assert (tmp_path / "o.private").read_bytes() == before


def test_a_rehearsal_opens_a_record_and_writes_nothing(
    shares: list[str], pair: keypair.KeyPair, tmp_path: Path, phrase: str, capsys: Said
) -> None:
    before = sorted(tmp_path.rglob("*"))
    public = ["--public", str(tmp_path / "o.public")]
    key = ["--key", str(tmp_path / "o.private"), "--passphrase-file", phrase]
    for way in (key, ["--shares", *shares[1:4]]):
        assert ceremony.rehearse([*way, *public]) == 0
        said = capsys.readouterr().out
        assert "It holds: a record that was sealed to the public key has been opened." in said
        assert f"Note it on the server: tocsin keys rehearsed {pair.key_id}" in said
        assert pair.private.hex() not in said
    assert sorted(tmp_path.rglob("*")) == before


def test_a_rehearsal_with_the_key_of_another_time_says_so(
    shares: list[str], tmp_path: Path, capsys: Said
) -> None:
    ceremony.create_keys(["Desk", "--no-passphrase", "--out", str(tmp_path / "new")])
    capsys.readouterr()
    public = ["--public", str(tmp_path / "new.public")]
    assert ceremony.rehearse(["--shares", *shares[:3], *public]) == 1
    said = capsys.readouterr()
    assert "Take the key file of that organisation and time." in said.err
    assert "It holds" not in said.out
    assert ceremony.rehearse(["--shares", *shares[:2], *public]) == 1
    assert "3 different shares are needed, and these are 2." in capsys.readouterr().err


OPENING = [
    (apart.open_bundle, "No such file"),
    (apart.open_attachment, "Name the appeal that it belongs to"),
    (apart.open_contact, "cannot be read: No such file"),
]


@pytest.mark.parametrize(("command", "next_sentence"), OPENING)
def test_whatever_opens_with_the_key_asks_for_its_passphrase(
    pair: keypair.KeyPair,
    tmp_path: Path,
    phrase: str,
    capsys: Said,
    command: Callable[[list[str]], int],
    next_sentence: str,
) -> None:
    words = [str(tmp_path / "none"), "--key", str(tmp_path / "o.private")]
    assert command(words) == 1
    assert "Name a file that holds it: --passphrase-file FILE" in capsys.readouterr().err
    wrong = tmp_path / "wrong"
    wrong.write_text(OTHER)
    assert command([*words, "--passphrase-file", str(wrong)]) == 1
    assert "This passphrase does not fit." in capsys.readouterr().err
    assert command([*words, "--passphrase-file", phrase]) == 1
    assert next_sentence in capsys.readouterr().err


def typed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command where nobody can type."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "tocsin", *words],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_anybody_to_type_no_key_is_made(tmp_path: Path) -> None:
    shown = typed(tmp_path, "keys", "create", "Desk")
    assert (shown.returncode, shown.stdout) == (1, "")
    assert "Name a file that holds it: --passphrase-file FILE" in shown.stderr
    assert not list(tmp_path.glob("organisation.*"))


def at_a_terminal(folder: Path, *answers: str) -> str:
    """What `tocsin keys create Desk` says to somebody who types these answers."""
    pid, terminal = pty.fork()
    if pid == 0:  # the child becomes the command
        os.chdir(folder)
        os.environ["PYTHONPATH"] = str(ROOT)
        words = [sys.executable, "-m", "tocsin", "keys", "create", "Desk"]
        os.execv(sys.executable, words)  # noqa: S606 - the program itself
    said, left = b"", list(answers)
    while True:
        try:
            said += os.read(terminal, 1024)
        except OSError:  # the other end is closed
            break
        if said.rstrip().endswith(b":") and left and said.count(b": ") > len(answers) - len(left):
            os.write(terminal, left.pop(0).encode() + b"\n")
    os.close(terminal)
    os.waitpid(pid, 0)
    return said.decode()


def test_at_a_terminal_the_passphrase_is_asked_twice_and_never_shown(tmp_path: Path) -> None:
    said = at_a_terminal(tmp_path, PASSPHRASE, PASSPHRASE)
    assert "New passphrase for the private key: " in said
    assert "The same once more: " in said
    assert PASSPHRASE not in said
    (tmp_path / "phrase").write_text(PASSPHRASE)
    pair = keyfile.load_private(tmp_path / "organisation.private", tmp_path / "phrase")
    assert keypair.fingerprint(pair.public) in said


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ((PASSPHRASE, OTHER), "The two passphrases differ. Nothing was made; begin again."),
        (("",), "An empty passphrase protects nothing."),
        (("short",), "This passphrase has 5 characters, and 12 are the least."),
    ],
)
def test_at_a_terminal_a_bad_passphrase_makes_no_key(
    tmp_path: Path, answers: tuple[str, ...], sentence: str
) -> None:
    assert sentence in at_a_terminal(tmp_path, *answers)
    assert not list(tmp_path.glob("organisation.*"))


def test_a_place_where_nothing_can_be_written_is_named(
    pair: keypair.KeyPair, tmp_path: Path, phrase: str, capsys: Said
) -> None:
    (tmp_path / "file").write_text("")
    before = sorted(tmp_path.rglob("*"))
    out = ["--out", str(tmp_path / "file" / "new")]
    key = [str(tmp_path / "o.private"), "--passphrase-file", phrase]
    for command, words in (
        (ceremony.create_keys, ["Desk", "--no-passphrase"]),
        (ceremony.split, key),
        (apart.create_partner_keys, ["Casa Clara"]),
    ):
        assert command([*words, *out]) == 1
        said = capsys.readouterr()
        assert re.search(
            r"^\S+/file cannot be written or read: (Not a directory|File exists)\. "
            r"Name another place\.\n\Z",
            said.err,
            re.MULTILINE,
        )
    assert sorted(tmp_path.rglob("*")) == before


def test_a_record_is_opened_with_the_joined_key(shares: list[str], pair: keypair.KeyPair) -> None:
    blob = seal.seal(pair.public, {"name": "Ada Lind"}, "FA-01-2026")
    secret = sharing.join_files([Path(one) for one in shares[::2]], "key").secret
    assert seal.open_sealed(secret, blob, "FA-01-2026") == {"name": "Ada Lind"}
    with pytest.raises(Refusal):
        sharing.join_files([Path(one) for one in shares[:2]], "key")
