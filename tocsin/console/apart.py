"""Commands for another machine: they touch neither database nor data folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.kernel.files import FullDisk
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.speaking import speak

if TYPE_CHECKING:
    from tocsin.conveyance.opening import Opened


def refusing(run: Callable[[list[str]], None]) -> Callable[[list[str]], int]:
    """Turns a refusal, and a fault of the disk, into a line on standard error and exit code 1."""

    def answer(words: list[str]) -> int:
        speak()  # sentences in English, a dossier in the addressee's language
        try:
            run(words)
        except FullDisk as full:
            print(f"{full.told}, or name another folder.", file=sys.stderr)
            return 1
        except Refusal as refusal:
            print(refusal.sentence, file=sys.stderr)
            return 1
        except BrokenPipeError:
            raise  # of whoever read what was said
        except OSError as error:
            place = Path(error.filename or "The file")
            place = place.parent if place.name.startswith(".new-") else place
            why = f"{place} cannot be written or read: {error.strerror}. Name another place."
            print(why, file=sys.stderr)
            return 1
        return 0

    return answer


def with_key(parser: argparse.ArgumentParser) -> None:
    """The private key of the organisation, and its passphrase where nobody types it."""
    parser.add_argument("--key", type=Path, required=True, help="the private key file")
    parser.add_argument(
        "--passphrase-file", type=Path, help="a file whose first line is its passphrase"
    )


def with_log(parser: argparse.ArgumentParser) -> None:
    """The public log, and whose word on it is believed."""
    parser.add_argument("--log", help="the public log: each record must be one of its voices")
    parser.add_argument("--log-key", help="the log's key in one line, or a file with it")


def _withdrawn(word: str) -> tuple[str, date]:
    """A commitment in hex, and the day."""
    mark, _colon, day = word.partition(":")
    try:
        if len(bytes.fromhex(mark)) != 32:
            raise ValueError
        return mark.lower(), date.fromisoformat(day)
    except ValueError as error:
        raise Refusal(
            f"“{word}” is no commitment with its day. Copy it from the desk’s page of withdrawn "
            "voices, like 64 hexadecimal digits, a colon, 2026-11-26."
        ) from error


@refusing
def open_bundle(words: list[str]) -> None:
    """`tocsin convey open BUNDLE --key FILE`: opens the records and makes the dossier."""
    from tocsin.conveyance.opening import open_bundle as open_it

    parser = argparse.ArgumentParser(
        prog="tocsin convey open",
        description="Opens a sealed bundle with the organisation's private key and makes the "
        "dossier. Needs no server and no network.",
    )
    parser.add_argument("bundle", type=Path)
    with_key(parser)
    parser.add_argument("--out", type=Path, help="the folder to make (default: beside the bundle)")
    parser.add_argument(
        "--withdrawn",
        nargs="+",
        default=[],
        metavar="COMMITMENT:DATE",
        help="voices that were withdrawn since, as the desk shows them",
    )
    parser.add_argument(
        "--print-by-number",
        action="store_true",
        help="letters of names and comments that no font of this machine has are printed by "
        "their numbers, like [U+12000]",
    )
    with_log(parser)
    given = parser.parse_args(words)
    gone = dict(_withdrawn(one) for one in given.withdrawn)
    opened = open_it(
        given.bundle,
        given.key,
        given.out or given.bundle.with_suffix("").with_suffix(""),
        *(given.passphrase_file, gone),
        by_number=given.print_by_number,
        voices=_voices(given.bundle, given.log, given.log_key) if given.log else None,
    )
    _tell(opened, len(gone))
    if given.log:
        print("Each of them is a voice of the public log.")


def _voices(bundle: Path, log: str, key: str | None) -> set[bytes]:
    """The commitments that the log has of voices under the bundle's appeal."""
    from tocsin.console.verification import audited
    from tocsin.conveyance.bundle import read_manifest
    from tocsin.kernel.tlog import verify
    from tocsin.kernel.tlog.auditing import CLASSES

    if not key:
        raise Refusal("Say whose log it is: --log-key NAME+…, or a file with that line.")
    subject = verify.subject_of(str(read_manifest(bundle)["document_id"]))
    try:
        found = audited(log, verify.trusted(key, None))
    except verify.Invalid as invalid:
        raise Refusal(invalid.sentence) from invalid
    mine = (one for one in found.entries if one.subject == subject and one.kind in CLASSES)
    return {one.commitment for one in mine}


