"""`tocsin attachments export`: write the sealed originals of an appeal's attachments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tocsin.appeals import reads
from tocsin.appeals.models import Appeal
from tocsin.console.originals import file_name
from tocsin.kernel import files
from tocsin.kernel.refusal import Refusal


class Command(BaseCommand):
    """`tocsin attachments open` needs no server: see console/apart.py."""

    help = "Export the sealed originals of an appeal's attachments; open one elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        """export DOCUMENT-ID · open FILE (see tocsin attachments open --help)."""
        parser.add_argument("verb", choices=["export", "open"])
        parser.add_argument("document_id")
        parser.add_argument("--out", type=Path, default=Path(), help="the folder (default: here)")

    def handle(self, *args: Any, document_id: str, out: Path, **options: Any) -> None:  # noqa: ARG002
        """Writes each original as it is kept: sealed."""
        appeal = Appeal.objects.filter(document_id__iexact=document_id).first()
        if appeal is None:
            raise Refusal(f"There is no appeal “{document_id}”.")
        attachments = list(reads.attachments(appeal))
        if not attachments:
            raise Refusal(f"Nothing is attached to {appeal.document_id}.")
        out.mkdir(parents=True, exist_ok=True)
        for one in attachments:
            path = out / file_name(appeal.document_id, one.pk)
            if path.exists():
                raise Refusal(f"{path} exists already. Name another folder with --out.")
            files.write(path, reads.original_bytes(one))
            self.stdout.write(f"  {path}")
        self.stdout.write("They are sealed. On the machine that has the key:")
        self.stdout.write("  tocsin attachments open FILE --key FILE")
