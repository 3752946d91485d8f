"""A data folder as after `tocsin unlock`; passphrase and passwords cost nothing to try."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.hashers import Argon2PasswordHasher

from tocsin.kernel import unlocking
from tocsin.kernel.home import prepare, vault
from tocsin.kernel.passphrase import Cost
from tocsin.kernel.unlocking import CREDENTIAL

PASSPHRASE = "seven quiet ferries at dawn"
CHEAP = Cost(memory=32, passes=1, lanes=1)


class CheapPasswords(Argon2PasswordHasher):
    """As the program's own, at a cost that a thousand people of the cast can bear."""

    time_cost, memory_cost, parallelism = CHEAP.passes, CHEAP.memory, CHEAP.lanes


def begin() -> None:
    """Prepares the folder of TOCSIN_HOME, chooses the passphrase and unlocks."""
    prepare()
    vault().begin()  # or the database would be asked, which many tests have not
    unlocking.begin(PASSPHRASE, CHEAP)


def credentials(folder: Path) -> dict[str, str]:
    """Surroundings in which a program that is started unlocks itself, as systemd does it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CREDENTIAL).write_text(PASSPHRASE + "\n", "utf-8")
    memory = folder.parent / f"{folder.name}-memory"
    return {"CREDENTIALS_DIRECTORY": str(folder), "TOCSIN_RUNTIME": str(memory)}