def _tell(opened: Opened, gone: int) -> None:
    """What was opened, and where it lies; `gone` commitments were named as withdrawn."""
    print(f"{opened.records} records opened, {opened.unreadable} could not be opened.")
    for one in opened.withdrawn:
        print(f"Withdrawn on {one.on:%d %B %Y}, and left out: {one.name}, {one.country}.")
    if lacking := gone - len(opened.withdrawn):
        print(f"{lacking} of the commitments belong to no record of this bundle.")
    if opened.by_number:
        print(
            "Letters that no font had are printed by their numbers, like [U+12000], on this many "
            f"lines: {opened.by_number}. names.csv has the letters themselves."
        )
    for path in sorted(opened.out.iterdir()):
        print(f"  {path}")


@refusing
def open_attachment(words: list[str]) -> None:
    """`tocsin attachments open FILE --key FILE`: an original as it was handed in."""
    from tocsin.console.originals import open_original

    parser = argparse.ArgumentParser(
        prog="tocsin attachments open",
        description="Opens the sealed original of an attachment with the organisation's private "
        "key. Needs no server and no network. The file may tell where and by whom it was made.",
    )
    parser.add_argument("file", type=Path)
    with_key(parser)
    parser.add_argument("--appeal", default="", help="its ID (default: as the file's name says)")
    parser.add_argument("--out", type=Path, help="the file to write (default: its own name)")
    given = parser.parse_args(words)
    out = open_original(
        given.file, given.key, given.appeal, given.out, passphrase_file=given.passphrase_file
    )
    print(f"  {out}")


@refusing
def open_audit(words: list[str]) -> None:
    """`tocsin log open FILE --key FILE`: a sealed copy of the audit trail."""
    from tocsin.console.originals import TRAIL, open_original

    parser = argparse.ArgumentParser(
        prog="tocsin log open",
        description="Opens a sealed copy of the audit trail with the organisation's private key: "
        "a line of JSON for each entry. Needs no server and no network.",
    )
    parser.add_argument("file", type=Path)
    with_key(parser)
    parser.add_argument("--out", type=Path, help="the file to write (default: its own name)")
    given = parser.parse_args(words)
    out = open_original(
        given.file, given.key, TRAIL, given.out, passphrase_file=given.passphrase_file
    )
    print(f"  {out}")


@refusing
def create_partner_keys(words: list[str]) -> None:
    """`tocsin keys partner NAME`: the pair that a partner signs alerts with."""
    from tocsin.kernel.crypto import signature

    parser = argparse.ArgumentParser(
        prog="tocsin keys partner",
        description="Makes a partner's key pair for signing alerts. Run it at the partner's "
        "office; only the .public file goes to the desk.",
    )
    parser.add_argument("partner", help="the name by which the desk knows the partner")
    parser.add_argument("--out", type=Path, default=Path("partner"), help="without ending")
    given = parser.parse_args(words)
    pair = signature.create(given.partner)
    private, public = given.out.with_suffix(".private"), given.out.with_suffix(".public")
    signature.write_pair(pair, private, public)
    print(f"Fingerprint {signature.fingerprint(pair.public)}")
    print(f"  {private}   keep it to yourself; who has it speaks in your name")
    print(f"  {public}    send it to the desk, and read the fingerprint to them by telephone")


@refusing
def sign_alert(words: list[str]) -> None:
    """`tocsin alert sign FILE --key FILE`: a signature beside the file, or the text in a frame."""
    from tocsin.intake.sealing import sign_file

    parser = argparse.ArgumentParser(
        prog="tocsin alert sign",
        description="Signs an alert with the partner's private key. Needs no server and no "
        "network. Spaces and line breaks may change on the way, letters may not.",
    )
    parser.add_argument("file", type=Path, help="the alert as plain text")
    parser.add_argument("--key", type=Path, required=True, help="the partner's private key file")
    parser.add_argument(
        "--inside",
        action="store_true",
        help="write the text with its signature, to paste into a mail or the form",
    )
    given = parser.parse_args(words)
    print(f"Written: {sign_file(given.file, given.key, inside=given.inside)}")


@refusing
def open_contact(words: list[str]) -> None:
    """`tocsin alert open FILE --key FILE`: the contact that was left with an alert."""
    from tocsin.intake.sealing import open_contact as open_it
    from tocsin.kernel.crypto import seal

    parser = argparse.ArgumentParser(
        prog="tocsin alert open",
        description="Opens a sealed contact that was downloaded from an alert, with the "
        "organisation's private key. Needs no server and no network.",
    )
    parser.add_argument("file", type=Path, help="the file that the desk downloaded")
    with_key(parser)
    given = parser.parse_args(words)
    pair = seal.load_private(given.key, given.passphrase_file)
    for name, value in open_it(given.file, pair).items():
        print(f"{name}: {value or '—'}")
