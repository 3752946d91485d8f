"""What a benchmark gives, and the page that is written of it.

A benchmark is a module of this folder with `rows(quick) -> list[Row]`; it brings its own server and
data, compares with something else in the same run, and alternates where it compares.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from tests.paths import ROOT

PAGE = ROOT / "docs" / "how-it-works" / "performance.md"
BEGIN, END = "<!-- rows -->", "<!-- end of rows -->"
HEAD = "| what | measured | beside it | aim | command | day |\n|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Row:
    """One line of the page; `what` is its name from run to run. All in words, with units."""

    what: str
    measured: str
    beside: str = ""
    aim: str = ""
    command: str = ""
    day: str = ""

    def line(self) -> str:
        """As Markdown."""
        told = (self.what, self.measured, self.beside, self.aim, f"`{self.command}`", self.day)
        return f"| {' | '.join(one.replace('|', '/') for one in told)} |"


def milliseconds(do: Callable[[], object], times: int) -> str:
    """How long it takes: the median, the 95th of a hundred, and the median of our own work.

    The last does not count the time in which others had the processor.
    """
    taken, worked = [], []
    for _time in range(times):
        began, work = time.perf_counter(), time.thread_time()
        do()
        taken.append((time.perf_counter() - began) * 1000)
        worked.append((time.thread_time() - work) * 1000)
    slow = sorted(taken)[int(len(taken) * 0.95)]
    own = statistics.median(worked)
    return f"{statistics.median(taken):.2f} ms (p95 {slow:.2f}; own work {own:.2f})"


def parsed(line: str) -> Row:
    """A line of the page, read again."""
    told = [one.strip() for one in line.strip()[1:-1].split("|")]
    told[4] = told[4].strip("`")
    return Row(*told)


def kept(page: str) -> list[Row]:
    """The rows of the page as it is."""
    _before, _begin, rest = page.partition(BEGIN)
    table = rest.partition(END)[0].strip().splitlines()[2:]
    return [parsed(line) for line in table]


def merged(old: Iterable[Row], new: Iterable[Row]) -> list[Row]:
    """New rows in the places of old ones of the same name; what is new altogether comes last."""
    fresh = {row.what: row for row in new}
    rows = [fresh.pop(row.what, row) for row in old]
    return [*rows, *fresh.values()]


def written(page: str, rows: Iterable[Row]) -> str:
    """The page with these rows."""
    before, _begin, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    table = "\n".join([HEAD, *(row.line() for row in rows)])
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def machine() -> str:
    """On what this was measured, in one line."""
    cpu = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return (
        f"{os.cpu_count()} × {cpu}, {memory} GiB, Linux {platform.release()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def dumped(rows: Iterable[Row], name: str) -> str:
    """JSON lines, with the command that gives them again and the day."""
    command, day = f"python -m tests.bench {name}", date.today().isoformat()  # noqa: DTZ011
    whole = (asdict(row) | {"command": row.command or command, "day": day} for row in rows)
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in whole)


def loaded(text: str) -> list[Row]:
    """Rows of JSON lines."""
    return [Row(**json.loads(line)) for line in text.splitlines()]
