"""Publishing the log fails at any file operation: it is whole, and goes on when asked again.

Needs Debian's strace; tests/run runs this part where it is. `python -m tests.faults.syscalls
--long` runs every operation with every fault.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.faults import syscalls
from tests.faults.syscalls import base
from tests.paths import ROOT


def test_a_few_dozen_faults_leave_a_whole_log() -> None:
    """In a process of its own, since it copies itself and may have no threads."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.syscalls"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    last = done.stdout.strip().splitlines()[-1]
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    found = re.fullmatch(r"(\d+) faults \((.*)\); the log was whole after (\d+)", last)
    assert found is not None, last
    assert int(found[1]) == int(found[3]) >= 40
    for how in ("published all the same", "refused", "ended with -9"):
        assert re.search(rf"\d+ {how}", found[2]), last


# The order of what is made durable, out of what the kernel was asked to do. Run apart for the
# same reason as above.
ORDER = """
import sys
from pathlib import Path
from tests.faults.syscalls import base, publish, traced
folder, name, *step = sys.argv[1:]
folder, step = Path(folder), (int(step[0]), int(step[1]))
publish(folder / "warm", (0, 3))
base(folder / name, step)
code, lines = traced(folder / name, step, "-y", "-e", "trace=fsync,fdatasync,%file")
print(code, *lines, sep="\\n")
"""


def kernel_calls(folder: Path, name: str, first: int, end: int) -> list[str]:
    """What one publishing asks of the kernel, files by their paths."""
    done = subprocess.run(
        [sys.executable, "-c", ORDER, str(folder), name, str(first), str(end)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    code, *lines = done.stdout.splitlines()
    assert code == "0"
    return lines


def renamed(lines: list[str]) -> list[tuple[int, str, str]]:
    """When which name took the place of which."""
    return [
        (at, found[1], found[2])
        for at, line in enumerate(lines)
        if (found := re.match(r'rename\("([^"]+)", "([^"]+)"\) += 0', line))
    ]


def synced(lines: list[str]) -> list[tuple[int, str]]:
    """When what was made durable."""
    return [
        (at, found[1])
        for at, line in enumerate(lines)
        if (found := re.match(r"f(?:data)?sync\(\d+<([^>]+)>\) += 0", line))
    ]


def test_tiles_and_their_names_are_durable_before_the_checkpoint_is_shown(tmp_path: Path) -> None:
    lines = kernel_calls(tmp_path, "log", 250, 260)
    root = str(tmp_path / "log")
    renames, syncs = renamed(lines), synced(lines)
    shown, _, checkpoint = renames[-1]
    assert checkpoint == f"{root}/checkpoint"
    for at, new, place in renames:
        assert any(when < at and what == new for when, what in syncs), f"{place} is not synced"
    for at, _, place in renames[:-1]:
        folder = str(Path(place).parent)
        while folder.startswith(root):
            durable = any(at < when < shown and what == folder for when, what in syncs)
            assert durable, f"the name of {place} is not durable in {folder}"
            folder = str(Path(folder).parent)
    assert syncs[-1][0] > shown
    assert syncs[-1][1] == root
    assert len(renames) == 6


def test_the_name_of_a_new_log_is_durable_before_its_first_checkpoint(tmp_path: Path) -> None:
    """With the names of the folders that were made for it, up to what was there before."""
    lines = kernel_calls(tmp_path, "public/of/log", 0, 3)
    (shown, _, checkpoint) = renamed(lines)[-1]
    assert checkpoint == f"{tmp_path}/public/of/log/checkpoint"
    before = {what for at, what in synced(lines) if at < shown}
    for place in ("public/of/log", "public/of", "public", "."):
        assert str(tmp_path / place) in before, place
    again = kernel_calls(tmp_path / "second", "log", 250, 260)
    assert str(tmp_path / "second") not in {what for _at, what in synced(again)}


def test_the_control_notices_a_log_that_is_not_whole(tmp_path: Path) -> None:
    """The judge is judged: a tile that is gone, and a checkpoint that shows too little."""
    base(tmp_path / "log", (250, 260))
    assert list(syscalls._problems(tmp_path / "log", (250, 260), 0, hit=True)) == [
        "the log shows 250 entries"
    ]
    (tmp_path / "log" / "tile" / "0" / "000").unlink()
    problems = list(syscalls._problems(tmp_path / "log", (260, 260), 3, hit=False))
    assert problems[0] == "the fault was not reached"
    assert "the log is not whole: The log lacks its file tile/0/000" in problems[1]
