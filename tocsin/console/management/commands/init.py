"""`tocsin init`: make the data folder, the database and the keys of this server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tocsin.console import unlocked
from tocsin.console.setting_up import set_up
from tocsin.kernel import keys
from tocsin.kernel.crypto.home import home
from tocsin.people.models import Staff


class Command(BaseCommand):
    """May be run again at any time, and after each new version."""

    help = "Make the data folder, the database and the keys of this server."

    def add_arguments(self, parser: CommandParser) -> None:
        """--passphrase-file where nobody types."""
        parser.add_argument(
            "--passphrase-file", type=Path, help="a file whose first line is the new passphrase"
        )

    def handle(self, *args: Any, passphrase_file: Path | None = None, **options: Any) -> None:  # noqa: ARG002
        """Makes what is missing and says what comes next."""
        set_up()
        self.stdout.write(f"The data folder is {home()}.")
        if next_step := unlocked.at_setting_up(passphrase_file):
            self.stdout.write(next_step)
        if not Staff.objects.filter(is_administrator=True).exists():
            self.stdout.write("Next: tocsin staff add NAME --administrator")
        if keys.active() is None:
            self.stdout.write("Next: tocsin keys create, on a machine that you can keep apart.")
