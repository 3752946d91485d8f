"""What of the data folder goes into a backup, and what does not.

What is in it: the rows of one moment, and what they point at, read after them, so that nothing
they name is missing. What is not: files that are made from the rows (the public log, the private
one of the audit trail), mail written as files, Django's secret, and whatever opens the keys without
a person. The keys are as they lie on the disk: encrypted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from tocsin.kernel import keys
from tocsin.kernel.backups import rows
from tocsin.kernel.backups.rows import Rows
from tocsin.kernel.crypto.home import home, vault
from tocsin.kernel.storage import migrating

ABOUT = "about.json"
FORMAT = 1
KEPT_FILE = re.compile(r"[0-9a-f]{64}")
KEYS = "keys/runtime.json"
BESIDE = ("inbox", "demonstration")  # alerts that nobody took up yet; the mark of no real desk
Member = tuple[str, Iterator[bytes]]


def about(taken: Rows, made: str) -> dict[str, Any]:
    """What whoever restores must know before the rest."""
    key = keys.active()
    return {
        "format": FORMAT,
        "made": made,
        "organisation": settings.TOCSIN_ORGANISATION,
        "fingerprint": key.fingerprint if key else "",
        "engine": rows.engine(),
        "migrations": migrating.applied(),
        "tables": taken.tables,
    }


def copies() -> list[Path]:
    """The sealed copies of the audit trail; asked before the rows, or they would be ahead."""
    return sorted((home() / "audit-log" / "sealed").glob("*.sealed"))


def kept() -> list[Path]:
    """Files that rows point at, and what lies beside them."""
    found = [
        path
        for path in (home() / "files").glob("[0-9a-f][0-9a-f]/*")
        if KEPT_FILE.fullmatch(path.name)
    ]
    for name in BESIDE:
        found += [path for path in (home() / name).glob("*") if path.is_file()]
    return sorted(found)


def beside(sealed: Iterable[Path]) -> Iterator[Member]:
    """Everything that is no row, by its name in the data folder."""
    with vault().alone():  # nobody replaces it meanwhile
        runtime = home() / KEYS
        held = runtime.read_bytes() if runtime.exists() else b""
    if held:
        yield KEYS, iter([held])
    for path in (*sealed, *kept()):
        try:
            file = path.open("rb")
        except FileNotFoundError:
            continue  # taken away since, as its row is
        with file:
            yield path.relative_to(home()).as_posix(), rows.blocks_of(file)
