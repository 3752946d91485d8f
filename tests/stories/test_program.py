"""The real program starts, says where it is, keeps its data, and stops with all it started."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path

from tests.program import PATIENCE, Program
from tests.stories.conftest import program


def read(url: str) -> str:
    """A public page, as a stranger gets it."""
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - our own address
        return str(answer.read().decode())


def test_it_says_in_under_ten_lines_where_everything_is(running: Program) -> None:
    desk = running.desk_link()
    assert desk.startswith(f"{running.address}/desk/enter/")
    assert f"{running.address}/" in "".join(running.said)
    assert len(running.said) < 10
    assert "<h1" in read(running.address)


def is_in_order(running: Program) -> bool:
    """All is well, but that a test keeps what belongs into memory on its disk, and hurries."""
    done = running.run("doctor")
    wrong = [line for line in done.stdout.splitlines() if not line.startswith("ok")]
    known = ("TOCSIN_RUNTIME lies on a disk", "PostgreSQL may forget what it acknowledged")
    return all(any(one in line for one in known) for line in wrong) and not done.stderr


def test_it_is_in_order_as_it_stands(running: Program) -> None:
    assert is_in_order(running), running.run("doctor").stdout


def test_a_crash_would_lay_nothing_of_its_memory_on_the_disk(running: Program) -> None:
    started = running.started()
    assert started
    for pid in started:
        limits = Path(f"/proc/{pid}/limits").read_text("ascii")
        assert re.search(r"^Max core file size +0 +0 +bytes", limits, re.MULTILINE), limits


def test_a_taken_port_is_said_in_one_line(running: Program) -> None:
    done = running.run("up")
    assert done.returncode == 1
    assert f"Port {running.port} is in use." in done.stderr
    assert "Traceback" not in done.stderr


def test_it_stops_with_all_it_started_and_keeps_its_data(
    tmp_path: Path, database: dict[str, str]
) -> None:
    with program(tmp_path, "--demonstration", **database) as first:
        first.desk_link()
        titles = re.findall(r"<h[23][^>]*>.*?</h[23]>", read(first.address), re.DOTALL)
        started = first.started()
        assert started
        assert first.stop() == 0
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
    with program(tmp_path, "--demonstration", **database) as second:
        second.desk_link()
        again = re.findall(r"<h[23][^>]*>.*?</h[23]>", read(second.address), re.DOTALL)
    assert titles
    assert again == titles


def test_it_starts_again_after_a_power_cut(tmp_path: Path, database: dict[str, str]) -> None:
    with program(tmp_path, "--demonstration", **database) as first:
        started = first.started()
        first.kill()
        first.process.wait()
    assert len(started) == 2
    with program(tmp_path, "--demonstration", **database) as second:
        assert "<h1" in read(second.address)
        assert is_in_order(second), second.run("doctor").stdout
