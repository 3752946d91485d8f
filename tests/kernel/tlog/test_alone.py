"""verify.py is handed on alone: nothing else of Tocsin is there, and no network."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kernel.tlog.sample import (
    APPEAL,
    LOG,
    ORIGIN,
    STRANGER,
    WITNESSES,
    cosigned,
    receipt,
    signed,
    voices,
)
from tests.paths import ROOT
from tocsin.kernel.tlog import verify
from tocsin.kernel.tlog.note import COSIGNER, vkey

SOURCE = ROOT / "tocsin" / "kernel" / "tlog" / "verify.py"
KEY = vkey(LOG.name, LOG.public)
ENTRIES = voices(70)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A journalist's folder: the script, a receipt, nothing else."""
    folder = tmp_path / "desk"
    folder.mkdir()
    shutil.copy(SOURCE, folder)
    (folder / "mine.tlog-proof").write_text(receipt(ENTRIES, 5))
    return folder


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`python -I verify.py …`: isolated, so that nothing but what is installed can be imported."""
    return subprocess.run(
        [sys.executable, "-I", "verify.py", *words],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_receipt_is_verified_in_a_bare_folder(desk: Path) -> None:
    done = run(desk, "mine.tlog-proof", "--key", KEY)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Verified: signature on the web, entered 2024-10-04 00 h UTC.\n"
        f"It is entry 5 of the 70 entries that {ORIGIN} signed.\n"
        "No witness is asked for by what you trust.\n"
    )


def test_programs_get_json(desk: Path) -> None:
    done = run(desk, "mine.tlog-proof", "--key", KEY, "--appeal", APPEAL, "--json")
    found = json.loads(done.stdout)
    assert (found["verdict"], found["kind"], found["index"], found["size"]) == (
        "verified",
        1,
        5,
        70,
    )
    assert (found["appeal"], found["log"], found["witnesses"]) == (APPEAL, ORIGIN, [])
    done = run(desk, "mine.tlog-proof", "--key", vkey(STRANGER.name, STRANGER.public), "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["verdict"] == "refuted"
    assert "not by the key you trust" in found["why"]


def test_a_key_or_a_policy_may_lie_in_a_file(desk: Path) -> None:
    (desk / "key.txt").write_text(KEY + "\n")
    assert run(desk, "mine.tlog-proof", "--key", "key.txt").returncode == 0
    north = vkey(WITNESSES[0].name, WITNESSES[0].public, COSIGNER)
    (desk / "policy.txt").write_text(f"log {KEY}\nwitness north {north}\nquorum north\n")
    done = run(desk, "mine.tlog-proof", "--policy", "policy.txt")
    assert done.returncode == 1
    assert done.stderr.startswith("Not verified: Too few witnesses signed the checkpoint (0 of")
    note = cosigned(signed(ENTRIES), WITNESSES[0])
    (desk / "mine.tlog-proof").write_text(receipt(ENTRIES, 5, note=note))
    assert "Seen also by: north." in run(desk, "mine.tlog-proof", "--policy", "policy.txt").stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["mine.tlog-proof"], 2, "Cannot tell: Say whose key you trust: --key NAME+…, or"),
        (["none", "--key", KEY], 2, "Cannot tell: “none” cannot be read (No such file or"),
        ([".", "--key", KEY], 2, "Cannot tell: “.” cannot be read (Is a directory)."),
        (["mine.tlog-proof", "--key", "none"], 2, "Cannot tell: “none” cannot be read"),
        (["mine.tlog-proof", "--policy", "none"], 2, "Cannot tell: “none” cannot be read"),
        (["mine.tlog-proof", "--key", KEY + "A"], 1, "Not verified: A line of the file is"),
        (["mine.tlog-proof", "--key", "verify.py"], 1, "Not verified: This is no key of a log."),
        (["verify.py", "--key", KEY], 1, "Not verified: This is no receipt. A receipt begins"),
        (["mine.tlog-proof", "--policy", "verify.py"], 1, "Not verified: Line 1 of the policy"),
        (["mine.tlog-proof", "--key", KEY, "--appeal", "X"], 1, "about another appeal than X."),
        ([], 2, "usage: verify.py"),
    ],
)
def test_each_refusal_is_one_sentence_and_an_exit_code(
    desk: Path, words: list[str], code: int, said: str
) -> None:
    done = run(desk, *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_same_is_said_where_it_is_a_module(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(desk)
    good = ["mine.tlog-proof", "--key", KEY]
    for words in (
        good,
        [*good, "--json"],
        [*good, "--appeal", APPEAL],
        [*good, "--appeal", "X"],
        [*good, "--appeal", "X", "--json"],
        ["mine.tlog-proof"],
        ["mine.tlog-proof", "--json"],
        ["none", "--key", KEY],
        ["mine.tlog-proof", "--policy", "none"],
    ):
        code = verify.main(words)
        shown = capsys.readouterr()
        done = run(desk, *words)
        assert (done.returncode, done.stdout, done.stderr) == (code, shown.out, shown.err)


def test_what_a_stranger_wrote_does_not_steer_a_terminal() -> None:
    refused = verify.Invalid("“a\x1b[2J\x9bb\u202ec” is wrong.")
    assert refused.sentence == str(refused) == "“a?[2J?b?c” is wrong."


def test_it_imports_nothing_but_python_and_cryptography() -> None:
    tree = ast.parse(SOURCE.read_text("utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {one.name.split(".")[0] for one in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    assert names - {"cryptography"} <= set(sys.stdlib_module_names)
    assert not names & {"socket", "http", "urllib", "subprocess", "os"}


def test_the_rest_needs_neither_django_nor_a_database() -> None:
    """Every module of the log, imported where Django cannot be."""
    modules = sorted(path.stem for path in SOURCE.parent.glob("[a-z]*.py"))
    code = "import sys; sys.modules['django'] = sys.modules['sqlite3'] = None\n" + "\n".join(
        f"import tocsin.kernel.tlog.{name}" for name in modules
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(modules) > 10


def test_every_kind_of_a_voice_has_a_name() -> None:
    assert set(verify.KINDS) == set(range(1, 12))
    assert all(verify.KINDS[kind].startswith("signature") for kind in verify.SIGNATURES)
