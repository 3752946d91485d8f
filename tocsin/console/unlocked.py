"""How commands find the passphrase of this server, or ask for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tocsin.kernel import files
from tocsin.kernel.backups.archive import Header
from tocsin.kernel.crypto import passphrase, sharing, unlocking
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.refusal import Refusal

WHAT = "this server"
TYPE = "Type: tocsin unlock"
STAYS = "This server stays locked: signing is closed and mail waits."
TOLD = """
The first line is the passphrase of this demonstration, which unlocks itself with it at each start.
That is only for trying things out: a real desk keeps its passphrase away from the server, and types
it after each start (tocsin unlock).
"""


def file() -> Path | None:
    """A file that holds the passphrase: a demonstration's own, or systemd's; None asks a person."""
    own = unlocking.own_passphrase()
    return own if own.exists() else unlocking.credential()


def add_arguments(parser: CommandParser) -> None:
    """--passphrase-file · --shares, by which a backup is opened."""
    parser.add_argument(
        "--passphrase-file", type=Path, help="a file whose first line is the server's passphrase"
    )
    parser.add_argument("--shares", type=Path, nargs="+", help="shares of the master, instead")


def master_of(header: Header, options: dict[str, Any]) -> bytes:
    """The master that opens a backup, by whatever was given; a person is asked for the rest."""
    if options["shares"]:
        return sharing.join_files(options["shares"], "master").secret
    what = f"the server of “{header.organisation}” as of {header.made}"
    return header.open_with(passphrase.ask(what, options["passphrase_file"]))


def begin(given: Path | None = None) -> None:
    """Chooses the passphrase of a new installation, and unlocks."""
    unlocking.refuse_lost()  # before a passphrase is asked for
    unlocking.begin(passphrase.choose(WHAT, given or file()))


def begin_demonstration() -> None:
    """A passphrase of its own for a demonstration; may be repeated after a crash."""
    if unlocking.is_new():
        unlocking.refuse_lost()
        words = passphrase.random()
        files.write(unlocking.own_passphrase(), f"{words}\n{TOLD}".encode())
        unlocking.begin(words)
    by_itself()


def by_itself() -> bool:
    """Unlocks where a file holds the passphrase; whether the server is unlocked now."""
    given = file()
    if vault().locked and given is not None:
        words = passphrase.read(given)
        if unlocking.is_new():
            unlocking.begin(words)
        else:
            unlocking.unlock(words)
    return not vault().locked


def at_setting_up(given: Path | None) -> str:
    """Chooses or asks as far as anybody is here; what is to be done next, or nothing."""
    if doubt := unlocking.doubt():
        unlocking.lock()  # a server that is only started anew has its master still
        return f"{STAYS} {doubt}"
    try:
        if by_itself():
            return ""
    except passphrase.WrongPassphrase:
        return f"This server stays locked: the passphrase in {file()} does not fit. {TYPE}"
    except Refusal as refusal:
        return f"{STAYS} {refusal.sentence}"
    if unlocking.is_new() and (given or passphrase.is_anybody_here()):
        begin(given)
    elif given is not None:
        unlocking.unlock(passphrase.read(given))
    if not vault().locked:
        return ""
    chosen = ", and choose a passphrase" if unlocking.is_new() else ""
    return f"This server is locked: signing is closed and mail waits. {TYPE}{chosen}"
