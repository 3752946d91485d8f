"""`tocsin log vkey|policy|check|recover`; `open` needs no server (console/apart.py)."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tocsin.console.log_check import look
from tocsin.kernel import audit_log
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.transparency import recovering, sequencing, witnessing
from tocsin.people.roles import System
from tocsin.signing import returned


class Command(BaseCommand):
    """The files themselves are made by the worker."""

    help = "The public log's key and policy; check it; bring in what an old backup lacks."

    def add_arguments(self, parser: CommandParser) -> None:
        """vkey · policy · check · recover FOLDER-OR-ADDRESS · open (see tocsin log open --help)."""
        parser.add_argument("verb", choices=["vkey", "policy", "check", "recover", "open"])
        parser.add_argument("place", nargs="?", default="", help="for recover: a mirror of the log")
        parser.add_argument(
            "--no-mirror", action="store_true", help="for recover: nobody has more than the backup"
        )
        parser.add_argument("--json", action="store_true", help="for check")
        parser.add_argument("--audit", action="store_true", help="for vkey: the audit trail's key")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:  # noqa: ARG002
        """One verb."""
        getattr(self, f"do_{verb}")(options)

    def do_vkey(self, options: dict[str, Any]) -> None:
        """The log's public key, for witnesses and for whoever verifies."""
        signer = audit_log.signer() if options["audit"] else sequencing.signer()
        self.stdout.write(vkey(signer.name, signer.public))

    def do_policy(self, options: dict[str, Any]) -> None:  # noqa: ARG002
        """Whose signatures a checkpoint needs."""
        self.stdout.write(witnessing.policy(sequencing.signer().verifier()), ending="")

    def do_check(self, options: dict[str, Any]) -> None:
        """Exit code 0 when all is in order, else 1."""
        found = list(look())
        if options["json"]:
            self.stdout.write(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        else:
            for one in found:
                self.stdout.write(
                    f"{'!!' if one.remedy else 'ok'}  {one.about}  {one.remedy}".rstrip()
                )
        if any(one.remedy for one in found):
            sys.exit(1)

    def do_recover(self, options: dict[str, Any]) -> None:
        """After a database was brought back from a backup that is older than the log."""
        if options["no_mirror"]:
            recovering.without_mirror(System())
            self.stdout.write("The log goes on from what the backup held, at your word.")
            return
        if not options["place"]:
            raise Refusal("Name a mirror of the log: tocsin log recover FOLDER-OR-ADDRESS")
        found = recovering.recover(System(), options["place"])
        counted, again = returned.catch_up()
        self.stdout.write(
            f"The log has {found.size} entries; {found.brought_in} were brought in, "
            f"{found.unknown} of which this database did not know."
        )
        if counted:
            self.stdout.write(
                f"{counted} that had signed before the backup and confirmed since count again; "
                "their names are not shown, and no news are sent to them."
            )
        if again.erased or again.voided:
            self.stdout.write(
                f"Of the voices that the backup brought back, {again.erased} had been withdrawn "
                f"since and are erased again, {again.voided} are voided again."
            )
        if found.unknown:
            self.stdout.write(
                "Voices among them were counted after the backup was made: their sealed records "
                "are lost, the log still counts them. See: tocsin log check"
            )
