"""`tocsin network FILE.csv`: bring in people who agreed to get appeals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tocsin.kernel.refusal import Refusal
from tocsin.mailing import lists
from tocsin.people.roles import System


class Command(BaseCommand):
    """Columns: email, agreed_on (needed), language, countries, issues."""

    help = (
        "Bring in people who agreed to get appeals, from a CSV file with the columns email, "
        "agreed_on, language, countries, issues. Says of each line what became of it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file; --dry-run changes nothing."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say it, do nothing")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:  # noqa: ARG002
        """Takes who can be taken and says why the others are not."""
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise Refusal(f"{file} cannot be read: {error.strerror}.") from error
        report = (lists.preview if dry_run else lists.bring_in)(System(), raw)
        if options["json"]:
            lines = [{"line": one.number, "problem": one.problem} for one in report.refused]
            self.stdout.write(json.dumps({"taken": report.taken, "not_taken": lines}))
            return
        for line in report.refused:
            self.stdout.write(f"line {line.number}, {line.email or '—'}: {line.problem}")
        self.stdout.write(report.in_words())
        if dry_run:
            self.stdout.write("Nothing was changed.")
