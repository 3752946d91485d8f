"""`tocsin keys add|list|retire`; `create` and `partner` need no server (console/apart.py)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tocsin.kernel import keys, seal
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import System


class Command(BaseCommand):
    """The server takes public keys only."""

    help = "Create the organisation's key pair (apart); take a public key in use."

    def add_arguments(self, parser: CommandParser) -> None:
        """add FILE · list · retire KEY-ID · create, partner (see tocsin keys create --help)."""
        parser.add_argument("verb", choices=["create", "partner", "add", "list", "retire"])
        parser.add_argument("what", nargs="?", default="")

    def handle(self, *args: Any, verb: str, what: str, **options: Any) -> None:  # noqa: ARG002
        """One verb."""
        getattr(self, f"do_{verb}")(what)

    def do_add(self, what: str) -> None:
        """Takes a public key in use."""
        if not what:
            raise Refusal("Name the public key file: tocsin keys add FILE")
        public = seal.load_public(Path(what))
        keys.add(
            System(),
            public.key_id,
            public.public,
            public.organisation,
            seal.fingerprint(public.public),
        )
        self.stdout.write(f"Records are now sealed to {seal.fingerprint(public.public)}.")

    def do_list(self, what: str) -> None:  # noqa: ARG002
        """All keys that are known."""
        for key in keys.SealingKey.objects.all():
            state = "in use" if key.active else "retired"
            self.stdout.write(f"{key.key_id}  {state}  {key.organisation}  {key.fingerprint}")

    def do_retire(self, what: str) -> None:
        """Takes a key out of use; signing is closed until another one is added."""
        key = keys.SealingKey.objects.filter(key_id=what).first()
        if key is None:
            raise Refusal(f"No key is called “{what}”. See tocsin keys list.")
        keys.retire(System(), key)
        self.stdout.write(f"The key {what} is retired. Without an active key signing is closed.")
