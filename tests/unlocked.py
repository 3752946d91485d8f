"""A data folder as after `tocsin unlock`; passphrase and passwords cost nothing to try."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

from django.contrib.auth.hashers import Argon2PasswordHasher

from tocsin.kernel.crypto import fitting, unlocking
from tocsin.kernel.crypto.home import prepare
from tocsin.kernel.crypto.passphrase import Cost
from tocsin.kernel.crypto.unlocking import CREDENTIAL

PASSPHRASE = "seven quiet ferries at dawn"
CHEAP = Cost(memory=32, passes=1, lanes=1)


class CheapPasswords(Argon2PasswordHasher):
    """As the program's own, at a cost that a thousand people of the cast can bear."""

    time_cost, memory_cost, parallelism = CHEAP.passes, CHEAP.memory, CHEAP.lanes


def begin() -> None:
    """Prepares the folder of TOCSIN_HOME, chooses the passphrase and unlocks."""
    prepare()
    with patch.object(fitting, "NEEDS", []):  # many tests have no database that could be asked
        unlocking.begin(PASSPHRASE, CHEAP)


def credentials(folder: Path) -> dict[str, str]:
    """Surroundings in which a program that is started unlocks itself, as systemd does it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CREDENTIAL).write_text(PASSPHRASE + "\n", "utf-8")
    memory = folder.parent / f"{folder.name}-memory"
    return {"CREDENTIALS_DIRECTORY": str(folder), "TOCSIN_RUNTIME": str(memory)}
