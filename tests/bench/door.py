"""Signatures, confirmations and pages a second at the door, beside what each of them consists of.

    python -m tests.bench.door [--engine postgresql] [--rounds 5] [--seconds 5] [--only NAME]

The server, its database and its worker's place have core 0, the client (Debian's wrk, 64
connections) has core 1. Rounds alternate, medians are told; each acknowledged signature is looked
for in the database afterwards. nginx (Debian) gives the same page from a file.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from tests.bench.frame import Row

ROOT = Path(__file__).resolve().parents[2]
SERVER, CLIENT = "0", "1"  # cores
CONNECTIONS = 64
APPEAL = "FA-01-2026"
SIGN = """
local n = 0
local thread = 0
function setup(t) thread = thread + 1; t:set("id", thread) end
function init(args) base = args[1] end
function request()
  n = n + 1
  local body = "name=Ada+Lind&email=p" .. base .. "x" .. id .. "x" .. n ..
    "%40gmail.com&country=SE&choice=addressee&comment=Please+let+them+go.&inform=on"
  return wrk.format("POST", "/FA-01-2026/sign/",
    {["Content-Type"] = "application/x-www-form-urlencoded"}, body)
end
"""
CONFIRM = """
local tokens = {}
function init(args) for line in io.lines(args[1]) do tokens[#tokens + 1] = line end end
local n = 0
function request()
  n = n + 1
  return wrk.format("POST", "/FA-01-2026/confirm/" .. tokens[(n - 1) % #tokens + 1] .. "/",
    {["Content-Type"] = "application/x-www-form-urlencoded"}, "receipt=1")
end
"""
FIGURE = {
    "rate": re.compile(r"Requests/sec:\s+([\d.]+)"),
    "requests": re.compile(r"(\d+) requests in"),
    "bad": re.compile(r"Non-2xx or 3xx responses: (\d+)"),
    "p50": re.compile(r"50%\s+([\d.]+)(us|ms|s)"),
    "p99": re.compile(r"99%\s+([\d.]+)(us|ms|s)"),
}
Server = Callable[[int], list[str]]  # the command of one that listens on a port
MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass
class Figures:
    """What the rounds of one thing gave: a second, and latency in milliseconds."""

    rate: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)


def tool(name: str, package: str = "") -> str:
    """Where a program is; ends with a sentence where it is missing."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    return found or sys.exit(f"{name} is missing: apt-get install {package or name}")


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int) -> Iterator[None]:
    """A server on its core, while the block runs; it ends in good order."""
    process = subprocess.Popen(["taskset", "-c", SERVER, *command], cwd=ROOT)
    try:
        while process.poll() is None:
            with suppress(OSError, HTTPException):
                line = HTTPConnection("127.0.0.1", port, timeout=20)
                line.request("GET", f"/{APPEAL}/")  # it listens before it has loaded the program
                line.getresponse().read()
                break
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def loaded(url: str, seconds: int, script: str = "", *words: str) -> tuple[dict[str, float], int]:
    """What wrk says: its figures, and how many were answered as they should be."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(script)
        lua.flush()
        command = [
            tool("wrk"),
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{seconds}s",
            "--latency",
            "--timeout",
            "20s",
        ]
        command += ["-s", lua.name] if script else []
        said = subprocess.run(
            ["taskset", "-c", CLIENT, *command, url, "--", *words],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    told: dict[str, float] = {}
    for name, pattern in FIGURE.items():
        found = pattern.search(said)
        unit = MS[found[2]] if found and name.startswith("p") else 1
        told[name] = float(found[1]) * unit if found else 0.0
    good = int(told["requests"] - told["bad"])
    told["rate"] *= good / max(told["requests"], 1)
    return told, good


# ---- what a server is asked for ----


async def empty(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """A POST is read and answered; nothing else is done."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    headers = [(b"location", b"/FA-01-2026/signed/"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def granian(port: int, what: str) -> list[str]:
    """The command of the door, or of something else in its place."""
    from tocsin.console.management.commands.up import web

    return [*web(port)[:-1], what]


def plain(port: int) -> list[str]:
    """Django alone, as WSGI in four threads."""
    words = "--interface wsgi --workers 1 --blocking-threads 4 --no-ws --log-level error"
    where = ["--host", "127.0.0.1", "--port", str(port), "tocsin.wsgi:application"]
    return [sys.executable, "-m", "granian", *words.split(), *where]


NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log stderr crit;
events {{ worker_connections 1024; }}
http {{ access_log off; types {{ text/html html; }} sendfile on; keepalive_requests 1000000;
  server {{ listen 127.0.0.1:{port}; root {folder};
    location / {{ try_files /page.html =404; }} }} }}
"""


def nginx(port: int, folder: Path, page: bytes) -> list[str]:
    """The same page from a file."""
    (folder / "page.html").write_bytes(page)
    (folder / "page.html").chmod(0o644)
    folder.chmod(0o755)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    return [tool("nginx"), "-c", str(folder / "nginx.conf")]


# ---- a server of our own, and what it holds ----


@contextmanager
def surroundings(engine: str) -> Iterator[Path]:
    """A data folder, unlocked, an appeal that may be signed, an empty database."""
    with tempfile.TemporaryDirectory(prefix="tocsin_bench_") as folder, ExitStack() as open_:
        os.environ["TOCSIN_HOME"] = f"{folder}/home"
        os.environ["TOCSIN_RUNTIME"] = f"{folder}/memory"
        os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.settings"
        if engine == "postgresql":
            from tests.postgres import SETTINGS, Server

            # As in life: what is acknowledged has been written to the disk.
            durable = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
            SETTINGS.update(durable)
            os.environ["DATABASE_URL"] = open_.enter_context(Server()).url()
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        from tests import cast
        from tests.unlocked import begin

        begin()
        call_command("migrate", verbosity=0)
        cast.signing_key()
        cast.published(APPEAL)
        connections.close_all()
        yield Path(folder)
        connections.close_all()


def kept() -> int:
    """How many signatures the database holds."""
    from django.db import connections

    from tocsin.signing.models import Signature

    number = Signature.objects.count()
    connections.close_all()
    return number


def counted() -> int:
    """How many of them count."""
    from django.db import connections

    from tocsin.signing.models import Signature

    number = Signature.objects.filter(state="counted").count()
    connections.close_all()
    return number


def prepared(number: int, mark: str) -> list[Any]:
    """Signatures that are sealed and not yet written."""
    from tocsin.kernel import keys
    from tocsin.publishing.models import Revision
    from tocsin.signing import batches
    from tocsin.signing.entries import Entry

    revision, key = Revision.objects.select_related("appeal").get(), keys.active()
    entries = (
        Entry("Ada Lind", f"{mark}{at}@gmail.com", "SE", "Please.", "addressee", inform=True)
        for at in range(number)
    )
    return [batches.prepare(revision, one, key=key) for one in entries]


def tokens(number: int, mark: str, place: Path) -> None:
    """So many links that wait for their button, in a file."""
    from django.db import connections

    from tests.signing.people import LINK
    from tocsin.kernel.mail import Mail, open_mail
    from tocsin.signing import batches

    Mail.objects.all().delete()
    for at in range(0, number, 200):
        batches.sign_many(prepared(200, f"{mark}x{at}x"))
    found = [
        LINK.search(open_mail(row)[1].replace(b"=\r\n", b""))
        for row in Mail.objects.order_by("pk").iterator()
    ]
    place.write_text("\n".join(one.group(1).decode() for one in found if one))
    connections.close_all()


def sealing(number: int, mark: str) -> float:
    """Signatures sealed a second, and nothing written."""
    began = time.perf_counter()
    prepared(number, mark)
    return number / (time.perf_counter() - began)


def writing(number: int, mark: str) -> float:
    """Sealed signatures written a second, 64 at a time."""
    from tocsin.signing import batches

    ready = prepared(number, mark)
    began = time.perf_counter()
    for at in range(0, number, CONNECTIONS):
        assert not any(batches.sign_many(ready[at : at + CONNECTIONS]))
    return number / (time.perf_counter() - began)


# ---- rounds ----


class Bench:
    """All figures of a run."""

    def __init__(self, seconds: int, folder: Path, only: Sequence[str] = ()) -> None:
        self.seconds, self.folder, self.only = seconds, folder, only
        self.found: dict[str, Figures] = {}
        self.acknowledged = 0

    def note(self, what: str, rate: float, p50: float = 0.0, p99: float = 0.0) -> None:
        """One round of one thing."""
        one = self.found.setdefault(what, Figures())
        one.rate.append(rate)
        one.p50.append(p50)
        one.p99.append(p99)
        print(f"{what}: {rate:,.0f} a second, p50 {p50:.1f} ms, p99 {p99:.1f} ms", flush=True)

    def ask(
        self, what: str, command: Server, path: str, script: str = "", words: Sequence[str] = ()
    ) -> int:
        """Loads a server with one kind of request; how many were answered well.

        The second of `words`, or else the only one, is for the load; the first to warm up.
        """
        port = free_port()
        with running(command(port), port):
            url = f"http://127.0.0.1:{port}{path}"
            loaded(url, 1, script, *words[:1])
            told, good = loaded(url, self.seconds, script, *words[-1:])
        self.note(what, told["rate"], told["p50"], told["p99"])
        return good

    def round(self, number: int) -> None:
        """One of each."""
        sign, page, many = f"/{APPEAL}/sign/", f"/{APPEAL}/", 500 * self.seconds
        works: dict[str, Callable[[], object]] = {
            "empty POST": lambda: self.ask("empty POST", nothing, sign, SIGN, [f"e{number}"]),
            "sign": lambda: self.checked("sign", kept, lambda: self.sign(number)),
            "sign, Django alone": lambda: self.ask(
                "sign, Django alone", plain, sign, SIGN, [f"j{number}w", f"j{number}"]
            ),
            "sealing alone": lambda: self.alone("sealing alone", sealing, many, f"s{number}x"),
            "writing alone": lambda: self.alone("writing alone", writing, many, f"w{number}x"),
            "confirm": lambda: self.checked("confirm", counted, lambda: self.confirm(number)),
            "page": lambda: self.ask("page", door, page),
            "page, Django alone": lambda: self.ask("page, Django alone", plain, page),
            "page, nginx": lambda: self.ask(
                "page, nginx", lambda port: nginx(port, self.folder, drawn()), page
            ),
        }
        for name, work in works.items():
            if not self.only or name in self.only:
                work()

    def alone(self, what: str, work: Callable[[int, str], float], number: int, mark: str) -> None:
        """Something that needs no server, on the server's core."""
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {int(SERVER)})
        try:
            self.note(what, work(number, mark))
        finally:
            os.sched_setaffinity(0, before)

    def checked(self, what: str, number: Callable[[], int], work: Callable[[], int]) -> None:
        """Does it, and looks whether all is there that was acknowledged."""
        before = number()
        good = work()
        if number() - before < good:
            sys.exit(f"{what}: {good} were acknowledged, {number() - before} are there")
        self.acknowledged += good

    def sign(self, number: int) -> int:
        """Signing, each time with another mailbox."""
        words = [f"d{number}w", f"d{number}"]
        return self.ask("sign", door, f"/{APPEAL}/sign/", SIGN, words)

    def confirm(self, number: int) -> int:
        """Confirming, each link once: there are more of them than can be asked for."""
        some, many = self.folder / "some", self.folder / "many"
        tokens(3000, f"v{number}x", some)
        tokens(4000 * self.seconds, f"c{number}x", many)
        return self.ask("confirm", door, "/", CONFIRM, [str(some), str(many)])


