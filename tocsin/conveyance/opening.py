"""Opens a bundle with the organisation's key and makes the dossier, without server or database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from tocsin.conveyance.bundle import MANIFEST, Bundle, read_bundle
from tocsin.conveyance.lands import Lands
from tocsin.conveyance.named import Named, names_csv
from tocsin.conveyance.volumes import VOLUME, write_lists, write_volumes
from tocsin.kernel import files
from tocsin.kernel.crypto import seal
from tocsin.kernel.progress import counted
from tocsin.kernel.refusal import Refusal
from tocsin.signing.commitments import commitment, digest

NOBODY: Mapping[str, date] = MappingProxyType({})
NAMED = {"public", "addressee"}
# A record opens to hardly more than its own size. What is told of all may be so many times larger
# than the bundle, and so many bytes more.
LONGER, ROOM = 4, 1 << 20


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
    by_number: int = 0  # lines of names with letters that are printed by their numbers


@dataclass
class Contents:
    """Records in clear, counted; `named` are those who let the addressee read their name."""

    named: Named
    strangers: int = 0  # records of which the log has no voice
    lands: Lands = field(default_factory=Lands)
    channels: Counter[str] = field(default_factory=Counter)
    withdrawn: list[Gone] = field(default_factory=list)


def open_bundle(
    bundle: Path,
    key: Path,
    out: Path,
    passphrase_file: Path | None = None,
    withdrawn: Mapping[str, date] = NOBODY,
    volume: int = VOLUME,
    *,
    by_number: bool = False,
    voices: Iterable[bytes] | None = None,
) -> Opened:
    """Makes `dossier.pdf`, or its volumes of `volume` names, and what stands beside it in `out`.

    `withdrawn` names voices that were withdrawn since, by their commitments in hex, and the day;
    they are told and stand in nothing that is made. `by_number` prints letters that no font has
    by their numbers. `voices` are the commitments that the log has under this appeal: each record
    must be one of them.

    Raises Refusal for a damaged bundle, another organisation's key, a folder that is not empty,
    counts that do not fit, and a letter without font; then nothing is written.
    """
    pair = seal.load_private(key, passphrase_file)
    read = read_bundle(bundle)
    if out.exists() and any(out.iterdir()):
        raise Refusal(f"The folder {out} is not empty. Name another one with --out.")
    with _whole(out) as folder, TemporaryDirectory(dir=folder) as parts:
        contents, unreadable = open_records(read, pair, Path(parts), withdrawn, voices)
        _check(read, contents, unreadable)
        told = without(read.manifest, contents.withdrawn)
        named, lands = contents.named, contents.lands
        made = write_volumes(folder, told, named, lands, volume, by_number=by_number)
        files.write(folder / MANIFEST, read.text)
        files.write_parts(folder / "names.csv", names_csv(contents.named))
        write_lists(folder, read, len(contents.named), made)
    lines = sum(one.get("by_number", 0) for one in made)
    return Opened(len(read) - unreadable, unreadable, out, contents.withdrawn, lines)


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """A folder whose files come to `out` at the end; nothing is left of what is broken off."""
    new = not out.exists()
    with files.room(out):
        out.mkdir(parents=True, exist_ok=True)
    try:
        with files.room(out), TemporaryDirectory(dir=out, prefix=".new-") as folder:
            yield Path(folder)
            for path in sorted(Path(folder).iterdir()):
                path.replace(out / path.name)
            files.sync_folder(out)
    except BaseException:
        if new:
            with suppress(OSError):
                out.rmdir()
        raise


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


def _commitment(record: dict[str, str]) -> bytes:
    """What stands for a record in the log; empty where r is not known."""
    try:
        return commitment(bytes.fromhex(record["r"]), digest(record))
    except (KeyError, ValueError):
        return b""


def open_records(
    bundle: Bundle,
    pair: seal.KeyPair,
    folder: Path,
    withdrawn: Mapping[str, date] = NOBODY,
    voices: Iterable[bytes] | None = None,
) -> tuple[Contents, int]:
    """Opens each record, and counts those that do not open, and those that are not in the log.

    If none opens at all, the reason is raised instead of counted. Names that memory has no room
    for lie in `folder`.
    """
    context, opened = bundle.manifest["document_id"], 0
    contents = Contents(Named(folder, LONGER * bundle.path.stat().st_size + ROOM))
    first: Refusal | None = None
    known = None if voices is None else set(voices)
    for sealed in counted(bundle.records(), "Records opened", len(bundle)):
        try:
            record = seal.open_sealed(pair, sealed, context)
        except Refusal as refusal:
            first = first or refusal
            continue
        opened += 1
        mark = _commitment(record)
        if known is not None:
            contents.strangers += mark not in known
            known.discard(mark)  # a voice stands there once
        _sort(record, withdrawn.get(mark.hex()), contents)
    if first and not opened:
        raise first
    return contents, len(bundle) - opened


def _sort(record: dict[str, str], withdrawn: date | None, contents: Contents) -> None:
    """Counts a record, and keeps of it what the dossier tells."""
    channel, country = record.get("channel", "web"), record.get("country", "")
    contents.channels[channel] += 1
    if withdrawn is not None:
        contents.withdrawn.append(Gone(withdrawn, record.get("name", ""), country, channel))
        return
    is_named = record.get("choice") in NAMED
    contents.lands.add(country, is_named=is_named)
    if is_named:
        contents.named.add(record)


def _check(bundle: Bundle, contents: Contents, unreadable: int) -> None:
    if contents.strangers:
        raise Refusal(
            f"Of the {len(bundle) - unreadable} records {contents.strangers} are no voices of the "
            f"log under {bundle.manifest['document_id']}: somebody put them in, altered them after "
            "they were counted, or has them twice. No dossier was made. Take the log as it is "
            "today; if it stays so, do not hand this over, and ask who runs the server."
        )
    tally: dict[str, Any] = bundle.manifest["tally"]
    counted = int(tally.get("confirmed", 0)) + int(tally.get("paper", 0))
    if len(bundle) != counted:
        raise Refusal(
            f"The bundle says {counted} signatures and holds {len(bundle)} records. "
            "Export it again; if it stays so, ask the administrator."
        )
    found = contents.channels["web"], contents.channels["paper"]
    told = int(tally.get("confirmed", 0)), int(tally.get("paper", 0))
    if not unreadable and found != told:
        raise Refusal(
            f"The bundle says {told[0]} confirmed and {told[1]} on paper, and its records say "
            f"{found[0]} and {found[1]}. Export it again; if it stays so, ask the administrator."
        )
