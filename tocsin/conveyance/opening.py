"""Opens a bundle with the organisation's key and makes the dossier, without server or database."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tocsin.conveyance.bundle import Bundle, read_bundle
from tocsin.conveyance.dossier import dossier_pdf
from tocsin.kernel import files, seal
from tocsin.kernel.progress import counted
from tocsin.kernel.refusal import Refusal

NAMED = {"public", "addressee"}
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Opened:
    """What was found in a bundle, and where the dossier lies."""

    records: int
    unreadable: int
    out: Path


@dataclass(frozen=True)
class Contents:
    """Records in clear, counted; `named` are those who let the addressee read their name."""

    named: list[dict[str, str]]
    countries: Counter[str]
    channels: Counter[str]
    unreadable: int


def open_bundle(bundle: Path, key: Path, out: Path, passphrase_file: Path | None = None) -> Opened:
    """Makes `dossier.pdf`, `names.csv` and `CHECKSUMS.txt` in the folder `out`.

    Raises Refusal for a damaged bundle, another organisation's key, a folder that is not empty,
    and counts that do not fit; then nothing is written.
    """
    pair = seal.load_private(key, passphrase_file)
    read = read_bundle(bundle)
    if out.exists() and any(out.iterdir()):
        raise Refusal(f"The folder {out} is not empty. Name another one with --out.")
    contents = open_records(read, pair)
    _check(read, contents)
    made = {
        "dossier.pdf": dossier_pdf(read.manifest, contents.named, contents.countries),
        "names.csv": names_csv(contents.named),
    }
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(made.items())]
    made["CHECKSUMS.txt"] = "".join(sums).encode()
    out.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        files.write(out / name, data)
    return Opened(len(read.records) - contents.unreadable, contents.unreadable, out)


def open_records(bundle: Bundle, pair: seal.KeyPair) -> Contents:
    """Opens each record; if none opens at all, the reason is raised instead of counted."""
    context = bundle.manifest["document_id"]
    opened: list[dict[str, str]] = []
    refusals: list[Refusal] = []
    for record in counted(bundle.records, "Records opened"):
        try:
            opened.append(seal.open_sealed(pair, record, context))
        except Refusal as refusal:
            refusals.append(refusal)
    if refusals and not opened:
        raise refusals[0]
    named = [one for one in opened if one.get("choice") in NAMED]
    named.sort(key=lambda one: (one.get("name", "").casefold(), one.get("country", "")))
    return Contents(
        named=named,
        countries=Counter(one.get("country", "") for one in opened),
        channels=Counter(one.get("channel", "web") for one in opened),
        unreadable=len(refusals),
    )


def _check(bundle: Bundle, contents: Contents) -> None:
    tally: dict[str, Any] = bundle.manifest["tally"]
    counted = int(tally.get("confirmed", 0)) + int(tally.get("paper", 0))
    if len(bundle.records) != counted:
        raise Refusal(
            f"The bundle says {counted} signatures and holds {len(bundle.records)} records. "
            "Export it again; if it stays so, ask the administrator."
        )
    found = contents.channels["web"], contents.channels["paper"]
    told = int(tally.get("confirmed", 0)), int(tally.get("paper", 0))
    if not contents.unreadable and found != told:
        raise Refusal(
            f"The bundle says {told[0]} confirmed and {told[1]} on paper, and its records say "
            f"{found[0]} and {found[1]}. Export it again; if it stays so, ask the administrator."
        )


def names_csv(named: list[dict[str, str]]) -> bytes:
    """Names, countries and comments of those who agreed; never an e-mail address."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["name", "country", "comment"])
    for one in named:
        writer.writerow([_cell(one.get(part, "")) for part in ("name", "country", "comment")])
    return buffer.getvalue().encode()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
