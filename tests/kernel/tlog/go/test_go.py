"""Go's own checksum-database code reads our log and finds every proof right.

Needs Debian's golang-go and golang-golang-x-mod-dev; tests/run runs this part where they are.
"""

from __future__ import annotations

import base64
import os
import random
import subprocess
from pathlib import Path

import pytest

from tests.kernel.tlog.sample import LOG, ORIGIN, WITNESSES, cosigned, published, signed, voices
from tocsin.kernel.tlog.folder import LogFolder
from tocsin.kernel.tlog.note import vkey

HERE = Path(__file__).parent
KEY = vkey(LOG.name, LOG.public)
SIZE, PAIRS, OURS = 70_000, 10_000, 2_000
GO = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "LC_ALL": "C"}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our small Go program, built once."""
    built = tmp_path_factory.mktemp("go") / "verify_log"
    environment = os.environ | GO | {"GOCACHE": str(built.parent / "cache")}
    subprocess.run(
        ["go", "build", "-o", built, HERE / "verify_log.go"], check=True, env=environment
    )
    return built


def run(program: Path, folder: LogFolder, *more: object) -> subprocess.CompletedProcess[str]:
    words = [program, folder.path, *more]
    return subprocess.run([str(one) for one in words], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> LogFolder:
    """70,000 entries, cosigned by three: grown in steps, as life does."""
    entries = voices(SIZE)
    folder = published(tmp_path_factory.mktemp("log") / "log", entries, 1, 255, 257, 12_345, 65_536)
    folder.publish(SIZE, [], cosigned(signed(entries), *WITNESSES))
    return folder


def proofs(folder: LogFolder) -> list[str]:
    """Our own proofs of random pairs, as lines that the Go program reads."""
    dice = random.Random(7)  # noqa: S311
    reader = folder.reader()
    lines = []
    for _ in range(OURS // 2):
        size = dice.randrange(1, SIZE + 1)
        index, old = dice.randrange(size), dice.randrange(1, size + 1)
        for kind, first, path in (
            ("inclusion", index, reader.inclusion_proof(index, size)),
            ("growth", old, reader.consistency_proof(old, size)),
        ):
            hashes = " ".join(base64.b64encode(one).decode() for one in path)
            lines.append(f"{kind} {first} {size} {hashes}")
    return lines


def test_go_verifies_ten_thousand_random_pairs_and_our_own_proofs(
    program: Path, log: LogFolder, tmp_path: Path
) -> None:
    (tmp_path / "proofs").write_text("\n".join(proofs(log)) + "\n")
    done = run(program, log, KEY, PAIRS, 1, tmp_path / "proofs")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{ORIGIN} {SIZE} {PAIRS}\nproofs {OURS}\n"


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 512, 513])
def test_go_verifies_small_logs(program: Path, tmp_path: Path, size: int) -> None:
    done = run(program, published(tmp_path / "log", voices(size)), KEY, 300, size)
    assert (done.returncode, done.stdout) == (0, f"{ORIGIN} {size} 300\n")


def test_go_refuses_what_we_refuse(program: Path, tmp_path: Path) -> None:
    """The control: with one byte turned, Go says no; so its yes means something."""
    for place in ("tile/0/000", "tile/0/001.p/44", "tile/entries/000", "checkpoint"):
        folder = published(tmp_path / place.replace("/", "-"), voices(300))
        data = bytearray((folder.path / place).read_bytes())
        data[40] ^= 1
        (folder.path / place).write_bytes(bytes(data))
        assert run(program, folder, KEY, 300, 1).returncode == 1
