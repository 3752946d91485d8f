"""The table of commands: what each does, in one line."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

COMMANDS = {
    "up": "start everything here: web pages and worker (makes what is missing)",
    "init": "make the data folder, the database and the keys of this server",
    "unlock": "unlock this server's own keys by their passphrase, after each start",
    "lock": "lock them again: signing closes and mail waits",
    "work": "do what is due: send mail, count, index",
    "import": "read an alert from a file; --dry-run shows what was understood",
    "lint": "find in a text what would harm somebody in public",
    "check": "is a sentence, a document or an appeal more certain than its claims?",
    "convey": "export a sealed bundle for an addressee; open one elsewhere with the key",
    "attachments": "export sealed originals of an appeal; open one elsewhere with the key",
    "alert": "sign an alert as a partner; open a sealed contact; list what waits",
    "keys": "create, recover, split, join, rehearse the organisation's key; take one in use",
    "log": "the public log's key and policy; check it; bring in what an old backup lacks",
    "verify": "check a receipt, a bundle or a whole log, without a server",
    "witness": "cosign the logs of others, on a machine of your own",
    "watch": "look whether another organisation's log or key changed; on any machine",
    "backup": "write an encrypted backup while the site runs, or check one",
    "restore": "make a data folder and a database of a backup, in an empty place",
    "subpoena": "what could be handed over of an appeal's signatories, and what cannot",
    "staff": "add a member of staff, give roles, set a password",
    "network": "bring in people who agreed to get appeals, from a CSV file",
    "rebuild": "count and index anew what the database keeps beside its rows",
    "doctor": "look whether everything is in order, and say what to do",
    "manage": "any of Django's own commands, e.g. tocsin manage migrate",
}
# These know no server at all: they run without Django, and without one another's modules.
OFFLINE = {
    "verify": "verification.run",
    "witness": "witnessing.run",
    "watch": "watching.run",
    "convey open": "apart.open_bundle",
    "attachments open": "apart.open_attachment",
    "keys create": "ceremony.create_keys",
    "keys recover": "ceremony.recover",
    "keys split": "ceremony.split",
    "keys join": "ceremony.join",
    "keys rehearse": "ceremony.rehearse",
    "keys partner": "apart.create_partner_keys",
    "alert sign": "apart.sign_alert",
    "alert open": "apart.open_contact",
    "log open": "apart.open_audit",
}
ALIASES = {"import": "import_alert", "check": "check_wording"}


def overview() -> str:
    """What `tocsin --help` prints."""
    lines = [f"  {name:<13}{what}" for name, what in COMMANDS.items()]
    return "\n".join(["tocsin COMMAND …; tocsin COMMAND --help tells more.", *lines])


def offline(words: list[str]) -> Callable[[], int] | None:
    """Commands that need no data folder and no database: opening, making keys, signing."""
    for length in (1, 2):
        if place := OFFLINE.get(" ".join(words[:length])):
            module, _, function = place.partition(".")
            run = getattr(import_module(f"tocsin.console.{module}"), function)
            return lambda: int(run(words[length:]))
    return None
