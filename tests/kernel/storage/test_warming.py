"""A database is read into memory at a start where it fits; where not, nothing else changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tocsin.kernel.storage import warming

SIZE = 3 * warming.STEP + 5


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A large file, most of which is a hole."""
    made = tmp_path / "large"
    made.touch()
    os.truncate(made, SIZE)
    return made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, int]]:
    """What the system was asked for: from where, how much, and how."""
    told: list[tuple[int, int, int]] = []
    really = os.posix_fadvise

    def ask(handle: int, at: int, size: int, advice: int) -> None:
        really(handle, at, size, advice)
        told.append((at, size, advice))

    monkeypatch.setattr(os, "posix_fadvise", ask)
    return told


def say(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    """The system says this of its memory."""
    told = folder / "meminfo"
    told.write_text(text)
    monkeypatch.setattr(warming, "MEMORY", told)


def test_all_of_a_file_is_asked_for_step_by_step(
    file: Path, asked: list[tuple[int, int, int]]
) -> None:
    assert warming.warm(file) == SIZE
    assert {advice for _at, _size, advice in asked} == {os.POSIX_FADV_WILLNEED}
    ends = [0, *(at + size for at, size, _advice in asked)]
    assert [at for at, _size, _advice in asked] == ends[:-1], "no gap"
    assert ends[-1] >= SIZE


@pytest.mark.parametrize(
    "text",
    [
        f"MemTotal: 99999999 kB\nMemAvailable: {SIZE // 1024} kB\n",  # no room for others
        "MemTotal: 99999999 kB\nMemFree: 99999999 kB\n",
        "",
        "MemAvailable: 0 kB\n",
    ],
)
def test_what_does_not_fit_is_left_on_the_disk(
    file: Path,
    asked: list[tuple[int, int, int]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    text: str,
) -> None:
    say(monkeypatch, tmp_path, text)
    assert warming.warm(file) == 0
    assert not asked


def test_what_just_fits_is_read(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    say(monkeypatch, tmp_path, f"MemAvailable: {SIZE * 10 // 8 // 1024 + 1} kB\nHugetlb: 0 kB\n")
    assert warming.warm(file) == SIZE


def test_a_file_that_is_not_there_and_a_system_that_tells_nothing_are_no_errors(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert warming.warm(tmp_path / "none") == 0
    monkeypatch.setattr(warming, "MEMORY", tmp_path / "none")
    assert warming.warm(file) == 0


def test_a_system_that_reads_nothing_ahead_is_no_error(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "posix_fadvise")
    assert warming.warm(file) == 0
