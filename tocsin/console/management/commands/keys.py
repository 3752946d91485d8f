"""`tocsin keys add|list|public|rehearsed|retire`; the rest is apart (console/ceremony.py)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tocsin.kernel import files, keys
from tocsin.kernel.crypto import keyfile, keypair, seal
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import System

APART = ["create", "recover", "split", "join", "rehearse", "partner"]
HERE = ["add", "list", "public", "rehearsed", "retire"]


class Command(BaseCommand):
    """The server takes public keys only."""

    help = "Create, split and rehearse the organisation's key (apart); take a public key in use."

    def add_arguments(self, parser: CommandParser) -> None:
        """add FILE · list · public FILE · rehearsed, retire KEY-ID · the others: VERB --help."""
        parser.add_argument("verb", choices=APART + HERE)
        parser.add_argument("what", nargs="?", default="")

    def handle(self, *args: Any, verb: str, what: str, **options: Any) -> None:  # noqa: ARG002
        """One verb."""
        getattr(self, f"do_{verb}")(what)

    def do_add(self, what: str) -> None:
        """Takes a public key in use."""
        if not what:
            raise Refusal("Name the public key file: tocsin keys add FILE")
        public = seal.load_public(Path(what))
        mark = seal.fingerprint(public.public)
        keys.add(System(), public.key_id, public.public, public.organisation, mark)
        self.stdout.write(f"Records are now sealed to {mark}.")

    def do_list(self, what: str) -> None:  # noqa: ARG002
        """All keys that are known; what was sealed to a retired one still opens with it."""
        for key in keys.SealingKey.objects.all():
            state = "in use" if key.active else "retired"
            seen = keys.rehearsed_at(key)
            tried = f"rehearsed {seen:%Y-%m-%d}" if seen else "never rehearsed"
            since = f"since {key.added_at:%Y-%m-%d}"
            self.stdout.write(
                f"{key.key_id}  {state}  {since}  {tried}  {key.organisation}  {key.fingerprint}"
            )

    def do_public(self, what: str) -> None:
        """Writes the key in use as a public file, for a rehearsal elsewhere."""
        if not what:
            raise Refusal("Name the file to write: tocsin keys public FILE")
        key, path = keys.active(), Path(what)
        if key is None:
            raise Refusal("No key is in use. Run: tocsin keys add FILE")
        keyfile.refuse_existing(path)
        public = keypair.PublicKey(key.organisation, key.key_id, bytes(key.public))
        files.write(path, keyfile.public_file(public), mode=0o644)
        self.stdout.write(f"Written: {path}")

    def do_rehearsed(self, what: str) -> None:
        """Notes that the private half was opened today, with all that it takes."""
        key = self._found(what)
        keys.rehearsed(System(), key)
        self.stdout.write(f"Noted: the key {key.key_id} was rehearsed today.")

    def do_retire(self, what: str) -> None:
        """Takes a key out of use; signing is closed until another one is added."""
        keys.retire(System(), self._found(what))
        self.stdout.write(f"The key {what} is retired. Without an active key signing is closed.")

    @staticmethod
    def _found(what: str) -> keys.SealingKey:
        key = keys.SealingKey.objects.filter(key_id=what).first()
        if key is None:
            raise Refusal(f"No key is called “{what}”. See tocsin keys list.")
        return key
