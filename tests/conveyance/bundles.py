"""Bundles of invented people for the tests, and what a reader finds in the dossier."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from tocsin.conveyance.bundle import write_bundle
from tocsin.kernel.crypto import seal

PAIR = seal.create_keypair("Desk")


def record(number: int, **changes: str) -> dict[str, str]:
    told = {
        "name": f"Person {number:04d}",
        "email": f"person{number}@example.org",
        "country": ("SE", "DE", "NZ")[number % 3],
        "comment": "Please listen." if number % 7 == 0 else "",
        "choice": ("public", "addressee", "counted")[number % 3],
        "channel": "paper" if number % 10 == 9 else "web",
        "language": "en",
    }
    return told | changes


def manifest(**changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "organisation": "Desk",
        "document_id": "FA-01-2026",
        "url": "https://example.org/FA-01-2026/",
        "revision": 1,
        "revision_sha256": "ab" * 32,
        "addressee": "Ministry of Boats",
        "language": "en",
        "created": "2026-03-04",
        "headline": "FIJI: Teachers reported held",
        "summary": "It is reported.",
        "ask": "Hear them.",
        "letter": "Dear Sir or Madam,\n\nI write about the teachers.",
        "tally": {"confirmed": 27, "paper": 3, "unconfirmed": 1},
    }
    return told | changes


def sealed(records: Iterable[dict[str, str]]) -> list[bytes]:
    """Records as the server keeps them."""
    return [seal.seal(PAIR.public, one, "FA-01-2026") for one in records]


def bundle(folder: Path, number: int = 30, **changes: Any) -> Path:
    write_bundle(folder / "b.zip", manifest(**changes), sealed(map(record, range(number))))
    return folder / "b.zip"


def of_people(folder: Path, names: Iterable[str], comment: str = "", **changes: Any) -> Path:
    """A bundle of these, who all let the addressee read their names."""
    told = {"choice": "public", "channel": "web", "comment": comment}
    records = [record(at, name=name, **told) for at, name in enumerate(names)]
    tally = {"confirmed": len(records), "paper": 0, "unconfirmed": 0}
    write_bundle(folder / "b.zip", manifest(tally=tally, **changes), sealed(records))
    return folder / "b.zip"


def words(path: Path) -> str:
    """What stands on the pages of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)
