"""`tocsin witness`: made, taught and run as a person does, and asked by a log."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.apart import interruptible
from tests.kernel.tlog.sample import LOG, ORIGIN, growth, signed, voices
from tests.ports import free_port
from tocsin.console import witnessing
from tocsin.kernel.tlog.asking import Smaller, ask, confirmed
from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.tlog.verify import Verifier
from tocsin.kernel.tlog.witness import Witness, place

KEY = vkey(LOG.name, LOG.public)
ENTRIES = voices(20)
Capture = pytest.CaptureFixture[str]


def test_a_witness_is_made_and_taught(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "w"
    assert witnessing.run(["init", str(folder), "--name", "w1.example"]) == 0
    shown = capsys.readouterr().out
    line = shown.splitlines()[0]
    assert Verifier.parse(line).name == "w1.example"
    assert "a copy brought back from a backup would forget what it saw" in shown
    assert witnessing.run(["vkey", "--folder", str(folder)]) == 0
    assert capsys.readouterr().out == line + "\n"
    assert witnessing.run(["add-log", KEY, "--folder", str(folder)]) == 0
    assert capsys.readouterr().out == (
        f"Knows {ORIGIN}. What it saw is shown at /{place(ORIGIN)}/checkpoint.\n"
    )
    (tmp_path / "key").write_text(KEY + "\n")
    assert witnessing.run(["add-log", str(tmp_path / "key"), "--folder", str(folder)]) == 0
    assert Witness(folder).logs() == [LOG.verifier()]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["vkey", "--folder", "none"],
            "There is no witness in none. Make one: tocsin witness init",
        ),
        (["serve", "--folder", "none"], "There is no witness in none."),
        (["add-log", "nonsense+"], "There is no witness in witness."),
        (["add-log", "no-file"], "“no-file” cannot be read (No such file or directory)."),
        (["init", "w", "--name", "a b"], "A witness’s name has no spaces and no plus"),
    ],
)
def test_a_refusal_is_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert witnessing.run(words) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith(said)
    assert shown.out == ""
    assert {path.name for path in tmp_path.iterdir()} <= {"home"}


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("key.json", ["vkey"], "The key of the witness in w is damaged. Bring back key.json alone"),
        ("logs", ["add-log", KEY], "The file w/logs is damaged. Bring it back from a copy, or"),
    ],
)
def test_a_damaged_file_of_the_witness_is_named_and_stays(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    name: str,
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Witness.create(Path("w"), "w1.example")
    for content in (b"{", b"\xff\n", b"[" * 3000):
        (tmp_path / "w" / name).write_bytes(content)
        assert witnessing.run([*words, "--folder", "w"]) == 1
        assert capsys.readouterr().err.startswith(said)
        assert (tmp_path / "w" / name).read_bytes() == content
        assert {path.name for path in (tmp_path / "w").iterdir()} == {"key.json", name}


def test_an_address_that_this_machine_does_not_have_is_named(
    tmp_path: Path, capsys: Capture
) -> None:
    Witness.create(tmp_path / "w", "w1.example")
    words = ["serve", "--folder", str(tmp_path / "w"), "--host", "203.0.113.1"]
    assert witnessing.run(words) == 1
    assert capsys.readouterr().err == (
        "Nothing can be answered at 203.0.113.1, port 8011 (Cannot assign requested address). "
        "Name others: --host ADDRESS --port NUMBER\n"
    )


def test_wrong_words_end_with_two(capsys: Capture) -> None:
    for words in ([], ["nonsense"], ["init", "w"], ["serve", "--port", "99999"]):
        with pytest.raises(SystemExit) as ended:
            witnessing.run(words)
        assert ended.value.code == 2


def test_a_port_that_is_taken_is_said_to_be(tmp_path: Path, capsys: Capture) -> None:
    import socket

    Witness.create(tmp_path / "w", "w1.example")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        words = ["serve", "--port", port, "--folder", str(tmp_path / "w")]
        assert witnessing.run(words) == 1
    assert "Address already in use" in capsys.readouterr().err


@contextmanager
def served(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The witness as a process, where no setting and no server is."""
    words = [sys.executable, "-m", "tocsin", "witness", "serve", "--port", str(port)]
    with interruptible([*words, "--folder", str(folder)], folder) as process:
        yield process


def await_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_a_killed_witness_still_knows_what_it_saw(tmp_path: Path) -> None:
    witness = Witness.create(tmp_path / "w", "w1.example")
    witness.add_log(KEY)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with served(witness.folder, port) as process:
        assert await_line(process) == f"w1.example answers at {url}\n"
        lines = ask(url, 0, [], signed(ENTRIES[:9]))
        assert isinstance(lines, list)
        assert confirmed(signed(ENTRIES[:9]), lines, [Verifier.parse(witness.vkey)])
        process.kill()
    with served(witness.folder, port) as process:
        await_line(process)
        assert ask(url, 0, [], signed(ENTRIES)) == Smaller(9)
        assert isinstance(ask(url, 9, growth(ENTRIES, 9), signed(ENTRIES)), list)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
