"""`python -m tests.bench [NAME …] [--quick] [--write]`: runs benchmarks, one after the other.

Without a name all of them. `--write` puts their rows into docs/how-it-works/performance.md; rows of
those that were not run stay as they are, with their day. Each runs in a process of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tests.bench import frame

NAMES = (
    "door",
    "storm",
    "postgresql",
    "idle",
    "mail",
    "receipts",
    "search",
    "log",
    "dossier",
    "grown",
    "soak",
)
LONG = {"soak"}  # runs only when it is named


def there() -> list[str]:
    """Benchmarks of this folder."""
    return [name for name in NAMES if find_spec(f"tests.bench.{name}")]


def one(name: str, out: Path, *, quick: bool, minutes: float | None = None) -> None:
    """Runs one here and writes its rows."""
    told = {} if minutes is None else {"minutes": minutes}
    rows = import_module(f"tests.bench.{name}").rows(quick, **told)
    out.write_text(frame.dumped(rows, name))


def each(
    names: list[str], folder: Path, *, quick: bool, minutes: float | None = None
) -> tuple[list[frame.Row], list[str]]:
    """Runs them in processes of their own; the rows, and the names of those that failed."""
    rows, failed = [], []
    for at, name in enumerate(names, 1):
        print(f"[{'#' * at}{' ' * (len(names) - at)}] {name}", file=sys.stderr, flush=True)
        out = folder / f"{name}.jsonl"
        command = [sys.executable, "-m", "tests.bench", name, "--into", str(out)]
        if name in LONG and minutes is not None:
            command += ["--minutes", str(minutes)]
        if subprocess.run(command + ["--quick"] * quick, check=False).returncode:
            failed.append(name)
        else:
            rows += frame.loaded(out.read_text())
    return rows, failed


def main() -> None:
    """The command line; exit code 1 when one of them failed."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    reader.add_argument("names", nargs="*", metavar="NAME", help=", ".join(there()))
    reader.add_argument("--quick", action="store_true", help="with a hundredth of the rows")
    reader.add_argument("--minutes", type=float, help=f"how long {', '.join(LONG)} takes")
    reader.add_argument("--write", action="store_true", help=f"write {frame.PAGE.name}")
    reader.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    given = reader.parse_args()
    unknown = set(given.names) - set(there())
    if unknown:
        reader.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are {there()}")
    if given.write and given.quick:
        reader.error("--write needs the whole numbers of rows; leave --quick out")
    if given.into:
        return one(given.names[0], given.into, quick=given.quick, minutes=given.minutes)
    folder = Path(tempfile.mkdtemp(prefix="tocsin_bench_"))
    names = given.names or [name for name in there() if name not in LONG]
    rows, failed = each(names, folder, quick=given.quick, minutes=given.minutes)
    print(f"{frame.machine()}\n\n{frame.HEAD}", *(row.line() for row in rows), sep="\n")
    print(f"\nas JSON: {folder}")
    if given.write:
        page = frame.PAGE.read_text()
        frame.PAGE.write_text(frame.written(page, frame.merged(frame.kept(page), rows)))
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
