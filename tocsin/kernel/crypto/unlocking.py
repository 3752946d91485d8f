"""Unlocking and locking the server: its master key, under a passphrase on the disk.

`keys/master.json` holds the master of the vault encrypted with a passphrase (`passphrase`);
unlocking lays it into memory (`memory`), from where web and worker read it at each use.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings

from tocsin.kernel import files
from tocsin.kernel.crypto import fitting, memory, passphrase, wiping
from tocsin.kernel.crypto.home import home, vault
from tocsin.kernel.crypto.passphrase import USUAL, Cost
from tocsin.kernel.crypto.vault import identity
from tocsin.kernel.refusal import Refusal

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
BRING_BACK = (
    "Bring back its newest copy, or everything from a backup into an empty folder: tocsin restore"
)
GONE = f"{{}} is missing, and this database belongs to the keys that were in it. {BRING_BACK}"
SPOILT = f"{{}} is damaged, or belongs to another server. {BRING_BACK}"
LACKS = (
    "{} lacks keys that this database was made with, that of {} for one: it is an older copy, or "
    f"another server's. {BRING_BACK}"
)
OTHERS = (
    "{} belongs to another server, and so does master.json beside it: what this database signed "
    "was not signed with its keys. Bring back the newest copy of both, or everything from a backup "
    "into an empty folder: tocsin restore"
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
        refuse_lost()
        secret = secrets.token_bytes(32)
        vault().begin()
        _write(secret, words, cost)
    _lay_down(secret)


def unlock(words: str) -> None:
    """Lays the master into memory. Raises WrongPassphrase, or Refusal with the remedy."""
    _lay_down(master(words))


def unlock_with(secret: bytes) -> None:
    """The same with the master itself, which shares were joined to."""
    _lay_down(secret)


def check(secret: bytes) -> bytes:
    """The master, if it is the one of this server; else a Refusal."""
    told = _read(damaged_is_new=True).get("id")
    _refuse_damaged()
    fits = vault().fits(secret)
    if told == identity(secret) and not fits:
        raise Refusal(SPOILT.format(vault().path))
    if told not in {None, identity(secret)} or not fits:
        raise Refusal(
            "These shares belong to another server or to another time. Nothing was changed; "
            "take those of this server."
        )
    _refuse_others(secret)
    _refuse_lacking()
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


def refuse_lost() -> None:
    """Raises Refusal, with what to bring back, where a file of the keys is not the right one."""
    _refuse_damaged()
    if not vault().locked:
        _refuse_others(vault().current())
    _refuse_lacking()
    if not is_new():
        _read()
    elif not vault().fits(bytes(32)):
        raise Refusal(LOST)


def doubt() -> str:
    """What is to be brought back before anything unlocks this server; empty where nothing is."""
    try:
        refuse_lost()
    except Refusal as refusal:
        return refusal.sentence
    return ""


def _refuse_damaged() -> None:
    try:
        vault().in_clear()
    except Refusal as error:
        raise Refusal(SPOILT.format(vault().path)) from error


def _refuse_others(secret: bytes) -> None:
    if fitting.are_of_another(vault().opened(secret)):
        raise Refusal(OTHERS.format(vault().path))


def _refuse_lacking() -> None:
    """With new keys a mailbox that had signed would count again, and nobody could say so."""
    if lacking := fitting.needed() - vault().names():
        if not vault().path.exists():
            raise Refusal(GONE.format(vault().path))
        raise Refusal(LACKS.format(vault().path, max(lacking)))


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
    check(secret)  # what is lost or damaged is told before the master is anywhere
    with vault().alone():
        vault().begin()
    vault().migrate(secret)
    memory.put(home(), settings.TOCSIN_RUNTIME, secret)


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
