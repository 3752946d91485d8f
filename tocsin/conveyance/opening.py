"""Opens a bundle with the organisation's key and makes the dossier, without server or database."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tocsin.conveyance.bundle import Bundle, read_bundle
from tocsin.conveyance.dossier import dossier_pdf
from tocsin.kernel import files, seal
from tocsin.kernel.progress import counted
from tocsin.kernel.refusal import Refusal
from tocsin.signing.commitments import commitment, digest

NOBODY: Mapping[str, date] = MappingProxyType({})
NAMED = {"public", "addressee"}
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Gone:
    """A record whose owner withdrew after it was handed over: whose it was, and when."""

    on: date
    name: str
    country: str
    channel: str


@dataclass(frozen=True)
class Opened:
    """What was found in a bundle, and where the dossier lies."""

    records: int
    unreadable: int
    out: Path
    withdrawn: list[Gone] = field(default_factory=list)


@dataclass(frozen=True)
class Contents:
    """Records in clear, counted; `named` are those who let the addressee read their name."""

    named: list[dict[str, str]]
    countries: Counter[str]
    channels: Counter[str]
    unreadable: int
    withdrawn: list[Gone]


def open_bundle(
    bundle: Path,
    key: Path,
    out: Path,
    passphrase_file: Path | None = None,
    withdrawn: Mapping[str, date] = NOBODY,
) -> Opened:
    """Makes `dossier.pdf`, `names.csv` and `CHECKSUMS.txt` in the folder `out`.

    `withdrawn` names voices that were withdrawn since, by their commitments in hex, and the day;
    they are told and stand in nothing that is made.

    Raises Refusal for a damaged bundle, another organisation's key, a folder that is not empty,
    and counts that do not fit; then nothing is written.
    """
    pair = seal.load_private(key, passphrase_file)
    read = read_bundle(bundle)
    if out.exists() and any(out.iterdir()):
        raise Refusal(f"The folder {out} is not empty. Name another one with --out.")
    contents = open_records(read, pair, withdrawn)
    _check(read, contents)
    told = without(read.manifest, contents.withdrawn)
    made = {
        "dossier.pdf": dossier_pdf(told, contents.named, contents.countries),
        "names.csv": names_csv(contents.named),
    }
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(made.items())]
    made["CHECKSUMS.txt"] = "".join(sums).encode()
    out.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        files.write(out / name, data)
    opened = len(read.records) - contents.unreadable
    return Opened(opened, contents.unreadable, out, contents.withdrawn)


def without(manifest: dict[str, Any], gone: list[Gone]) -> dict[str, Any]:
    """The manifest with the numbers that are left."""
    tally, numbers = dict(manifest["tally"]), dict(manifest.get("numbers") or {})
    for one in gone:
        word = "paper" if one.channel == "paper" else "confirmed"
        tally[word] = int(tally.get(word, 0)) - 1
        if numbers:
            numbers[word] -= 1
            numbers["withdrawn"] += 1
    return manifest | {"tally": tally} | ({"numbers": numbers} if numbers else {})


def _day(record: dict[str, str], withdrawn: Mapping[str, date]) -> date | None:
    """When the voice of a record was withdrawn; none where it was not, or r is not known."""
    try:
        r = bytes.fromhex(record["r"])
    except (KeyError, ValueError):
        return None
    return withdrawn.get(commitment(r, digest(record)).hex())


def open_records(
    bundle: Bundle, pair: seal.KeyPair, withdrawn: Mapping[str, date] = NOBODY
) -> Contents:
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
    channels = Counter(one.get("channel", "web") for one in opened)
    days = [(one, _day(one, withdrawn)) for one in opened]
    opened = [one for one, day in days if day is None]
    named = [one for one in opened if one.get("choice") in NAMED]
    named.sort(key=lambda one: (one.get("name", "").casefold(), one.get("country", "")))
    return Contents(
        named=named,
        countries=Counter(one.get("country", "") for one in opened),
        channels=channels,
        unreadable=len(refusals),
        withdrawn=[
            Gone(day, one.get("name", ""), one.get("country", ""), one.get("channel", "web"))
            for one, day in days
            if day is not None
        ],
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
