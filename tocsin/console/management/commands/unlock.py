"""`tocsin unlock`: lay the server's master key into memory, by its passphrase or its shares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tocsin.console import unlocked
from tocsin.kernel.crypto import passphrase, sharing, unlocking, wiping
from tocsin.kernel.crypto.home import home, prepare, vault
from tocsin.kernel.crypto.vault import identity

WHAT = "this server"


class Command(BaseCommand):
    """Web pages and worker find the master at once; neither has to be started anew."""

    help = "Unlock this server's own keys; needed after each start of the machine."

    def add_arguments(self, parser: CommandParser) -> None:
        """--passphrase-file · --shares · --change-passphrase · --split-into."""
        parser.add_argument(
            "--passphrase-file", type=Path, help="a file whose first line is the passphrase"
        )
        parser.add_argument("--shares", type=Path, nargs="+", help="shares of the master, instead")
        parser.add_argument("--change-passphrase", action="store_true", help="choose another one")
        parser.add_argument("--new-passphrase-file", type=Path, help="a file with the new one")
        parser.add_argument(
            "--split-into", type=Path, metavar="FOLDER", help="write shares of the master there"
        )
        parser.add_argument("--need", type=int, default=3, help="shares that open it (3)")
        parser.add_argument("--of", type=int, default=5, help="shares to write (5)")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's shape
        """Unlocks; with the other options the master is put under another passphrase, or split."""
        prepare()
        if unlocking.is_new() and not options["shares"]:
            unlocked.begin(options["new_passphrase_file"] or options["passphrase_file"])
            self.stdout.write(f"The keys in {home() / 'keys'} are under this passphrase now.")
            secret = None
        else:
            secret = self.master(options)
        if options["change_passphrase"] and secret is not None:
            chosen = passphrase.choose(WHAT, options["new_passphrase_file"])
            unlocking.change(secret, chosen)
            wiping.remove(unlocking.own_passphrase())  # it tells the one before
            self.stdout.write("The passphrase is changed; the one before opens nothing any more.")
        if secret is not None:
            unlocking.unlock_with(secret)
        if options["split_into"] is not None:
            self.split(options)
        self.stdout.write("The server is unlocked. “tocsin lock” locks it again.")

    def master(self, options: dict[str, Any]) -> bytes:
        """The master, by whatever was given."""
        if options["shares"]:
            return sharing.join_files(options["shares"], "master").secret
        given = options["passphrase_file"] or unlocked.file()
        return unlocking.master(passphrase.ask(WHAT, given))

    def split(self, options: dict[str, Any]) -> None:
        """Writes shares of the master; they unlock where the passphrase was forgotten."""
        secret = vault().current()
        about = sharing.About("master", identity(secret), str(home()))
        files = sharing.write_shares(
            secret, about, options["need"], options["of"], options["split_into"] / "master"
        )
        for path in files:
            self.stdout.write(f"  {path}")
