"""Signatures, confirmations and pages a second at the door, beside what each of them consists of.

    python -m tests.bench.door [--engine postgresql] [--rounds 5] [--seconds 5] [--only NAME]

The server, its database and its worker's place have core 0, the client (Debian's wrk, 64
connections) has core 1. Rounds alternate, medians are told; each acknowledged signature is looked
for in the database afterwards. nginx (Debian) gives the same page from a file.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench.frame import Row
from tests.bench.served import (
    APPEAL,
    CLIENT,
    CONFIRM,
    CONNECTIONS,
    SERVER,
    SIGN,
    Figures,
    Server,
    counted,
    granian,
    kept,
    loaded,
    nginx,
    plain,
    prepared,
    running,
    surroundings,
    tokens,
)
from tests.ports import free_port


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
    return granian(port, "tests.bench.served:empty")


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
    asked = argparse.Namespace(engine="sqlite", rounds=rounds, seconds=seconds, only=None)
    found = measured(asked).found
    rate = {name: statistics.median(one.rate) for name, one in found.items()}
    parts = ("empty POST", "sealing alone", "writing alone")
    series = 1 / sum(1 / rate[name] for name in parts)
    beside = "; ".join(f"{name} {rate[name]:,.0f}" for name in (*parts, "sign, Django alone"))
    share, times = rate["sign"] / series, rate["sign"] / max(rate["sign, Django alone"], 1)
    beside += f"; the three in series allow {series:,.0f}: {share:.0%}; Django alone: {times:.0f}×"
    pages = f"nginx: {rate['page, nginx']:,.0f}; ratio {rate['page'] / rate['page, nginx']:.2f}"
    aim = "≥ 3,000; ≥ 70 % of the series; p99 ≤ 50 ms; ≥ 5× Django"
    return [
        Row("sign, a second", told(found["sign"]), beside, aim),
        Row("confirm, a second", told(found["confirm"]), "", "≥ 3,000"),
        Row("page of an appeal, a second", told(found["page"]), pages, "ratio ≥ 0.5"),
    ]


def told(one: Figures) -> str:
    """Medians, as they stand in a row."""
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
