"""Commands for another machine: they touch neither database nor data folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from tocsin.kernel.refusal import Refusal


def refusing(run: Callable[[list[str]], None]) -> Callable[[list[str]], int]:
    """Turns a refusal into a line on standard error and exit code 1."""

    def answer(words: list[str]) -> int:
        try:
            run(words)
        except Refusal as refusal:
            print(refusal.sentence, file=sys.stderr)
            return 1
        return 0

    return answer


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
    parser.add_argument("--key", type=Path, required=True, help="the private key file")
    parser.add_argument("--out", type=Path, help="the folder to make (default: beside the bundle)")
    given = parser.parse_args(words)
    out = given.out or given.bundle.with_suffix("").with_suffix("")
    opened = open_it(given.bundle, given.key, out)
    print(f"{opened.records} records opened, {opened.unreadable} could not be opened.")
    for path in sorted(out.iterdir()):
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
    parser.add_argument("--key", type=Path, required=True, help="the private key file")
    parser.add_argument("--appeal", default="", help="its ID (default: as the file's name says)")
    parser.add_argument("--out", type=Path, help="the file to write (default: its own name)")
    given = parser.parse_args(words)
    out = open_original(given.file, given.key, given.appeal, given.out)
    print(f"  {out}")


@refusing
def create_keys(words: list[str]) -> None:
    """`tocsin keys create NAME`: the organisation's key pair as two files."""
    from tocsin.kernel import seal

    parser = argparse.ArgumentParser(
        prog="tocsin keys create",
        description="Makes the organisation's key pair. Run it on a machine that you can keep "
        "apart; only the .public file goes to the server (tocsin keys add).",
    )
    parser.add_argument("organisation", help="the name people know")
    parser.add_argument("--out", type=Path, default=Path("organisation"), help="without ending")
    given = parser.parse_args(words)
    pair = seal.create_keypair(given.organisation)
    private, public = given.out.with_suffix(".private"), given.out.with_suffix(".public")
    seal.write_pair(pair, private, public)
    print(f"Fingerprint {seal.fingerprint(pair.public)}")
    print(f"  {private}   keep it apart, and a copy elsewhere; who has it reads every name")
    print(f"  {public}    take it to the server: tocsin keys add {public}")
