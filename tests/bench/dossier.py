"""The dossier of many names, beside typst printing the bare list of the same names.

    python -m tests.bench dossier                     # 100,000 names; bundles of 20,000 and 100,000
    python -m tests.bench.dossier 1000000 [--write]   # opens a bundle of so many records

The bare list is the dossier's own: the same lines in two columns, and nothing else. Both are
PDF/A-2a and PDF/UA-1 with the same fonts, in processes of their own, one after the other; what is
compared is the work of the processor, since typst uses several. A bundle is opened by the command
that people use; its memory is the most that it, or what it started, ever had.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench import frame
from tests.bench.frame import Row
from tests.paths import ROOT

NAMES = 100_000
OPENED = (20_000, 100_000)
LANDS = ("SE", "BO", "MN", "CI", "IN")
FIRST = ("Ada", "Bo", "Oline", "Цэрэн", "Amara", "Grace", "नाविक", "Łucja")
LAST = ("Moran", "Lindqvist", "Strand", "Бат", "Diallo", "O’Neill", "Nguyễn", "Çelik")
BARE = """#let d = json("data.json")
#set document(title: "Names")
#set page(margin: (x: 2.6cm, top: 2.4cm, bottom: 2.4cm))
#set text(font: ("Noto Serif", "Noto Sans Devanagari"), size: 10.5pt, lang: "en")
#let small(body) = text(size: 8.5pt, fill: luma(75), body)
#heading(level: 1)[Names]
#columns(2, gutter: 1cm)[
  #set par(leading: 0.5em, spacing: 0.55em, hanging-indent: 0.8em)
  #for (name, land, line) in d.names [
    #small(text(number-width: "tabular", str(line))) #name, #small(land) #parbreak()
  ]
]
"""
OPEN = """
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from tocsin.__main__ import main
try:
    main()
finally:
    print(max(getrusage(who).ru_maxrss for who in (RUSAGE_SELF, RUSAGE_CHILDREN)) // 1024)
"""
MANIFEST = {
    "document_id": "FA-01-2026",
    "headline": "BOLIVIA: Ferry workers detained",
    "addressee": "Ministry of the Interior",
    "url": "https://desk.example/FA-01-2026/",
    "organisation": "Urgent Appeals Desk",
    "created": "2026-11-26",
    "language": "en",
    "letter": "Your Excellency,\n\nwe ask you to release them.",
    "sha256": {"records.bin": "0" * 64},
    "revision_sha256": "0" * 64,
}


def people(number: int) -> Iterator[dict[str, str]]:
    """Invented, no two alike."""
    for at in range(number):
        name = f"{FIRST[at % 8]} {LAST[at // 8 % 8]} {at}"
        yield {"name": name, "country": LANDS[at % len(LANDS)], "comment": ""}


def rows(quick: bool) -> list[Row]:
    """Work and memory of both, and of opening bundles."""
    share = 50 if quick else 1
    return [_printing(NAMES // share), *(_opening(number // share) for number in OPENED)]


def _printing(number: int) -> Row:
    from tocsin.conveyance.lands import Lands
    from tocsin.conveyance.named import Named
    from tocsin.conveyance.volumes import VOLUME, write_volumes
    from tocsin.kernel.printing.paper import print_pdf
    from tocsin.kernel.speaking import speak
    from tocsin.vocabulary import countries

    speak()
    manifest: dict[str, Any] = {**MANIFEST, "tally": {"confirmed": number, "paper": 0}}
    with TemporaryDirectory() as name:
        folder = Path(name)
        bare, named = folder / "bare.typ", Named(folder, 1 << 30)
        bare.write_text(BARE)
        for one in people(number):
            named.add(one)
        lands = Lands(Counter(one["country"] for one in named))
        began = _work()
        files = write_volumes(folder, manifest, named, lands, VOLUME)
        ours, our_most = _work() - began, _most()
        pairs = [
            [one["name"], countries.name(one["country"], "en"), at]
            for at, one in enumerate(named, 1)
        ]
        began = _work()
        print_pdf(bare, {"names": pairs}, apart=True)
        theirs = _work() - began
    return Row(
        f"dossier of {number:,} names",
        f"{ours:.1f} s of work, {our_most} MiB at most, {len(files)} files",
        f"bare list by typst: {theirs:.1f} s, {_most()} MiB; ratio {ours / theirs:.2f}",
        "ratio ≤ 1.5",
    )


def _work() -> float:
    """Seconds of the processor, of this process and of those that it waited for."""
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in each)


def _most() -> int:
    """MiB that the largest process that was waited for ever had."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def _opening(number: int) -> Row:
    from tocsin.conveyance.bundle import write_bundle
    from tocsin.kernel.crypto import seal

    pair = seal.create_keypair("Desk")
    manifest = {**MANIFEST, "tally": {"confirmed": number, "paper": 0}}
    told = ({**one, "choice": "public", "channel": "web"} for one in people(number))
    with TemporaryDirectory() as name:
        folder = Path(name)
        bundle, key = folder / "b.zip", folder / "key"
        seal.write_pair(pair, key, folder / "public")
        write_bundle(bundle, manifest, (seal.seal(pair.public, one, "FA-01-2026") for one in told))
        size, began, work = bundle.stat().st_size, time.perf_counter(), _work()
        words = [sys.executable, "-c", OPEN, "convey", "open", str(bundle), "--key", str(key)]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
        taken, worked = time.perf_counter() - began, _work() - work
    said = done.stdout.splitlines()
    assert said[0] == f"{number} records opened, 0 could not be opened."
    return Row(
        f"opening a bundle of {number:,} records",
        f"{said[-1]} MiB at most; {worked:.0f} s of work ({taken:.0f} s)",
        f"the bundle has {size >> 20} MiB, the folder {len(said) - 2} files",
        "memory flat",
    )


def main() -> None:
    """Opens one bundle of as many records as are asked for."""
    reader = argparse.ArgumentParser(description="Opens a bundle of so many records.")
    reader.add_argument("number", type=int)
    reader.add_argument("--write", action="store_true", help=f"write {frame.PAGE.name}")
    given = reader.parse_args()
    os.nice(10)
    row = replace(
        _opening(given.number),
        command=f"python -m tests.bench.dossier {given.number}",
        day=date.today().isoformat(),  # noqa: DTZ011
    )
    print(row.line())
    if given.write:
        page = frame.PAGE.read_text()
        frame.PAGE.write_text(frame.written(page, frame.merged(frame.kept(page), [row])))


if __name__ == "__main__":
    main()
