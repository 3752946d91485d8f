"""Servers on one core, Debian's wrk on the other: what the bench of the door compares."""

from __future__ import annotations

import os
import re
import shutil
import signal
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

from tests.paths import ROOT

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
    "max": re.compile(r"Latency(?:\s+\S+){2}\s+([\d.]+)(us|ms|s)"),
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


@contextmanager
def running(command: Sequence[str], port: int) -> Iterator[int]:
    """A server on its core, while the block runs; gives its number. It ends in good order."""
    process = subprocess.Popen(["taskset", "-c", SERVER, *command], cwd=ROOT)
    try:
        while process.poll() is None:
            with suppress(OSError, HTTPException):
                line = HTTPConnection("127.0.0.1", port, timeout=20)
                line.request("GET", f"/{APPEAL}/")  # it listens before it has loaded the program
                line.getresponse().read()
                break
            time.sleep(0.05)
        yield process.pid
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
        unit = MS[found[2]] if found and name in {"p50", "p99", "max"} else 1
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


# ---- what a server holds ----


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
    """How many of them count, or are held back as a wave: here they all come at once."""
    from django.db import connections

    from tocsin.signing.models import Signature

    number = Signature.objects.filter(state__in=("counted", "held")).count()
    connections.close_all()
    return number


def prepared(number: int, mark: str) -> list[Any]:
    """Signatures that are sealed, as many together as connect, and not yet written."""
    from tocsin.kernel import keys
    from tocsin.publishing.models import Revision
    from tocsin.signing.entries import Entry
    from tocsin.signing.preparing import Form, prepare_many

    rows, key = Revision.objects.select_related("appeal"), keys.active()
    revision = rows.get(appeal__document_id=APPEAL)
    entries = (
        Entry("Ada Lind", f"{mark}{at}@gmail.com", "SE", "Please.", "addressee", inform=True)
        for at in range(number)
    )
    forms = [Form(revision, one, key=key) for one in entries]
    parts = (forms[at : at + CONNECTIONS] for at in range(0, number, CONNECTIONS))
    return [made for some in parts for made in prepare_many(some)]


def tokens(number: int, mark: str, place: Path) -> None:
    """So many links that wait for their button, in a file."""
    from django.db import connections

    from tests.signing.people import LINK
    from tocsin.kernel.mail.outbox import Mail, open_mail
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
