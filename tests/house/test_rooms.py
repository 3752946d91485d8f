"""The shape of the house: rooms, sizes, names and who may import whom."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.house.survey import (
    FACES,
    PACKAGE,
    ROOMS,
    functions,
    imported,
    length,
    modules,
    name,
    tree,
)
from tests.paths import ROOT

MODULE_LINES = 300
FUNCTION_LINES = 40
# What is longer, and why. "tocsin/room/file.py" or "tocsin/room/file.py:function".
LONGER: dict[str, str] = {
    "tocsin/kernel/tlog/verify.py": "one file that is handed on alone checks a receipt whole",
}

ENGINES = {"PIL", "aiosmtpd", "cryptography", "granian", "psycopg", "pypdfium2", "segno", "smtplib"}
ENGINES |= {"sqlite3", "typst"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "services", "common", "misc"}

# Who may look at the environment, and why.
READERS = {
    "tocsin/settings.py": "the one reader",
    "tocsin/kernel/environment.py": "the one reader's words",
    "tocsin/__main__.py": "names Django's settings",
    "tocsin/wsgi.py": "names Django's settings",
    "tocsin/console/management/commands/up.py": "hands its own on to what it starts",
}


@pytest.mark.parametrize("room", [*ROOMS, *FACES, "door"])
def test_a_room_says_what_comes_in_and_what_goes_out(room: str) -> None:
    words = import_module(f"tocsin.{room}").__doc__ or ""
    lines = [line for line in words.strip().splitlines() if line.strip()]
    assert len(lines) >= 2, f"tocsin/{room}/__init__.py: say what comes in, stays and goes out"


def test_there_is_no_room_that_the_plan_does_not_name() -> None:
    found = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert found == {*ROOMS, *FACES, "door"}


def test_no_module_is_too_long() -> None:
    long = {name(path): length(path) for path in modules() if length(path) > MODULE_LINES}
    surplus = {path: lines for path, lines in long.items() if path not in LONGER}
    assert not surplus, f"over {MODULE_LINES} lines, so split by noun or state a reason: {surplus}"


def test_no_function_is_too_long() -> None:
    long = {
        f"{one.module}:{one.name}": one.lines for one in functions() if one.lines > FUNCTION_LINES
    }
    surplus = {place: lines for place, lines in long.items() if place not in LONGER}
    assert not surplus, f"over {FUNCTION_LINES} lines, so split or state a reason: {surplus}"


def test_no_exception_outlives_its_reason() -> None:
    sizes = {name(path): length(path) - MODULE_LINES for path in modules()}
    for one in functions():
        place = f"{one.module}:{one.name}"
        sizes[place] = max(one.lines - FUNCTION_LINES, sizes.get(place, 0))
    assert all(reason for reason in LONGER.values())
    assert not [place for place in LONGER if sizes.get(place, 0) <= 0]


def test_the_typical_module_and_function_are_small() -> None:
    lines = sorted(length(path) for path in modules() if length(path) > 1)
    bodies = sorted(one.lines for one in functions())
    assert lines[len(lines) // 2] <= 120
    assert bodies[len(bodies) // 2] <= 12


def test_no_file_has_a_name_that_says_nothing() -> None:
    found = [*modules(), *ROOT.glob("tests/**/*.py")]
    assert not [name(path) for path in found if path.stem in FORBIDDEN_NAMES]
    assert not [name(path) for path in found if path.parent.name in FORBIDDEN_NAMES]


def test_every_module_says_what_it_is_for() -> None:
    written = [path for path in modules() if length(path) > 0]
    assert not [name(path) for path in written if not ast.get_docstring(tree(path))]


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_kernel_imports_engines() -> None:
    outside = [path for path in modules() if path.relative_to(PACKAGE).parts[0] != "kernel"]
    assert not {name(path): found for path in outside if (found := imported(path) & ENGINES)}


def test_only_the_settings_read_the_environment() -> None:
    readers = set()
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}:
                readers.add(name(path))
    strangers = sorted(readers - set(READERS))
    assert not strangers, f"take it from django.conf.settings instead: {strangers}"


def test_no_room_sends_or_receives_signals() -> None:
    # A worker that is dead must lose nothing: rooms look for facts, nobody calls them.
    for path in modules():
        text = path.read_text("utf-8")
        assert "django.dispatch" not in text, name(path)
        assert "post_save" not in text, name(path)


def test_the_scripts_can_be_run() -> None:
    for script in (ROOT / ".ci" / "run", ROOT / "tests" / "run"):
        assert os.access(script, os.X_OK), script
        assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
