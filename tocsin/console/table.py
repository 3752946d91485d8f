"""The table of commands: what each does, in one line."""

from __future__ import annotations

from collections.abc import Callable

COMMANDS = {
    "up": "start everything here: web pages and worker (makes what is missing)",
    "init": "make the data folder, the database and the keys of this server",
    "work": "do what is due: send mail, count, index",
    "import": "read an alert from a file; --dry-run shows what was understood",
    "lint": "find in a text what would harm somebody in public",
    "check": "is a sentence, a document or an appeal more certain than its claims?",
    "convey": "export a sealed bundle for an addressee; open one elsewhere with the key",
    "keys": "create the organisation's key pair; take a public key in use",
    "staff": "add a member of staff, give roles, set a password",
    "network": "bring in people who agreed to get appeals, from a CSV file",
    "doctor": "look whether everything is in order, and say what to do",
    "manage": "any of Django's own commands, e.g. tocsin manage migrate",
}
ALIASES = {"import": "import_alert", "check": "check_wording"}


def overview() -> str:
    """What `tocsin --help` prints."""
    lines = [f"  {name:<10}{what}" for name, what in COMMANDS.items()]
    return "\n".join(["tocsin COMMAND …", "", *lines, "", "tocsin COMMAND --help tells more."])


def offline(words: list[str]) -> Callable[[], int] | None:
    """Commands that need no data folder and no database: opening a bundle, making keys."""
    from tocsin.console import apart

    table = {("convey", "open"): apart.open_bundle, ("keys", "create"): apart.create_keys}
    run = table.get((words[0], words[1])) if len(words) > 1 else None
    return None if run is None else lambda: run(words[2:])
