"""`tocsin backup FOLDER`, `tocsin backup --check ARCHIVE`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tocsin.console import unlocked
from tocsin.kernel.backups import making
from tocsin.kernel.backups.archive import Reader
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.refusal import Refusal

KEEP = 30  # days
MOST = 365


class Command(BaseCommand):
    """Exit code 0 when a whole archive lies there, else 1."""

    help = "Write an encrypted backup while the site runs, or check one."

    def add_arguments(self, parser: CommandParser) -> None:
        """FOLDER --keep-days · --check ARCHIVE --passphrase-file --shares."""
        parser.add_argument("folder", type=Path, nargs="?", help="where the archive is written")
        parser.add_argument(
            "--keep-days",
            type=int,
            default=KEEP,
            help=f"older ones of this server there, but for three, are destroyed ({KEEP})",
        )
        parser.add_argument("--check", type=Path, metavar="ARCHIVE", help="read one to its end")
        unlocked.add_arguments(parser)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's shape
        """One of the two."""
        if (options["folder"] is None) == (options["check"] is None):
            raise Refusal("Name a folder: tocsin backup FOLDER; or a file: --check ARCHIVE")
        told = self.checked(options) if options["check"] else self.made(options)
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(str(told["said"]))

    def made(self, options: dict[str, Any]) -> dict[str, Any]:
        """Writes one."""
        days = options["keep_days"]
        if not 1 <= days <= MOST:
            raise Refusal(f"--keep-days is a number of days from 1 to {MOST}.")
        made = making.make(options["folder"], days)
        said = f"Written and read back: {made.path} ({made.size:,} bytes)."
        if made.removed:
            said += f" Destroyed, since they were older than {days} days: {len(made.removed)}."
        removed = [path.name for path in made.removed]
        return {"path": str(made.path), "size": made.size, "removed": removed, "said": said}

    def checked(self, options: dict[str, Any]) -> dict[str, Any]:
        """Reads one."""
        path = options["check"]
        with making.opened(path) as file:
            header = Reader(file, str(path)).header
        here = not (options["passphrase_file"] or options["shares"] or vault().locked)
        if here and header.fits(vault().current()):
            master = vault().current()
        else:
            master = unlocked.master_of(header, options)
        found = making.check(path, master)
        said = (
            f"{path} is whole: {found.members} members, {found.size:,} bytes, of "
            f"“{header.organisation}”, made {header.made} by Tocsin {header.version}."
        )
        told = {"organisation": header.organisation, "made": header.made, "said": said}
        return told | {"members": found.members, "size": found.size, "version": header.version}
