"""`tocsin restore ARCHIVE`: a data folder, and a database, of a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tocsin.console import unlocked
from tocsin.kernel.backups import restoring
from tocsin.kernel.crypto.home import home


class Command(BaseCommand):
    """Exit code 0 when all came back, else 1 and the folder is empty as before."""

    help = "Make a data folder and a database of a backup, in an empty place."

    def add_arguments(self, parser: CommandParser) -> None:
        """ARCHIVE --passphrase-file --shares."""
        parser.add_argument("archive", type=Path)
        unlocked.add_arguments(parser)

    def handle(self, *args: Any, archive: Path, **options: Any) -> None:  # noqa: ARG002
        """Restores, and says what comes next."""
        made = restoring.restore(archive, lambda header: unlocked.master_of(header, options))
        self.stdout.write(f"The data folder {home()} is as it was on {made.made}.")
        self.stdout.write("Next: tocsin unlock")
        if made.entries:
            self.stdout.write(
                f"Next: tocsin log recover MIRROR. The public log had {made.entries} entries then; "
                "nothing is signed until a mirror told what came after, or --no-mirror."
            )
        self.stdout.write(
            "Next: look at the mail-outs at the desk. All mail waits until somebody lets it go "
            "there, since what went out after the backup would go again."
        )
        self.stdout.write("Next: tocsin doctor")
