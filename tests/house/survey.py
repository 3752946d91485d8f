"""What the house consists of: its rooms, modules and functions, read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.paths import ROOT

PACKAGE = ROOT / "tocsin"
ROOMS = ["kernel", "vocabulary", "people", "authorities", "intake", "cases", "appeals"]
ROOMS += ["publishing", "mailing", "signing", "conveyance", "replies", "archive"]
FACES = ["site", "desk", "api", "console"]
UNWRITTEN = {"migrations", "__pycache__"}  # made by programs
NOT_OURS = {".git", ".venv", "data", "build", "dist", "node_modules", "shots", "__pycache__"}


@dataclass(frozen=True)
class Function:
    """One function and its number of lines, decorators and docstring included."""

    module: str
    name: str
    lines: int


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file of the package that a person wrote."""
    found = PACKAGE.rglob("*.py")
    return tuple(sorted(path for path in found if not UNWRITTEN & set(path.parts)))


@cache
def tree(path: Path) -> ast.Module:
    """The module, parsed."""
    return ast.parse(path.read_text("utf-8"), str(path))


def name(path: Path) -> str:
    """The path as people write it: tocsin/kernel/work.py."""
    return path.relative_to(ROOT).as_posix()


def length(path: Path) -> int:
    """Lines of a file."""
    return len(path.read_text("utf-8").splitlines())


def functions() -> Iterator[Function]:
    """Every function and method of the package."""
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                yield Function(name(path), node.name, (node.end_lineno or first) - first + 1)


def imported(path: Path) -> set[str]:
    """The first words of what a module imports: {"django", "tocsin", …}."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def files() -> Iterator[Path]:
    """Every file of the repository that a person may read, whether or not git knows it."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in inside[:-1])
        generated = any(part.endswith(".egg-info") for part in inside)
        if path.is_file() and not (hidden or generated or NOT_OURS & set(inside)):
            yield path
