"""Commands for another machine: neither database nor data folder, refusals in a line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT
from tocsin.console import apart, ceremony
from tocsin.console.table import offline
from tocsin.kernel.crypto import seal
from tocsin.kernel.refusal import Refusal


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """An empty folder of another machine."""
    (tmp_path / "elsewhere").mkdir()
    return tmp_path / "elsewhere"


def typed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command in an empty folder, with no setting at all."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "tocsin", *words],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_keys_are_made_where_nothing_of_the_server_is(elsewhere: Path) -> None:
    shown = typed(elsewhere, "keys", "create", "River Desk", "--no-passphrase")
    assert shown.returncode == 0
    assert shown.stderr == "Without a passphrase whoever finds this file reads every name.\n"
    made = sorted(path.name for path in elsewhere.iterdir())
    assert made == ["organisation.private", "organisation.public"]
    pair = seal.load_private(elsewhere / "organisation.private")
    assert pair.organisation == "River Desk"
    assert f"Fingerprint {seal.fingerprint(pair.public)}" in shown.stdout
    assert "take it to the server: tocsin keys add organisation.public" in shown.stdout
    assert pair.private.hex() not in shown.stdout


def test_only_the_owner_may_read_the_private_half(elsewhere: Path) -> None:
    assert ceremony.create_keys(["Desk", "--no-passphrase", "--out", str(elsewhere / "o")]) == 0
    assert (elsewhere / "o.private").stat().st_mode & 0o777 == 0o600
    assert b"private" not in (elsewhere / "o.public").read_bytes().replace(b'"half": "public"', b"")


def test_every_pair_is_another(elsewhere: Path) -> None:
    for name in ("a", "b"):
        ceremony.create_keys(["Desk", "--no-passphrase", "--out", str(elsewhere / name)])
    one, two = (seal.load_private(elsewhere / f"{name}.private") for name in ("a", "b"))
    assert one.private != two.private


@pytest.mark.parametrize("half", ["private", "public"])
def test_what_exists_is_refused_and_stays(
    elsewhere: Path, half: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (elsewhere / f"o.{half}").write_text("mine")
    assert ceremony.create_keys(["Desk", "--no-passphrase", "--out", str(elsewhere / "o")]) == 1
    said = capsys.readouterr()
    assert said.err == f"{elsewhere}/o.{half} exists already. Name another file with --out.\n"
    assert said.out == ""
    assert [path.read_text() for path in elsewhere.iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["keys", "create"], "the following arguments are required: organisation"),
        (["convey", "open"], "the following arguments are required: bundle, --key"),
        (["convey", "open", "b.zip"], "the following arguments are required: --key"),
    ],
)
def test_a_word_that_is_missing_is_named(elsewhere: Path, words: list[str], sentence: str) -> None:
    shown = typed(elsewhere, *words)
    assert shown.returncode == 2
    assert sentence in shown.stderr
    assert "usage: tocsin" in shown.stderr
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("words", [["keys", "create"], ["convey", "open"]])
def test_help_is_given_without_a_server(elsewhere: Path, words: list[str]) -> None:
    shown = typed(elsewhere, *words, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"usage: tocsin {' '.join(words)}" in shown.stdout
    assert list(elsewhere.iterdir()) == []


def test_a_key_file_that_is_not_there_is_named(elsewhere: Path) -> None:
    shown = typed(elsewhere, "convey", "open", "b.zip", "--key", "o.private")
    assert (shown.returncode, shown.stdout) == (1, "")
    assert shown.stderr == "The key file o.private cannot be read: No such file or directory.\n"


def test_a_refusal_becomes_a_line_and_any_other_error_is_not_hidden(
    capsys: pytest.CaptureFixture[str],
) -> None:
    @apart.refusing
    def refuse(words: list[str]) -> None:
        raise Refusal("Take another file.")

    @apart.refusing
    def break_off(words: list[str]) -> None:
        raise ZeroDivisionError

    assert refuse([]) == 1
    assert capsys.readouterr().err == "Take another file.\n"
    with pytest.raises(ZeroDivisionError):
        break_off([])


@pytest.mark.parametrize(
    "words", [[], ["convey"], ["keys"], ["convey", "export"], ["keys", "add"], ["open", "convey"]]
)
def test_every_other_command_needs_the_server(words: list[str]) -> None:
    assert offline(words) is None
