"""Mails a second into Debian's smtp-sink, side by side with smtp-source into the same one.

    python -m tests.bench.mail --mails 5000 --rounds 5 [--engine postgresql] [--workers 2]

Rounds alternate; medians are told. A mail is the confirmation of a signature, from its encrypted
row to its row as sent. The ratio is what counts: figures of a second are those of one machine.
smtp-sink and smtp-source come with Debian's package postfix; nothing else of it is used.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.bench.frame import Row

LINES = 8
ROOT = Path(__file__).resolve().parents[2]


def tool(name: str) -> str:
    """Where a program of postfix is; ends with a sentence where it is missing."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    return found or sys.exit(f"{name} is missing: apt-get install --no-install-recommends postfix")


@contextmanager
def sink() -> Iterator[int]:
    """A server that takes everything and keeps nothing; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    server = subprocess.Popen([tool("smtp-sink"), *user, f"127.0.0.1:{port}", "200"])
    try:
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
        yield port
    finally:
        server.terminate()
        server.wait()


@contextmanager
def surroundings(engine: str) -> Iterator[None]:
    """A server of our own: a data folder, unlocked, and an empty database."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TOCSIN_HOME"] = f"{folder}/home"
        os.environ["TOCSIN_RUNTIME"] = f"{folder}/memory"
        os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.settings"
        with ExitStack() as open_:
            if engine == "postgresql":
                from tests.postgres import SETTINGS, Server

                # As in life: what is acknowledged has been written to the disk.
                durable = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
                SETTINGS.update(durable)
                os.environ["DATABASE_URL"] = open_.enter_context(Server()).url()
            _begin()
            yield
            from django.db import connections

            connections.close_all()


def _begin() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from tests.unlocked import begin

    begin()
    call_command("migrate", verbosity=0)


def fill(number: int, round_: int) -> float:
    """Puts that many confirmations in the queue; gives seconds."""
    from tocsin.appeals.models import Appeal
    from tocsin.kernel.mail.outbox import enqueue, seal
    from tocsin.signing.entries import Entry
    from tocsin.signing.mails import confirmation

    appeal = Appeal(document_id="UA-01-2026")
    began = time.perf_counter()
    for at in range(0, number, 100):
        sealed = []
        for one in range(at, min(at + 100, number)):
            mark = f"{round_:04d}{one:08d}".encode()
            entry = Entry("Ada", f"p{one}@example.org", "SE", "", "addressee", inform=False)
            token = f"{mark.decode()}{'x' * 31}"
            sealed.append(seal(confirmation(appeal, entry, token, mark.rjust(32, b"\0"))))
        enqueue(sealed)
    return time.perf_counter() - began


def size() -> int:
    """Bytes of one such mail."""
    from tocsin.kernel.mail.outbox import Mail, open_mail

    return len(open_mail(Mail.objects.filter(state="waiting")[:1][0])[1])


def deliver(workers: int) -> float:
    """Lets so many workers send all that is due; gives seconds, without their start."""
    command = [sys.executable, "-m", "tests.bench.mail", "--as-worker"]
    started = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
        )
        for _ in range(workers)
    ]
    for one in started:
        assert one.stdout is not None
        one.stdout.readline()
    began = time.perf_counter()
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in started:
        assert one.stdout is not None
        one.stdout.readline()
    taken = time.perf_counter() - began
    for one in started:
        one.communicate()
    return taken


def as_worker() -> None:
    """One worker: says that it is there, waits for a line, sends, says that it is done."""
    import django

    django.setup()
    from tocsin.kernel import loaded
    from tocsin.kernel.mail import post
    from tocsin.kernel.mail.outbox import Mail

    loaded.leave_alone()
    print(Mail.objects.filter(state="waiting").exists(), flush=True)
    sys.stdin.readline()
    while post.turn():
        pass
    print("done", flush=True)


def source(port: int, number: int, length: int) -> float:
    """The same number of mails of the same size by smtp-source; gives seconds."""
    command = [tool("smtp-source"), "-d", "-s", str(LINES), "-m", str(number), "-l", str(length)]
    address = ["-f", "desk@example.org", "-t", "p@example.org", f"127.0.0.1:{port}"]
    began = time.perf_counter()
    subprocess.run(command + address, check=True)
    return time.perf_counter() - began


def told(name: str, figures: Sequence[float]) -> str:
    """A line of the table."""
    return (
        f"| {name} | {statistics.median(figures):,.0f} | {min(figures):,.0f}–{max(figures):,.0f} |"
    )


def measured(options: argparse.Namespace) -> tuple[list[float], list[float], list[float], int]:
    """All rounds: put into the queue, sent by us, by smtp-source (a second); a mail's bytes."""
    made: list[float] = []
    ours: list[float] = []
    theirs: list[float] = []
    length = 0
    with surroundings(options.engine), sink() as port:
        from tocsin.kernel.mail.outbox import Mail

        os.environ["TOCSIN_SMTP_URL"] = f"smtp://127.0.0.1:{port}?lines={LINES}"
        for number in range(options.rounds):
            made.append(options.mails / fill(options.mails, number))
            length = size()
            theirs.append(options.mails / source(port, options.mails, length))
            ours.append(options.mails / deliver(options.workers))
            assert not Mail.objects.exclude(state="sent").exists(), "the queue is not empty"
    return made, ours, theirs, length


def rows(quick: bool) -> list[Row]:
    """For the page of all benchmarks."""
    options = argparse.Namespace(mails=500 if quick else 5000, rounds=5, workers=1, engine="sqlite")
    _made, ours, theirs, length = measured(options)
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    return [
        Row(
            f"confirmation mails into smtp-sink, {length} bytes each",
            f"{statistics.median(ours):,.0f} a second",
            f"smtp-source: {statistics.median(theirs):,.0f} a second; ratio {ratio:.2f}",
        )
    ]


def run(options: argparse.Namespace) -> None:
    """All rounds, then the table."""
    made, ours, theirs, length = measured(options)
    print(f"{options.mails} mails of {length} bytes, {options.rounds} rounds, {options.engine}, ")
    print(
        f"{options.workers} worker(s) of {LINES} connections; smtp-source with {LINES} sessions\n"
    )
    print("| a second | median | range |\n|---|---|---|")
    print(told("put into the queue", made))
    print(told("sent by tocsin", ours))
    print(told("sent by smtp-source", theirs))
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    print(f"\ntocsin / smtp-source, median of the rounds: {ratio:.2f}")


def main() -> None:
    """The command line."""
    reader = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    reader.add_argument("--mails", type=int, default=5000, help="mails of each round")
    reader.add_argument("--rounds", type=int, default=5)
    reader.add_argument("--workers", type=int, default=1)
    reader.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    reader.add_argument("--as-worker", action="store_true", help=argparse.SUPPRESS)
    options = reader.parse_args()
    as_worker() if options.as_worker else run(options)


if __name__ == "__main__":
    main()
