"""Unlocking and locking the server: its master key, under a passphrase on the disk.

`keys/master.json` holds the master of the vault encrypted with a passphrase (`kernel.passphrase`);
unlocking lays it into memory (`kernel.memory`), from where web and worker read it at each use.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings

from tocsin.kernel import files, memory, passphrase, wiping
from tocsin.kernel.home import home, vault
from tocsin.kernel.passphrase import USUAL, Cost
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.vault import UNFIT, identity

FORMAT = "tocsin-master 1"
CONTEXT = b"tocsin master 1\n"
CREDENTIAL = "tocsin-master"  # of systemd: LoadCredentialEncrypted=tocsin-master:…
LOST = (
    "keys/master.json is missing, and nothing else opens keys/runtime.json. Bring it back from the "
    "backup, or from the shares of the master: tocsin unlock --shares FILE … --change-passphrase"
)
DAMAGED = (
    "keys/master.json is damaged. Bring it back from the backup, or unlock with the shares of the "
    "master: tocsin unlock --shares FILE …"
)


def _file() -> Path:
    return home() / "keys" / "master.json"


def is_new() -> bool:
    """Whether no passphrase was chosen yet: a new installation, or one of an older version."""
    return not _file().exists()


def begin(words: str, cost: Cost = USUAL) -> None:
    """Makes the master under a new passphrase and unlocks; keys of an older version move in."""
    with vault().alone():
        if not is_new():
            raise Refusal("This server has a passphrase already. Type: tocsin unlock")
        secret = secrets.token_bytes(32)
        if not vault().fits(secret):
            raise Refusal(LOST)
        vault().in_clear()  # damaged ones are told before a passphrase is put on them
        _write(secret, words, cost)
    _lay_down(secret)


def unlock(words: str) -> None:
    """Lays the master into memory. Raises WrongPassphrase, or Refusal with the remedy."""
    _lay_down(master(words))


def unlock_with(secret: bytes) -> None:
    """The same with the master itself, which shares were joined to."""
    _lay_down(check(secret))


def check(secret: bytes) -> bytes:
    """The master, if it is the one of this server; else a Refusal."""
    told = _read(damaged_is_new=True).get("id")
    fits = vault().fits(secret)
    if told == identity(secret) and not fits:
        raise Refusal(UNFIT)
    if told not in {None, identity(secret)} or not fits:
        raise Refusal(
            "These shares belong to another server or to another time. Nothing was changed; "
            "take those of this server."
        )
    return secret


def master(words: str) -> bytes:
    """The master by its passphrase, without unlocking."""
    held = _read()
    try:
        return passphrase.unwrap(held["wrapped"], words, CONTEXT)
    except (ValueError, KeyError) as error:
        raise Refusal(DAMAGED) from error


def change(secret: bytes, words: str, cost: Cost = USUAL) -> None:
    """Puts the master under another passphrase; the one before opens nothing from now on."""
    with vault().alone():
        _write(check(secret), words, cost)


def lock() -> bool:
    """Takes the master out of memory; whether it was there."""
    return memory.take_away(home(), settings.TOCSIN_RUNTIME)


def own_passphrase() -> Path:
    """Where a demonstration keeps its own passphrase, beside its data."""
    return home() / "keys" / "passphrase-of-this-demonstration.txt"


def credential() -> Path | None:
    """The passphrase that systemd hands over, as a file."""
    folder = settings.CREDENTIALS_DIRECTORY
    file = Path(folder) / CREDENTIAL if folder else None
    return file if file is not None and file.exists() else None


def lies_on_a_disk() -> bool:
    """Whether the master lies where TOCSIN_RUNTIME says, and that is not in memory."""
    chosen = settings.TOCSIN_RUNTIME
    folder = memory.folders(home(), chosen)[0]
    return bool(chosen) and memory.is_ours(folder) and not memory.is_in_memory(folder)


def _lay_down(secret: bytes) -> None:
    owner = home().stat().st_uid
    if owner != os.geteuid():
        raise Refusal(
            f"The data folder {home()} belongs to another user. Unlock as that user: "
            f"sudo -u '#{owner}' tocsin unlock"
        )
    vault().in_clear()  # damaged ones are told before the master is anywhere
    memory.put(home(), settings.TOCSIN_RUNTIME, secret)
    vault().migrate()


def _write(secret: bytes, words: str, cost: Cost) -> None:
    wrapped = passphrase.wrap(secret, words, CONTEXT, cost)
    told = {"format": FORMAT, "id": identity(secret), "wrapped": wrapped}
    data = (json.dumps(told, indent=1) + "\n").encode()
    if is_new():
        files.write(_file(), data)
    else:
        wiping.replace(_file(), data)


def _read(*, damaged_is_new: bool = False) -> dict[str, Any]:
    if is_new():
        if damaged_is_new:
            return {}
        raise Refusal("This server has no passphrase yet. Type: tocsin unlock, and choose one.")
    try:
        held: dict[str, Any] = json.loads(_file().read_bytes())
        if held["format"] != FORMAT:
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        if damaged_is_new:
            return {}
        raise Refusal(DAMAGED) from error
    return held
