"""A partner’s machine that looks at a server, and what a server that lies does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tocsin.appeals.models import Appeal
from tocsin.console import watch_file, watching
from tocsin.kernel.crypto import seal
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.models import Checkpointed
from tocsin.kernel.transparency import sequencing
from tocsin.kernel.transparency.ledger import LedgerEntry
from tocsin.publishing.models import Revision

APPEAL = "FA-01-2026"


ASK = "Sign nothing there, and ask them by telephone, at a number that you had before."


Capture = pytest.CaptureFixture[str]


class Watcher:
    """A partner's machine with its file; each call is one look."""

    def __init__(self, url: str, state: Path, capsys: Capture) -> None:
        self.url, self.state, self.capsys = url, state, capsys
        self.code, self.out, self.err = -1, "", ""

    def __call__(self, *words: str, url: str = "") -> int:
        self.capsys.readouterr()
        self.code = watching.run([url or self.url, "--state", str(self.state), *words])
        self.out, self.err = self.capsys.readouterr()
        return self.code

    @property
    def alarms(self) -> list[str]:
        """What was told on standard error, each as one line."""
        return self.err.splitlines()


def swapped(**changes: Any) -> seal.KeyPair:
    """Whoever has the database puts another key into the row, with all that belongs to it."""
    other = seal.create_keypair("Urgent Appeals Desk")
    mark = seal.fingerprint(other.public)
    row = {"public": other.public, "key_id": other.key_id, "fingerprint": mark} | changes
    SealingKey.objects.update(**row)
    return other


def begin_anew() -> None:
    """The server forgets its whole log, folder and rows."""
    LedgerEntry.objects.all().delete()
    Checkpointed.objects.all().delete()
    folder = sequencing.folder().path
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def hide(revision: Revision) -> None:
    """Takes an appeal off without a word."""
    Appeal.objects.filter(pk=revision.appeal_id).update(document_id="FA-02-2026")


def aged(state: Path, seconds: int) -> None:
    """The kept look is older than it was."""
    kept = watch_file.load(state)
    assert kept is not None
    older = {name: replace(one, at=one.at - seconds) for name, one in kept.counted.items()}
    watch_file.keep(state, replace(kept, counted=older))
