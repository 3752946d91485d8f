"""`pip install .` gives a command that works anywhere, with all that is not Python inside."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.house.survey import PACKAGE
from tests.paths import ROOT

# What the running program opens besides Python: every such file belongs into the wheel.
CARRIED = {".html", ".txt", ".xml", ".css", ".svg", ".otf", ".ttf", ".typ", ".toml", ".mo"}
KINDS = ["templates/**/*.html", "static/*.css", "**/*.typ", "**/*.toml"]
KINDS += ["locale/*/LC_MESSAGES/*.mo", "*/migrations/0001_schema.py", "py.typed"]


def run(*words: str | Path, **more: str) -> str:
    """Runs a command in a bare environment and gives back what it printed."""
    bare = {"PATH": os.defpath, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=more.pop("cwd", str(ROOT)),
        env=bare | more,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built without network from what is installed."""
    out = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet"]
    run(*pip, "wheel", ".", "--no-deps", "--no-build-isolation", "--wheel-dir", out)
    return next(out.glob("tocsin-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel, and with the packages of this one in sight."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    run(sys.executable, "-m", "pip", "--quiet", "--python", python, "install", "--no-deps", wheel)
    packages = next(place.glob("lib/python3*/site-packages"))
    (packages / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", "utf-8")
    return place


def contents(wheel: Path) -> set[str]:
    """The files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_everything_that_the_program_opens_is_in_the_wheel(wheel: Path) -> None:
    needed = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.suffix in CARRIED and path.is_file()
    }
    assert not sorted(needed - contents(wheel))


@pytest.mark.parametrize("pattern", KINDS)
def test_the_wheel_carries_each_kind_of_file(wheel: Path, pattern: str) -> None:
    there = {path.relative_to(ROOT).as_posix() for path in PACKAGE.glob(pattern)}
    assert there
    assert there <= contents(wheel)


def test_the_wheel_carries_a_font_for_paper(wheel: Path) -> None:
    assert [one for one in contents(wheel) if one.endswith((".otf", ".ttf"))]


def test_the_wheel_carries_its_licence_and_no_test(wheel: Path) -> None:
    assert [one for one in contents(wheel) if one.endswith("licenses/LICENSE")]
    assert not [one for one in contents(wheel) if one.startswith(("tests/", "docs/", "data/"))]


def test_the_command_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    command = installed / "bin" / "tocsin"
    assert "tocsin COMMAND" in run(command, "--help", cwd=str(tmp_path))


def test_the_installed_program_makes_its_tables(installed: Path, tmp_path: Path) -> None:
    where = {"cwd": str(tmp_path), "TOCSIN_HOME": str(tmp_path / "data")}
    command = installed / "bin" / "tocsin"
    run(command, "init", **where)
    assert (tmp_path / "data" / "tocsin.sqlite3").exists()
    said = run(installed / "bin" / "python", "-c", "import tocsin; print(tocsin.__file__)", **where)
    assert Path(said.strip()).is_relative_to(installed)
