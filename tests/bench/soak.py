"""Memory of web and worker, by the minute, under a steady load and with as many signatures as ever.

    python -m tests.bench soak --minutes 30

Readers sign, confirm by the links that the worker has mailed, and look at pages, some of each a
second, for as long as is said. What counts is that the last minute needs what the first one did.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.frame import Row
from tests.bench.served import APPEAL, SERVER, running, surroundings
from tests.ports import free_port

PACE = 10  # rounds of one reader a second
LINK = re.compile(rb"/FA-01-2026/confirm/[\w-]+/")
SINCE = re.compile(rb'name="since" value="([0-9a-f-]+)"')
PAGES = ("", "names/", "names/?page=3", "sign/", "names/?page=2000")
OTHERS = ("/", "/appeals/", "/appeals/?words=workers", "/feed.atom", f"/{APPEAL}.json", "/log/")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Sample:
    """Memory (RSS) in MB of the largest process of each, so many minutes after the beginning."""

    minute: float
    web: float
    worker: float


def rss(pid: int) -> float:
    """MB of the largest among a process and those that it started."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended meanwhile
        children.setdefault(parent, []).append(int(stat.parent.name))
    found, left = [0.0], [pid]
    while left:
        one = left.pop()
        left += children.get(one, [])
        told = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{one}/status").read_text())
        found.append(int(told[1]) / 1024 if told else 0.0)
    return max(found)


class Reader:
    """Signs, confirms and reads; `told` counts the answers by what was asked and their status."""

    def __init__(self, port: int, outbox: Path, mark: str) -> None:
        self.port, self.outbox, self.mark = port, outbox, mark
        self.line = HTTPConnection("127.0.0.1", port, timeout=60)
        self.chance, self.told = random.Random(3), Counter[str]()  # noqa: S311
        self.links: list[str] = []
        self.line.request("GET", f"/{APPEAL}/sign/")
        found = SINCE.search(self.line.getresponse().read())
        self.since = found[1].decode() if found else ""  # good for hours, as in a cached page

    def ask(self, what: str, method: str, path: str, **fields: str) -> None:
        """One request, answered whole."""
        body = urlencode(fields) if method == "POST" else None
        self.line.request(method, path, body, FORM if body else {})
        answer = self.line.getresponse()
        answer.read()
        self.told[f"{what} {answer.status}"] += 1

    def go(self, at: int) -> None:
        """One round."""
        self.ask("page", "GET", f"/{APPEAL}/{self.chance.choice(PAGES)}")
        if at % 3 == 0:
            self.ask("page", "GET", self.chance.choice(OTHERS))
        told = {"name": f"Ada {at}", "email": f"{self.mark}{at}@gmail.com", "country": "SE"}
        told |= {"choice": "public", "inform": "on", "since": self.since}
        self.ask("sign", "POST", f"/{APPEAL}/sign/", **told)
        if not self.links and at % PACE == 0:
            self.links = list(self._mailed())
        if self.links:
            self.ask("confirm", "POST", self.links.pop(), receipt="1")

    def _mailed(self) -> Iterator[str]:
        """The links of mails that the worker wrote as files; a mail is read once."""
        for mail in list(self.outbox.glob("*.eml"))[:1000]:  # others are not whole yet
            found = LINK.search(mail.read_bytes().replace(b"=\r\n", b"").replace(b"=\n", b""))
            mail.unlink()
            if found:
                yield found[0].decode()


@contextmanager
def worker(core: str = SERVER) -> Iterator[int]:
    """`tocsin work`, while the block runs; gives its number."""
    process = subprocess.Popen(["taskset", "-c", core, sys.executable, "-m", "tocsin", "work"])
    try:
        yield process.pid
        if process.poll() is not None:
            sys.exit("the worker ended by itself")
    finally:
        process.terminate()
        process.wait(60)


def soaked(
    home: Path, seconds: float, every: float, mark: str
) -> tuple[list[Sample], Counter[str]]:
    """Loads both for so long; a sample as it begins to be steady, and then again and again."""
    from tests.bench.door import door

    samples, port = list[Sample](), free_port()
    os.environ["TOCSIN_SLOW_MINUTES"] = "0"  # one network sends all of them, and is slow by rights
    with running(door(port), port) as web, worker() as work:
        reader, began = Reader(port, home / "outbox", mark), time.monotonic()
        for at in itertools.count():
            now = time.monotonic() - began
            if now >= every * (len(samples) + 1) or now >= seconds:
                samples.append(Sample(now / 60, rss(web), rss(work)))
                print(samples[-1], dict(reader.told), file=sys.stderr, flush=True)
            if now >= seconds:
                return samples, reader.told
            reader.go(at)
            time.sleep(max(0.0, (at + 1) / PACE - (time.monotonic() - began)))
    raise AssertionError


def slope(samples: list[Sample], name: str) -> float:
    """MB an hour, by least squares; nothing with one sample."""
    minutes = [one.minute for one in samples]
    if len(set(minutes)) < 2:
        return 0.0
    sizes = [float(getattr(one, name)) for one in samples]
    return statistics.linear_regression(minutes, sizes).slope * 60


def told(samples: list[Sample], name: str) -> str:
    """First, last and how much more in an hour."""
    first, last = getattr(samples[0], name), getattr(samples[-1], name)
    more = slope(samples, name)
    largest = max(getattr(one, name) for one in samples)
    whole = f"{first:.0f} MB at first, {last:.0f} at last, {largest:.0f} at most"
    return f"{whole}; {more:+.1f} MB an hour"


def rows(quick: bool, minutes: float = 5) -> list[Row]:
    """A row for the web, one for the worker."""
    from tests.bench.grown import APPEALS, fill
    from tests.bench.stage import LARGEST

    part = 100 if quick else 1
    seconds, every = (6.0, 2.0) if quick else (minutes * 60, 60.0)
    with surroundings("sqlite") as folder:
        fill(LARGEST // part, APPEALS // part)
        samples, asked = soaked(folder / "home", seconds, every, "k")
    whose = f"{LARGEST // part:,} signatures, {minutes:g} minutes"
    bad = {what: number for what, number in asked.items() if what.split()[1] not in {"200", "302"}}
    beside = f"answered: {dict(asked)}" + (f"; not well: {bad}" if bad else "")
    command, aim = f"python -m tests.bench soak --minutes {minutes:g}", "≤ 200 MB, flat"
    return [
        Row(f"memory of the {name}, {whose}", told(samples, name), beside, aim, command)
        for name in ("web", "worker")
    ]
