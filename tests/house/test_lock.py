"""What is installed is pinned, with hashes, from no named place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.paths import ROOT

LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]
PIN = re.compile(r"^(?P<name>[a-z0-9.\-]+)==(?P<version>\S+)(?P<marker> ; .+?)? \\$", re.MULTILINE)


def pins(path: Path) -> set[tuple[str, str]]:
    """The packages of a lock with their versions."""
    return {(one["name"], one["version"]) for one in PIN.finditer(path.read_text("utf-8"))}


def normal(name: str) -> str:
    """A package's name as locks write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    options = {line.split()[0] for line in text.splitlines() if line.lstrip().startswith("-")}
    assert {option.partition("=")[0] for option in options} == {"--hash"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_has_a_hash(lock: Path) -> None:
    blocks = re.split(r"\n(?=\S)", lock.read_text("utf-8").strip())
    assert len(blocks) == len(PIN.findall(lock.read_text("utf-8")))
    assert not [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block]


def test_the_tests_run_with_the_versions_that_people_get() -> None:
    run, dev = (pins(lock) for lock in LOCKS)
    assert run <= dev


def test_the_locks_cover_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {normal(re.split(r"[<>=\[ ]", one)[0]) for one in project["dependencies"]}
    extra = {
        normal(re.split(r"[<>=\[ ]", one)[0]) for one in project["optional-dependencies"]["dev"]
    }
    run, dev = ({name for name, _ in pins(lock)} for lock in LOCKS)
    assert asked <= run
    assert asked | extra <= dev


def test_the_tool_that_builds_the_package_is_pinned_too() -> None:
    assert "hatchling" in {name for name, _ in pins(LOCKS[0])}