def door(port: int) -> list[str]:
    """The program as `tocsin up` starts it."""
    return granian(port, "tocsin.asgi:application")


def nothing(port: int) -> list[str]:
    """The same server with nothing behind it."""
    return granian(port, "tests.bench.door:empty")


def drawn() -> bytes:
    """The appeal's page as Django draws it."""
    from django.test import Client

    return Client(headers={"host": "127.0.0.1"}).get(f"/{APPEAL}/").content


ORDER = ["empty POST", "sign", "sign, Django alone", "sealing alone", "writing alone", "confirm"]
ORDER += ["page", "page, Django alone", "page, nginx"]
BESIDE = {
    "empty POST": "sign",
    "sign, Django alone": "sign",
    "sealing alone": "sign",
    "writing alone": "sign",
    "page, Django alone": "page",
    "page, nginx": "page",
}


def table(found: dict[str, Figures]) -> Iterator[str]:
    """Medians over the rounds; the ratio is the median of the rounds' own."""
    yield "| | a second | range | p50 ms | p99 ms | sign or page beside it |"
    yield "|---|---|---|---|---|---|"
    middle = statistics.median
    for name in ORDER:
        if name in found:
            one, ours = found[name], found.get(BESIDE.get(name, ""))
            ratio = ""
            if ours:
                pairs = zip(ours.rate, one.rate, strict=True)
                ratios = [mine / theirs for mine, theirs in pairs if theirs]
                ratio = f"{middle(ratios):.2f}" if ratios else ""
            told = f"{min(one.rate):,.0f}–{max(one.rate):,.0f}"
            times = f"{middle(one.p50):.1f} | {middle(one.p99):.1f}" if any(one.p50) else "| "
            yield f"| {name} | {middle(one.rate):,.0f} | {told} | {times} | {ratio} |"


