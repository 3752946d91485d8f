"""Runs one of Django's commands and turns refusals into a line and an exit code."""

from __future__ import annotations

import sys

import django
from django.core.management import ManagementUtility, get_commands
from django.db import DatabaseError

from tocsin.console.table import overview
from tocsin.kernel import logs
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.files import FullDisk
from tocsin.kernel.full_disk import refused_when_full
from tocsin.kernel.refusal import Refusal

LOCKED = "This server is locked, and nothing was changed."
# What the machine does not allow; another OSError is a fault of ours and shows its traceback.
REFUSED = (PermissionError, FileExistsError, NotADirectoryError, IsADirectoryError)


class Misused(Refusal):
    """What a command was given is not what it takes; with 1, another may say what it found."""


def run_command(name: str, arguments: list[str]) -> int:
    """0 when it did its work, 1 when it refused, 2 for an unknown command or one misused."""
    django.setup()
    logs.catch_all()
    where = get_commands()
    if name not in where:
        print(f"There is no command “{name}”.\n\n{overview()}", file=sys.stderr)
        return 2
    # Django's checks are of what we wrote, and load every page: the tests run them.
    hurry = ["--skip-checks"] if where[name] == "tocsin.console" else []
    try:
        with refused_when_full():
            ManagementUtility(["tocsin", name, *hurry, *arguments]).execute()
    except Locked:
        print(f"{LOCKED} Type: tocsin unlock", file=sys.stderr)
        return 1
    except FullDisk as full:
        print(f"{full.told}, and try again.", file=sys.stderr)
        return 1
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 2 if isinstance(refusal, Misused) else 1
    except REFUSED as error:
        if error.filename is None:
            raise
        why = f"{error.filename} cannot be written or read: {error.strerror}."
        print(f"{why} Name another place, or run this as the user that may.", file=sys.stderr)
        return 1
    except DatabaseError as error:
        print(f"The database could not be used: {error}. Run “tocsin doctor”.", file=sys.stderr)
        return 1
    return 0
