"""`tocsin convey export`: write the sealed bundle of an appeal for one addressee to a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tocsin.appeals.models import Appeal
from tocsin.authorities.models import Authority
from tocsin.conveyance import moves
from tocsin.kernel import files
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import System


class Command(BaseCommand):
    """`tocsin convey open` needs no server: see console/apart.py."""

    help = "Export a sealed bundle for an addressee; open one elsewhere with the key."

    def add_arguments(self, parser: CommandParser) -> None:
        """export DOCUMENT-ID · open BUNDLE (see tocsin convey open --help)."""
        parser.add_argument("verb", choices=["export", "open"])
        parser.add_argument("document_id")
        parser.add_argument(
            "--addressee", default="", help="part of the office's name, or its number"
        )
        parser.add_argument("--out", type=Path, help="the file to write (default: beside you)")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, document_id: str, addressee: str, **options: Any) -> None:  # noqa: ARG002
        """Prepares the conveyance and writes the bundle."""
        appeal = Appeal.objects.filter(document_id__iexact=document_id).first()
        if appeal is None:
            raise Refusal(f"There is no appeal “{document_id}”.")
        office = choose(list(appeal.addressees.all()), addressee)
        out = options["out"] or Path(f"{appeal.document_id}-{office.pk}.tocsin.zip")
        if out.exists():
            raise Refusal(f"{out} exists already. Name another file with --out.")
        conveyance = moves.export(System(), appeal, office)
        files.write_parts(out, files.parts(moves.bundle_path(conveyance)))
        if options["json"]:
            told = {"file": str(out), "sha256": conveyance.bundle_sha256, "tally": conveyance.tally}
            self.stdout.write(json.dumps(told))
            return
        self.stdout.write(f"{out}\nSHA-256 {conveyance.bundle_sha256}")
        self.stdout.write("It is sealed. On the machine that has the key:")
        self.stdout.write(f"  tocsin convey open {out.name} --key FILE")


def choose(offices: list[Authority], words: str) -> Authority:
    """The one office that is meant; a choice that is open is refused with what there is."""
    meant = [o for o in offices if words.casefold() in o.name.casefold() or words == str(o.pk)]
    if len(meant) != 1:
        names = "\n".join(f"  --addressee {office.pk}   {office.name}" for office in offices)
        raise Refusal(
            f"Name one addressee:\n{names}" if offices else "The appeal has no addressee."
        )
    return meant[0]