def measured(options: argparse.Namespace) -> Bench:
    """All rounds."""
    with surroundings(options.engine) as folder:
        bench = Bench(options.seconds, folder, options.only or [])
        for number in range(options.rounds):
            bench.round(number)
    return bench


def rows(quick: bool) -> list[Row]:
    """For the page of all benchmarks."""
    rounds, seconds = (1, 1) if quick else (3, 4)
    told = argparse.Namespace(engine="sqlite", rounds=rounds, seconds=seconds, only=None)
    found = measured(told).found
    rate = {name: statistics.median(one.rate) for name, one in found.items()}
    parts = ("empty POST", "sealing alone", "writing alone")
    series = 1 / sum(1 / rate[name] for name in parts)
    beside = "; ".join(f"{name} {rate[name]:,.0f}" for name in (*parts, "sign, Django alone"))
    share, times = rate["sign"] / series, rate["sign"] / max(rate["sign, Django alone"], 1)
    beside += f"; the three in series allow {series:,.0f}: {share:.0%}; Django alone: {times:.0f}×"
    pages = f"nginx: {rate['page, nginx']:,.0f}; ratio {rate['page'] / rate['page, nginx']:.2f}"
    aim = "≥ 3,000; ≥ 70 % of the series; p99 ≤ 50 ms; ≥ 5× Django"
    return [
        Row("sign, a second", _told(found["sign"]), beside, aim),
        Row("confirm, a second", _told(found["confirm"]), "", "≥ 3,000"),
        Row("page of an appeal, a second", _told(found["page"]), pages, "ratio ≥ 0.5"),
    ]


def _told(one: Figures) -> str:
    rate, p50, p99 = (statistics.median(some) for some in (one.rate, one.p50, one.p99))
    return f"{rate:,.0f} (p50 {p50:.0f} ms, p99 {p99:.0f} ms)"


def run(options: argparse.Namespace) -> None:
    """All rounds, then the table."""
    bench = measured(options)
    print(f"\n{options.rounds} rounds of {options.seconds} s, {CONNECTIONS} connections, ", end="")
    print(f"{options.engine}; server on core {SERVER}, client on core {CLIENT}\n")
    print("\n".join(table(bench.found)))
    print(f"\n{bench.acknowledged} were acknowledged, and all of them are in the database.")


def main() -> None:
    """The command line."""
    reader = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    reader.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    reader.add_argument("--rounds", type=int, default=5)
    reader.add_argument("--seconds", type=int, default=5, help="of each load")
    reader.add_argument("--only", action="append", help="one thing, e.g. sign; may be repeated")
    run(reader.parse_args())


if __name__ == "__main__":
    main()
