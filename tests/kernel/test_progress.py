"""A line at the terminal that says how far a command is, and nothing anywhere else."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.tlog.sample import LOG, packed, published, voice
from tests.paths import ROOT
from tocsin.kernel import progress
from tocsin.kernel.progress import Bar, counted, line
from tocsin.kernel.tlog.note import vkey


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        """It is."""
        return True


def ticking(step: float = 1.0) -> Iterator[float]:
    """A clock that goes on by a step each time it is asked."""
    now = 0.0
    while True:
        now += step
        yield now


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Standard error is a terminal of eighty columns."""
    made = Terminal()
    # Not on sys itself: pytest puts its own there between a fixture and its test.
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=made))
    monkeypatch.setenv("COLUMNS", "80")
    return made


def test_a_line_shows_how_much_of_the_whole_is_done() -> None:
    assert line("Records", 1204, 4816, 80) == "Records [#####               ] 1,204 of 4,816"


def test_without_a_whole_only_the_number_is_shown() -> None:
    assert line("Sentences", 12000, None, 80) == "Sentences 12,000"


@given(st.integers(0, 10**9), st.one_of(st.none(), st.integers(0, 10**9)), st.integers(1, 200))
def test_a_line_never_reaches_the_edge(done: int, whole: int | None, width: int) -> None:
    assert len(line("Entries of the log", done, whole, width)) < width


def test_more_than_the_whole_does_not_grow_out_of_the_bar() -> None:
    assert f"[{'#' * 20}]" in line("Records", 7, 5, 80)


def test_things_go_by_unchanged_and_the_line_goes_away(terminal: Terminal) -> None:
    clock = ticking()
    with progress.shown():
        assert list(counted([1, 2, 3], "Lines", clock=lambda: next(clock))) == [1, 2, 3]
    said = terminal.getvalue()
    assert "Lines [" in said
    assert "3 of 3" in said
    assert said.split("\r")[-2].strip() == ""
    assert said.endswith("\r")


def test_what_is_quick_draws_nothing(terminal: Terminal) -> None:
    with progress.shown():
        list(counted([1, 2, 3], "Lines", clock=lambda: 0.0))
    assert terminal.getvalue() == ""


def test_only_a_command_draws(terminal: Terminal) -> None:
    clock = ticking()
    list(counted([1, 2, 3], "Lines", clock=lambda: next(clock)))
    assert terminal.getvalue() == ""


def test_a_thread_of_a_command_does_not_draw(terminal: Terminal) -> None:
    found = []
    with progress.shown():
        one = threading.Thread(target=lambda: found.append(progress.terminal()))
        one.start()
        one.join()
    assert found == [None]


def test_what_is_no_terminal_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress.shown():
        assert progress.terminal() is None


def test_the_line_goes_away_when_the_command_fails(terminal: Terminal) -> None:
    clock = ticking()

    def fail() -> None:
        for one in counted([1, 2, 3], "Lines", clock=lambda: next(clock)):
            print(1 / (one - 3), file=io.StringIO())

    with progress.shown(), pytest.raises(ZeroDivisionError):
        fail()
    assert terminal.getvalue().endswith("\r")


def test_of_what_takes_long_the_line_stands_there_before_it_is_done(terminal: Terminal) -> None:
    with progress.shown():
        for at, thing in enumerate(progress.steps(["a", "b"], "Looked at")):
            assert thing == "ab"[at]
            assert terminal.getvalue().endswith(f"] {at} of 2")
    assert terminal.getvalue().endswith(f"\r{' ' * len(line('Looked at', 1, 2, 80))}\r")


def test_a_step_draws_nothing_elsewhere_and_goes_away_when_it_is_broken_off(
    terminal: Terminal,
) -> None:
    assert list(progress.steps([1, 2], "Looked at")) == [1, 2]
    assert terminal.getvalue() == ""
    with progress.shown():
        for _thing in progress.steps([1, 2], "Looked at"):
            break
    assert terminal.getvalue().endswith(" \r")


def test_a_shorter_line_leaves_nothing_of_a_longer_one() -> None:
    stream, clock = Terminal(), ticking()
    bar = Bar("Done", stream=stream, clock=lambda: next(clock))
    bar.add(1_000_000)
    bar.words = "D"
    bar.add()
    assert stream.getvalue().split("\r")[-1] == f"{'D 1,000,001':<14}"


def verify(folder: Path, *words: str, stderr: int) -> subprocess.CompletedProcess[bytes]:
    """`tocsin verify` as a person calls it."""
    return subprocess.run(
        [sys.executable, "-m", "tocsin", "verify", str(folder), *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=stderr,
        check=False,
    )


def test_answers_for_programs_are_the_same_with_a_terminal_and_without(tmp_path: Path) -> None:
    folder = published(tmp_path / "log", packed([voice(number) for number in range(9)])).path
    ours, theirs = pty.openpty()
    at_terminal = verify(folder, "--key", vkey(LOG.name, LOG.public), "--json", stderr=theirs)
    os.close(theirs)
    os.close(ours)
    elsewhere = verify(
        folder, "--key", vkey(LOG.name, LOG.public), "--json", stderr=subprocess.PIPE
    )
    assert at_terminal.returncode == elsewhere.returncode == 0
    assert at_terminal.stdout == elsewhere.stdout
    assert elsewhere.stderr == b""
