"""A bare machine to restore on: an empty folder, an empty database, and the program."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from django.db import connection

from tests.engine import engine
from tests.faults import databases
from tests.paths import ROOT
from tests.unlocked import PASSPHRASE


def _url() -> dict[str, str]:
    """A database of its own on the server of this run."""
    if engine() == "sqlite":
        return {}
    told = connection.settings_dict
    host = str(told["HOST"]).replace("/", "%2F")
    url = f"postgresql://{told['USER']}@{host}/postgres"
    return {"DATABASE_URL": databases.create(url, f"elsewhere_{uuid4().hex[:12]}")}


@dataclass
class Elsewhere:
    """`run("restore", …)` as somebody types it on that machine."""

    folder: Path
    surroundings: dict[str, str] = field(default_factory=_url)

    @property
    def home(self) -> Path:
        """Its data folder."""
        return self.folder / "home"

    @property
    def passphrase(self) -> list[str]:
        """What stands for typing it."""
        file = self.folder / "passphrase"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PASSPHRASE + "\n", "utf-8")
        return ["--passphrase-file", str(file)]

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """One command; its exit code and what it said."""
        return self.start([sys.executable, "-m", "tocsin", *words], **settings)

    def python(self, code: str) -> str:
        """What a few lines print, on that data folder, with Django."""
        whole = f"import django\ndjango.setup()\n{code}"
        done = self.start([sys.executable, "-c", whole])
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, words: list[str], **settings: str) -> subprocess.CompletedProcess[str]:
        """Nothing of ours but what is chosen here."""
        ours = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("TOCSIN_") and name != "DATABASE_URL"
        }
        chosen = {
            "TOCSIN_HOME": str(self.home),
            "TOCSIN_RUNTIME": str(self.folder / "memory"),
            "TOCSIN_LOG_MINUTES": "0",
            "DJANGO_SETTINGS_MODULE": "tocsin.settings",
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.run(
            words,
            cwd=ROOT,
            env=ours | chosen | self.surroundings | settings,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
