"""The dossier of many names, beside typst printing the bare table of the same names.

Both are PDF/A-2a and PDF/UA-1 with the same fonts, in one process each after the other; what is
compared is the work of the processor, since typst uses several.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.frame import Row

NAMES = 100_000
ROUNDS = 1  # of seconds each; the ratio hardly differs
LANDS = ("SE", "BO", "MN", "CI", "IN")
FIRST = ("Ada", "Bo", "Oline", "Цэрэн", "Amara", "Grace", "नाविक", "Łucja")
LAST = ("Moran", "Lindqvist", "Strand", "Бат", "Diallo", "O’Neill", "Nguyễn", "Çelik")
BARE = """#let d = json("data.json")
#set document(title: "Names")
#set text(font: ("Noto Serif", "Noto Sans Devanagari"), size: 10.5pt)
#table(columns: 2, table.header([Name], [Country]), ..d.names.flatten())
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


def people(number: int) -> list[dict[str, str]]:
    """Invented, no two alike."""
    return [
        {
            "name": f"{FIRST[at % 8]} {LAST[at // 8 % 8]} {at}",
            "country": LANDS[at % len(LANDS)],
        }
        for at in range(number)
    ]


def rows(quick: bool) -> list[Row]:
    """Seconds of work for both, and their ratio."""
    from tocsin.conveyance.dossier import dossier_pdf, speak
    from tocsin.kernel.paper import print_pdf
    from tocsin.vocabulary import countries

    speak()
    number = NAMES // 50 if quick else NAMES
    named = people(number)
    lands = Counter(one["country"] for one in named)
    manifest: dict[str, Any] = {**MANIFEST, "tally": {"confirmed": number, "paper": 0}}
    pairs = [[one["name"], countries.name(one["country"], "en")] for one in named]
    ours, theirs = [], []
    with TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.typ"
        bare.write_text(BARE)
        print_pdf(bare, {"names": pairs[:8]})  # fonts are read once
        dossier_pdf(manifest, named[:8], lands)
        for _round in range(1 if quick else ROUNDS):
            theirs.append(_work(lambda: print_pdf(bare, {"names": pairs})))
            ours.append(_work(lambda: dossier_pdf(manifest, named, lands)))
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    return [
        Row(
            f"dossier of {number:,} names",
            f"{statistics.median(ours):.1f} s of work",
            f"bare table by typst: {statistics.median(theirs):.1f} s; ratio {ratio:.2f}",
            "ratio ≤ 1.5",
        )
    ]


def _work(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began
